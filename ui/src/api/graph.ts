// The graph as pages ask for it: around one entity, or the whole catalog narrowed by catalog filters.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { query, request } from "./http.ts";
import type { GraphBody } from "./types.ts";

export interface GraphAsk {
  root?: string;
  depth?: number;
  direction?: "both" | "out" | "in";
  relations?: string[];
  filter?: string[];
  limit?: number;
}

export function useGraph(ask: GraphAsk, enabled = true) {
  const relations = ask.relations?.length ? ask.relations.join(",") : undefined;
  return useQuery<GraphBody>({
    queryKey: ["graph", ask],
    queryFn: ({ signal }) => request<GraphBody>(`/api/v1/graph${query({ ...ask, relations })}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    enabled,
  });
}

// Hooks over our own API (/api/v1): what the Backstage API has no word for.
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { entityPath } from "./catalog.ts";
import { query, request, requestText } from "./http.ts";
import type * as t from "./types.ts";

const v1 = "/api/v1";

function useRead<T>(key: unknown[], path: string, options: { enabled?: boolean; keep?: boolean; staleTime?: number } = {}) {
  return useQuery<T>({
    queryKey: key,
    queryFn: ({ signal }) => request<T>(`${v1}${path}`, { signal }),
    enabled: options.enabled ?? true,
    staleTime: options.staleTime,
    placeholderData: options.keep ? keepPreviousData : undefined,
  });
}

export const useStats = () => useRead<t.Stats>(["stats"], "/stats");
export const useMe = () => useRead<t.Me>(["me"], "/me", { staleTime: Infinity });
export const useSources = (enabled = true) => useRead<t.List<t.SourceBody>>(["sources"], "/sources", { enabled });
export const useSource = (id: string) => useRead<t.SourceBody>(["sources", id], `/sources/${encodeURIComponent(id)}`);
export const useHeld = () => useRead<t.List<t.SyncBody>>(["held"], "/held");
export const useTombstones = () => useRead<t.List<t.Tombstone>>(["tombstones"], "/tombstones");
export const useSyncs = (sourceId: string) =>
  useRead<t.List<t.SyncBody>>(["syncs", sourceId], `/sources/${encodeURIComponent(sourceId)}/syncs`);
export const useClaims = (ref: string) => useRead<t.Claims>(["claims", ref], `/entities/${entityPath(ref)}/claims`);
export const useHistory = (ref: string) =>
  useRead<t.List<t.ChangeBody>>(["history", ref], `/entities/${entityPath(ref)}/history`);
export const useChanges = (limit: number) => useRead<t.List<t.ChangeBody>>(["changes", limit], `/changes?limit=${limit}`);

export function useSearch(text: string, limit = 8) {
  return useRead<t.List<t.SearchItem>>(["search", text, limit], `/search${query({ q: text, limit })}`, {
    enabled: text.trim() !== "",
    keep: true,
  });
}

export interface ProblemFilter {
  severity?: string;
  source?: string;
  code?: string;
  entity?: string;
  q?: string;
}

const problemPages = (filter: ProblemFilter, limit: number) =>
  infiniteQueryOptions({
    queryKey: ["problems", filter, limit],
    queryFn: ({ pageParam, signal }) =>
      request<t.ProblemPage>(`${v1}/problems${query({ ...filter, limit, cursor: pageParam })}`, { signal }),
    initialPageParam: "",
    getNextPageParam: (last: t.ProblemPage) => last.next_cursor || undefined,
  });

export const useProblems = (filter: ProblemFilter, limit = 100) => useInfiniteQuery(problemPages(filter, limit));

export const useImpact = (ref: string, depth = 10, enabled = true) =>
  useRead<t.ImpactBody>(["impact", ref, depth], `/entities/${entityPath(ref)}/impact?depth=${depth}`, { enabled });

/** A write to /api/v1 followed by reading again what it touches. */
function useWrite<A, R>(send: (argument: A) => Promise<R>, touches: string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => Promise.all(touches.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export interface NewSource {
  kind?: string;
  target: string;
  name?: string;
  branch?: string;
  schedule_seconds?: number;
}

const one = (id: string) => `${v1}/sources/${encodeURIComponent(id)}`;

export const useAddSource = () =>
  useWrite((s: NewSource) => request<t.SourceBody>(`${v1}/sources`, { method: "POST", body: s }), ["sources", "stats"]);
export const useDryRun = () =>
  useWrite((s: NewSource) => request<t.DryRun>(`${v1}/sources?dry_run=true`, { method: "POST", body: s }), []);
export const useChangeSource = () =>
  useWrite(
    ({ id, ...change }: { id: string } & Record<string, unknown>) =>
      request<t.SourceBody>(one(id), { method: "PATCH", body: change }),
    ["sources"],
  );
export const useRemoveSource = () =>
  useWrite((id: string) => request<void>(one(id), { method: "DELETE" }), ["sources", "stats", "entities", "facets"]);
export const useSyncNow = () =>
  useWrite((id: string) => request<t.SyncBody>(`${one(id)}/sync`, { method: "POST" }), ["sources", "syncs"]);
export const useDecide = () =>
  useWrite(
    ({ id, decision }: { id: string; decision: "apply" | "dismiss" }) =>
      request<t.SyncBody>(`${v1}/syncs/${encodeURIComponent(id)}/${decision}`, { method: "POST" }),
    ["held", "sources", "syncs", "stats", "tombstones"],
  );
export const useRestore = () =>
  useWrite(
    (uid: string) => request<{ ref: string }>(`${v1}/tombstones/${encodeURIComponent(uid)}/restore`, { method: "POST" }),
    ["tombstones", "entities", "facets", "stats"],
  );

/** The server's own OpenAPI document, as text for the same renderer that shows the catalog's APIs. */
export const useOwnOpenApi = () =>
  useQuery({ queryKey: ["openapi"], queryFn: ({ signal }) => requestText("/api/openapi.json", signal), staleTime: Infinity });

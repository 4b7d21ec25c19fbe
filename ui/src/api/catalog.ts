// Reading entities through the Backstage catalog API, as hooks. Conditions are sent as predicates (POST), because
// the query-string form cannot carry a comma inside a value.
import { keepPreviousData, queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./http.ts";
import { describe } from "../kit/describe.ts";
import type { Entity, EntityPage, FacetValue, Predicate } from "./types.ts";

export const WINDOW = 100;

export interface EntityQuery {
  query?: Predicate;
  text?: string;
  sort?: { field: string; order: "asc" | "desc" };
}

const ROW_FIELDS = [
  "kind",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "metadata.title",
  "metadata.description",
  "metadata.tags",
  "spec.type",
  "spec.owner",
  "spec.lifecycle",
  "spec.system",
  "spec.profile.displayName",
  "relations",
];

/** Where the text filter looks. */
export const ROW_TEXT_FIELDS = ["metadata.name", "metadata.title", "metadata.description"];

function byQuery(q: EntityQuery, offset: number, limit: number, fields: string[] | undefined, signal?: AbortSignal) {
  return request<EntityPage>("/api/catalog/entities/by-query", {
    method: "POST",
    signal,
    body: {
      limit,
      offset,
      orderBy: [q.sort ?? { field: "metadata.name", order: "asc" }],
      ...(q.text ? { fullTextFilter: { term: q.text, fields: ROW_TEXT_FIELDS } } : {}),
      ...(q.query ? { query: q.query } : {}),
      ...(fields ? { fields } : {}),
    },
  });
}

function windowQuery(q: EntityQuery, index: number) {
  return queryOptions({
    queryKey: ["entities", "window", q, index],
    queryFn: ({ signal }) => byQuery(q, index * WINDOW, WINDOW, ROW_FIELDS, signal),
    staleTime: 30_000,
  });
}

/** The pages of a long list that are on the screen; the first is always read because it carries the total. */
export function useEntityWindows(q: EntityQuery, windows: number[]) {
  const wanted = [...new Set([0, ...windows])];
  return useQueries({
    queries: wanted.map((index) => windowQuery(q, index)),
    combine: (results) => ({
      total: results[0]?.data?.totalItems,
      // What was read before is worth more than the news that reading it again failed.
      error: results[0]?.data ? null : (results[0]?.error ?? null),
      pending: results[0]?.isPending ?? true,
      retry: () => results.forEach((r) => void r.refetch()),
      row: (at: number): Entity | undefined => {
        const slot = wanted.indexOf(Math.floor(at / WINDOW));
        return results[slot]?.data?.items[at % WINDOW];
      },
    }),
  });
}

/** Reads the references of the rows between two places of a long list, both included; what is on the screen is known already. */
export function useReadRefs(q: EntityQuery) {
  const client = useQueryClient();
  return async (from: number, to: number): Promise<string[]> => {
    const first = Math.floor(from / WINDOW);
    const windows = Array.from({ length: Math.floor(to / WINDOW) - first + 1 }, (_, i) => first + i);
    const pages = await Promise.all(windows.map((index) => client.fetchQuery(windowQuery(q, index))));
    const rows = pages.flatMap((page) => page.items);
    return rows.slice(from - first * WINDOW, to - first * WINDOW + 1).map((entity) => describe(entity).ref);
  };
}

/** A short list in one answer. */
export function useEntities(q: EntityQuery, options: { limit?: number; fields?: string[]; enabled?: boolean } = {}) {
  const { limit = WINDOW, fields = ROW_FIELDS, enabled = true } = options;
  return useQuery<EntityPage>({
    queryKey: ["entities", "list", q, limit, fields],
    queryFn: ({ signal }) => byQuery(q, 0, limit, fields, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Counts by value of what the predicate and the text find. */
export function useFacets(facets: string[], predicate?: Predicate, { text = "", enabled = true } = {}) {
  return useQuery<Record<string, FacetValue[]>>({
    queryKey: ["facets", facets, predicate ?? null, text],
    queryFn: ({ signal }) =>
      request<{ facets: Record<string, FacetValue[]> }>("/api/catalog/entity-facets", {
        method: "POST",
        signal,
        body: { facets, ...(predicate ? { query: predicate } : {}), ...(text ? { fullTextFilter: { term: text, fields: ROW_TEXT_FIELDS } } : {}) },
      }).then((answer) => answer.facets),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    enabled: enabled && facets.length > 0,
  });
}

/** How many entities each question finds. */
export function useCounts(questions: EntityQuery[]): (number | undefined)[] {
  return useQueries({
    queries: questions.map((q) => queryOptions({
      queryKey: ["entities", "count", q],
      queryFn: ({ signal }) => byQuery(q, 0, 1, ["kind"], signal).then((page) => page.totalItems),
      staleTime: 30_000,
    })),
    combine: (results) => results.map((result) => result.data),
  });
}

/** One entity, or null when nothing has that reference. */
export function useEntity(ref: string, enabled = true) {
  return useQuery({
    queryKey: ["entity", ref],
    enabled,
    // Asking by reference answers null for what does not exist; asking by name would answer 404.
    queryFn: ({ signal }) =>
      request<{ items: (Entity | null)[] }>("/api/catalog/entities/by-refs", {
        method: "POST",
        signal,
        body: { entityRefs: [ref.toLowerCase()] },
      }).then((answer) => answer.items[0] ?? null),
  });
}

/** Entities by reference, in the order asked; null where none exists, which is how a dangling reference shows. */
export function useEntitiesByRefs(refs: string[]) {
  return useQuery<(Entity | null)[]>({
    queryKey: ["entities", "refs", refs],
    enabled: refs.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      request<{ items: (Entity | null)[] }>("/api/catalog/entities/by-refs", {
        method: "POST",
        signal,
        body: { entityRefs: refs, fields: ROW_FIELDS },
      }).then((answer) => answer.items),
  });
}

/** Users and groups by what people call them, for choosing one. */
export function usePeopleEntities(text: string, kinds: string[]) {
  return useQuery<EntityPage>({
    queryKey: ["entities", "people", text, kinds],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      request("/api/catalog/entities/by-query", {
        method: "POST",
        signal,
        body: {
          limit: 20,
          orderBy: [{ field: "metadata.name", order: "asc" }],
          query: { kind: { $in: kinds } },
          fields: ROW_FIELDS,
          ...(text ? { fullTextFilter: { term: text, fields: ["metadata.name", "metadata.title", "spec.profile.displayName", "spec.profile.email"] } } : {}),
        },
      }),
  });
}

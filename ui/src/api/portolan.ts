// Hooks over our own API (/api/v1): what the Backstage API has no word for.
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { parseRef } from "../paths.ts";
import { useAct } from "./act.ts";
import { call } from "./client.ts";
import { requestText } from "./http.ts";
import type * as t from "./types.ts";

interface Options {
  enabled?: boolean;
  keep?: boolean;
  staleTime?: number;
}

function useRead<T>(queryKey: unknown[], read: (signal: AbortSignal) => Promise<T>, { enabled = true, keep = false, staleTime }: Options = {}) {
  return useQuery<T>({ queryKey, queryFn: ({ signal }) => read(signal), enabled, staleTime, placeholderData: keep ? keepPreviousData : undefined });
}

export const useStats = () => useRead(["stats"], (signal) => call("get", "/api/v1/stats", { signal }));
export const useMe = () => useRead(["me"], (signal) => call("get", "/api/v1/me", { signal }) as Promise<t.Me>, { staleTime: Infinity });
export const useSources = (enabled = true) =>
  useRead(["sources"], (signal) => call("get", "/api/v1/sources", { signal }) as Promise<t.List<t.SourceBody>>, { enabled });
export const useSource = (id: string) =>
  useRead(["sources", id], (signal) => call("get", "/api/v1/sources/{id}", { path: { id }, signal }) as Promise<t.SourceBody>);
export const useHeld = () => useRead(["held"], (signal) => call("get", "/api/v1/held", { signal }) as Promise<t.List<t.SyncBody>>);
export interface RemovedFilter {
  source?: string;
  sync?: string;
  kind?: string;
  ref?: string;
}

export const useTombstones = (filter: RemovedFilter) => useRead(["tombstones", filter], (signal) => call("get", "/api/v1/tombstones", { query: { ...filter }, signal }));
/** What would come back: asked anew each time, for it is what somebody is about to agree to. */
export const useRestoration = (wish: t.RestoreWish) =>
  useQuery({ queryKey: ["restoration", wish], queryFn: ({ signal }) => call("post", "/api/v1/tombstones/restore", { body: { ...wish, dry_run: true }, signal }), staleTime: 0, gcTime: 0 });
export const useSyncs = (id: string) =>
  useRead(["syncs", id], (signal) => call("get", "/api/v1/sources/{id}/syncs", { path: { id }, signal }) as Promise<t.List<t.SyncBody>>);
export const useClaims = (ref: string) => useRead(["claims", ref], (signal) => call("get", "/api/v1/entities/{kind}/{namespace}/{name}/claims", { path: { ...parseRef(ref) }, signal }));
export const useHistory = (ref: string) =>
  useRead(["history", ref], (signal) => call("get", "/api/v1/entities/{kind}/{namespace}/{name}/history", { path: { ...parseRef(ref) }, signal }) as Promise<t.List<t.ChangeBody>>);
/** The newest changes of one entity. */
export const useActivity = (ref: string, limit: number) =>
  useRead(["history", ref, limit], (signal) => call("get", "/api/v1/entities/{kind}/{namespace}/{name}/history", { path: { ...parseRef(ref) }, query: { limit }, signal }) as Promise<t.List<t.ChangeBody>>);
export const useChanges = (limit: number) => useRead(["changes", limit], (signal) => call("get", "/api/v1/changes", { query: { limit }, signal }) as Promise<t.List<t.ChangeBody>>);
export const useSearch = (q: string, limit = 8) =>
  useRead(["search", q, limit], (signal) => call("get", "/api/v1/search", { query: { q, limit }, signal }), { enabled: q.trim() !== "", keep: true });
export const useImpact = (ref: string, depth = 10, enabled = true) =>
  useRead(["impact", ref, depth], (signal) => call("get", "/api/v1/entities/{kind}/{namespace}/{name}/impact", { path: { ...parseRef(ref) }, query: { depth }, signal }), { enabled });

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
    queryFn: ({ pageParam, signal }) => call("get", "/api/v1/problems", { query: { ...filter, limit, cursor: pageParam }, signal }) as Promise<t.ProblemPage>,
    initialPageParam: "",
    getNextPageParam: (last: t.ProblemPage) => last.next_cursor || undefined,
  });

export const useProblems = (filter: ProblemFilter, limit = 100) => useInfiniteQuery(problemPages(filter, limit));

export const useAddSource = () => useAct((body: t.NewSource) => call("post", "/api/v1/sources", { body }) as Promise<t.SourceBody>, ["sources", "stats"]);
export const useDryRun = () => useAct((body: t.NewSource) => call("post", "/api/v1/sources", { query: { dry_run: true }, body }) as Promise<t.DryRun>);
export const useChangeSource = () =>
  useAct(({ id, ...body }: { id: string } & t.SourceChange) => call("patch", "/api/v1/sources/{id}", { path: { id }, body }), ["sources"]);
export const useRemoveSource = () =>
  useAct((id: string) => call("delete", "/api/v1/sources/{id}", { path: { id } }), ["sources", "stats", "entities", "facets"]);
export const useSyncNow = () => useAct((id: string) => call("post", "/api/v1/sources/{id}/sync", { path: { id } }), ["sources", "syncs"]);
export const useDecide = () =>
  useAct(({ id, decision }: { id: string; decision: "apply" | "dismiss" }) => call("post", `/api/v1/syncs/{id}/${decision}`, { path: { id } }), ["held", "sources", "syncs", "stats", "tombstones"]);
export const useRestore = () =>
  useAct((wish: t.RestoreWish) => call("post", "/api/v1/tombstones/restore", { body: wish }), ["tombstones", "entities", "facets", "stats"]);

/** The server's own OpenAPI document, as text for the same renderer that shows the catalog's APIs. */
export const useOwnOpenApi = () =>
  useQuery({ queryKey: ["openapi"], queryFn: ({ signal }) => requestText("/api/openapi.json", signal), staleTime: Infinity });

// The audit log: its entries, the files that hold them, and whether the chain is whole.
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { withBase } from "../base.ts";
import { address, call } from "./client.ts";
import type { AuditEntry } from "./types.ts";

export interface AuditFilter {
  actor?: string;
  /** The beginning of an action. */
  action?: string;
  target?: string;
  decision?: string;
  text?: string;
  since?: string;
  until?: string;
}

const PAGE = 200;

interface Entries {
  items: AuditEntry[];
  next_cursor?: string | null;
}

const read = (query: AuditFilter & { limit: number; cursor?: string; seq?: number }, signal?: AbortSignal) => call("get", "/api/v1/audit", { query, signal }) as Promise<Entries>;

const pages = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", "entries", filter],
    queryFn: ({ pageParam, signal }) => read({ ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (last: Entries) => last.next_cursor || undefined,
    placeholderData: keepPreviousData,
    // What is read never changes, and what comes is asked for by useNewest.
    staleTime: Infinity,
  });

/** The newest first; more are read when they are asked for. */
export const useAuditEntries = (filter: AuditFilter) => useInfiniteQuery(pages(filter));

/** The number of the newest entry that passes, asked for again and again. */
export const useNewest = (filter: AuditFilter, enabled: boolean) =>
  useQuery({
    queryKey: ["audit", "newest", filter],
    enabled,
    refetchInterval: 10_000,
    queryFn: ({ signal }) => read({ ...filter, limit: 1 }, signal).then((page) => page.items[0]?.seq ?? 0),
  });

/** One entry by its number; null when it is not kept. */
export const useAuditEntry = (seq: number) =>
  useQuery({
    queryKey: ["audit", "entry", seq],
    enabled: seq > 0,
    staleTime: Infinity,
    queryFn: ({ signal }) => read({ limit: 1, seq }, signal).then((page) => page.items[0] ?? null),
  });

/** Looks at the whole chain; `head` is a place that somebody wrote down earlier. */
export const useChain = (head: string, enabled: boolean) =>
  useQuery({
    queryKey: ["audit", "chain", head],
    enabled,
    staleTime: Infinity,
    queryFn: ({ signal }) => call("get", "/api/v1/audit/verify", { query: head ? { head } : {}, signal }),
  });

export const auditExportHref = (format: "jsonl" | "cef", filter: AuditFilter) => withBase(address("/api/v1/audit/export", { query: { format, ...filter } }));

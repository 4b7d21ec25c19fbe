// Follows the server's events: what changed is read again, and changed references are marked for a moment.
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

const MARK_MS = 2500;
const CALM_MS = 800;

const marked = new Map<string, number>();
const listeners = new Set<() => void>();
let connected = false;

function emit() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function mark(refs: string[]) {
  const until = Date.now() + MARK_MS;
  for (const ref of refs) marked.set(ref, until);
  emit();
  setTimeout(() => {
    const now = Date.now();
    for (const [ref, at] of marked) if (at <= now) marked.delete(ref);
    emit();
  }, MARK_MS + 50);
}

/** Whether the entity changed in the last seconds. */
export function useChanged(ref: string): boolean {
  return useSyncExternalStore(subscribe, () => marked.has(ref));
}

export function useConnected(): boolean {
  return useSyncExternalStore(subscribe, () => connected);
}

/** Collects the query families to read again and reads them at most once per CALM_MS, however many events come. */
function calmInvalidator(client: QueryClient) {
  const families = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...names: string[]) => {
    for (const name of names) families.add(name);
    timer ??= setTimeout(() => {
      timer = undefined;
      const now = [...families];
      families.clear();
      void client.invalidateQueries({ predicate: (q) => now.includes("*") || now.includes(String(q.queryKey[0])) });
    }, CALM_MS);
  };
}

const CATALOG = ["entities", "entity", "facets", "stats", "changes", "history", "claims", "graph", "impact", "problems", "tombstones"];

export function followEvents(client: QueryClient): () => void {
  const invalidate = calmInvalidator(client);
  const events = new EventSource("/api/v1/events");
  let revision = 0;
  const on = (name: string, handle: (data: any) => void) =>
    events.addEventListener(name, (event) => {
      try {
        handle(JSON.parse((event as MessageEvent<string>).data));
      } catch {
        invalidate("*");
      }
    });
  on("hello", (data) => {
    if (revision && data.revision !== revision) invalidate("*");
    revision = data.revision;
    connected = true;
    emit();
  });
  on("change", (data) => {
    revision = data.revision;
    mark((data.changes ?? []).map((change: { ref: string }) => change.ref));
    invalidate(...CATALOG);
  });
  on("source", () => invalidate("sources", "stats", "held"));
  on("sync", () => invalidate("sources", "syncs", "stats", "held", "problems"));
  events.onerror = () => {
    connected = false;
    emit();
  };
  return () => events.close();
}

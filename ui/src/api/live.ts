// Follows the server's events: what changed is read again, and changed references are marked for a moment.
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { withBase } from "../base.ts";

const MARK_MS = 2500;
const CALM_MS = 800;
const AGAIN_MS = 2000;
const AGAIN_MOST_MS = 8000;

const marked = new Map<string, number>();
const listeners = new Set<() => void>();
export type Connection = "waiting" | "live" | "offline";
let connection: Connection = "waiting";

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

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => connection);
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

const CATALOG = ["entities", "entity", "facets", "stats", "changes", "history", "claims", "graph", "impact", "problems", "tombstones", "titles"];

export function followEvents(client: QueryClient): () => void {
  const invalidate = calmInvalidator(client);
  let events: EventSource;
  let revision = 0;
  let again = AGAIN_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const on = (name: string, handle: (data: any) => void) =>
    events.addEventListener(name, (event) => {
      try {
        handle(JSON.parse((event as MessageEvent<string>).data));
      } catch {
        invalidate("*");
      }
    });
  const open = () => {
    events = new EventSource(withBase("/api/v1/events"));
    on("hello", (data) => {
      // What failed while the server was away is read again, and so is what may have changed since.
      if (connection === "offline" || (revision && data.revision !== revision)) invalidate("*");
      revision = data.revision;
      again = AGAIN_MS;
      connection = "live";
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
      connection = "offline";
      emit();
      // A browser tries again by itself, but gives up for good when a proxy answers for the server that is away.
      if (events.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, again);
      again = Math.min(again * 2, AGAIN_MOST_MS);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    events.close();
  };
}

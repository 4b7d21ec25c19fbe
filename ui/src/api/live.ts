// Follows the server's events: what changed is read again, and changed references are marked for a moment.
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { withBase } from "../base.ts";

const MARK_MS = 2500;
const CALM_MS = 800;
const AGAIN_MS = 2000;
const AGAIN_MOST_MS = 8000;
/** How long a page that nobody sees goes on listening. */
const UNSEEN_MS = 5000;

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
  let events: EventSource | undefined;
  let missed = false;
  let revision = 0;
  let again = AGAIN_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const on = (from: EventSource, name: string, handle: (data: any) => void) =>
    from.addEventListener(name, (event) => {
      try {
        handle(JSON.parse((event as MessageEvent<string>).data));
      } catch {
        invalidate("*");
      }
    });
  const open = () => {
    const from = new EventSource(withBase("/api/v1/events"));
    events = from;
    on(from, "hello", (data) => {
      // What failed while the server was away is read again, and so is what may have changed since.
      if (missed || connection === "offline" || (revision && data.revision !== revision)) invalidate("*");
      missed = false;
      revision = data.revision;
      again = AGAIN_MS;
      connection = "live";
      emit();
    });
    on(from, "change", (data) => {
      revision = data.revision;
      mark((data.changes ?? []).map((change: { ref: string }) => change.ref));
      invalidate(...CATALOG);
    });
    on(from, "source", () => invalidate("sources", "stats", "held"));
    on(from, "sync", () => invalidate("sources", "syncs", "stats", "held", "problems"));
    from.onerror = () => {
      connection = "offline";
      emit();
      // A browser tries again by itself, but gives up for good when a proxy answers for the server that is away.
      if (from.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, again);
      again = Math.min(again * 2, AGAIN_MOST_MS);
    };
  };
  const close = () => {
    clearTimeout(timer);
    events?.close();
    events = undefined;
    missed = true;
  };
  // A browser has six connections to a server without HTTP/2, and each stream takes one: many tabs would leave none to load with.
  const seen = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(close, UNSEEN_MS);
    else if (!events || events.readyState === EventSource.CLOSED) open();
  };
  document.addEventListener("visibilitychange", seen);
  if (!document.hidden) open();
  return () => {
    document.removeEventListener("visibilitychange", seen);
    close();
  };
}

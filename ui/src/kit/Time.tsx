// A time people can read at once ("3 min ago"), with the exact one on hover. It stays current by itself.
import { useSyncExternalStore } from "react";
import { formatAbsolute, formatDeadline, formatRelative } from "./format.ts";

// One clock for all times on the page.
let tick = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    tick = Date.now();
    for (const each of listeners) each();
  }, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

export function Time({ at }: { at: string | number | null | undefined }) {
  useSyncExternalStore(subscribe, () => tick);
  if (at === null || at === undefined || at === "") return <span className="dim">never</span>;
  const date = new Date(at);
  const valid = !Number.isNaN(date.getTime());
  return <time dateTime={valid ? date.toISOString() : undefined} title={formatAbsolute(at)} className="num">{formatRelative(at)}</time>;
}

/** Until when something holds, as a date. */
export function Deadline({ at }: { at: string }) {
  return <time dateTime={at} title={formatAbsolute(at)} className="num">{formatDeadline(at)}</time>;
}

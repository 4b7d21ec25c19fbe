// Keys of a page: registered while it is shown, listed by "?". They are silent while someone types in a field.
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface KeyBinding {
  key: string;
  what: string;
  /** Without it the key is listed only: the part that has the focus hears it. */
  run?: (event: KeyboardEvent) => void;
}

const pages = new Set<KeyBinding[]>();
const listeners = new Set<() => void>();
let snapshot: KeyBinding[] = [];

function changed() {
  snapshot = [...pages].flat();
  for (const listener of listeners) listener();
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const field = target instanceof HTMLInputElement && target.type !== "checkbox";
  return field || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

export function useKeys(bindings: KeyBinding[]) {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => {
    const mine = latest.current;
    pages.add(mine);
    changed();
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return;
      if (document.querySelector("[aria-modal=true]")) return;
      const binding = latest.current.find((each) => each.key === event.key);
      if (!binding?.run) return;
      // Enter and space on a link, button or checkbox belong to it.
      if ((event.key === "Enter" || event.key === " ") && event.target instanceof Element && event.target.closest("a,button,input")) return;
      event.preventDefault();
      binding.run(event);
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
      pages.delete(mine);
      changed();
    };
  }, []);
}

export function useKeyList(): KeyBinding[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

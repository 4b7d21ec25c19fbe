// The rows that somebody has picked to do something with all of them: by reference, so that sorting and scrolling keep them.
import { useRef, useState } from "react";
import { useReadRefs, type EntityQuery } from "../../api/catalog.ts";

/** So many can be picked; what is done with them stays quick. */
export const MOST_PICKED = 1000;

export type Selection = ReturnType<typeof useSelection>;

/** `query`: what is listed. Another question begins with nothing picked, because what it hides could not be seen to be picked. */
export function useSelection({ sort: _, ...query }: EntityQuery) {
  const asked = JSON.stringify(query);
  const [state, setState] = useState({ asked, refs: [] as string[] });
  const refs = state.asked === asked ? state.refs : [];
  const set = (change: (before: string[]) => string[]) =>
    setState((before) => ({ asked, refs: change(before.asked === asked ? before.refs : []).slice(0, MOST_PICKED) }));
  return {
    refs,
    has: (ref: string) => refs.includes(ref),
    toggle: (ref: string) => set((before) => (before.includes(ref) ? before.filter((each) => each !== ref) : [...before, ref])),
    add: (some: string[]) => set((before) => [...new Set([...before, ...some])]),
    clear: () => set(() => []),
  };
}

/** Picking in the rows of one list: single ones, from the last one on, and all. */
export function usePicking(selection: Selection, query: EntityQuery, total: number) {
  const read = useReadRefs(query);
  const last = useRef(-1);
  const [failed, setFailed] = useState<unknown>(null);
  const between = async (from: number, to: number) => {
    setFailed(null);
    try {
      selection.add(await read(from, Math.min(to, from + MOST_PICKED - 1)));
    } catch (error) {
      setFailed(error);
    }
  };
  const pick = (index: number, ref: string, range: boolean) => {
    if (index < 0 || !ref) return;
    if (range && last.current >= 0) void between(Math.min(last.current, index), Math.max(last.current, index));
    else selection.toggle(ref);
    last.current = index;
  };
  return { pick, all: () => void between(0, total - 1), failed };
}

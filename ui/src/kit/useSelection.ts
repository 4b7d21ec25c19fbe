// The rows that somebody has picked to do something with all of them: by name, so that sorting and scrolling keep them.
import { useState } from "react";

/** So many can be picked; what is done with them stays quick. */
export const MOST_PICKED = 1000;

export type Selection = ReturnType<typeof useSelection>;

/** `query`: what is listed, in whatever order. Another question begins with nothing picked, because what it hides could not be seen to be picked. */
export function useSelection({ sort: _, ...query }: { sort?: unknown; [key: string]: unknown }) {
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

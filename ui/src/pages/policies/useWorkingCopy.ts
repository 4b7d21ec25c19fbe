// The text under work. It is kept in the browser until it is saved as a draft or discarded, so that leaving the page loses nothing.
import { useState } from "react";

const KEY = "portolan.policy-draft";

interface Kept {
  from: number;
  text: string;
}

function read(from: number): string | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as Kept | null;
    return kept?.from === from && typeof kept.text === "string" ? kept.text : undefined;
  } catch {
    return undefined;
  }
}

export function forgetWorkingCopy() {
  localStorage.removeItem(KEY);
}

export function useWorkingCopy(from: number, base: string) {
  const [kept] = useState(() => read(from));
  const [text, setText] = useState(kept ?? base);
  const change = (next: string) => {
    setText(next);
    if (next === base) forgetWorkingCopy();
    else localStorage.setItem(KEY, JSON.stringify({ from, text: next } satisfies Kept));
  };
  return { text, change, changed: text !== base, restored: kept !== undefined && kept !== base && text !== base, discard: () => change(base) };
}

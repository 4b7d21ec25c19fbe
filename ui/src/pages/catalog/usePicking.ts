// Picking in the rows of the catalog: single ones, from the last one on, and all.
import { useRef, useState } from "react";
import { useReadRefs, type EntityQuery } from "../../api/catalog.ts";
import { MOST_PICKED, type Selection } from "../../kit/useSelection.ts";

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

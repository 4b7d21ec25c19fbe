// The last values of something that is asked for again and again, kept while the page is open.
import { useRef } from "react";

const MOST = 60;

/** `at`: when the values were answered; they are taken once for each answer. */
export function useSeries(values: Record<string, number>, at: number): (key: string) => number[] {
  const kept = useRef<{ at: number; series: Map<string, number[]> }>({ at: 0, series: new Map() });
  if (kept.current.at !== at) {
    kept.current.at = at;
    for (const [key, value] of Object.entries(values)) kept.current.series.set(key, [...(kept.current.series.get(key) ?? []), value].slice(-MOST));
  }
  return (key) => kept.current.series.get(key) ?? [];
}

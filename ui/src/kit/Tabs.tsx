// Parts of a page of which one is shown; which one is the caller's to keep, in the address.
import { CatchBoundary } from "@tanstack/react-router";
import { useEffect, useRef, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { Failed } from "./Failed.tsx";
import { formatCount } from "./format.ts";

export interface TabItem {
  key: string;
  label: string;
  count?: number;
}

/** Brings the chosen one of a row that scrolls into view: on a narrow screen it may be beyond the edge. */
export function useChosenInView(chosen: string): RefObject<HTMLDivElement | null> {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = strip.current;
    const one = row?.querySelector<HTMLElement>("[aria-selected=true], [aria-pressed=true]");
    if (!row || !one) return;
    const [left, right] = [one.offsetLeft - row.offsetLeft, one.offsetLeft - row.offsetLeft + one.offsetWidth];
    if (left < row.scrollLeft || right > row.scrollLeft + row.clientWidth) row.scrollLeft = left - (row.clientWidth - one.offsetWidth) / 2;
  }, [chosen]);
  return strip;
}

const STEPS: ReadonlyMap<string, number> = new Map([["ArrowRight", 1], ["ArrowLeft", -1]]);

/** Arrow keys choose the next one of a row of buttons, and from the last one the first. */
export function moveInStrip(event: KeyboardEvent<HTMLElement>) {
  const step = STEPS.get(event.key);
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (step === undefined || at < 0) return;
  const next = buttons[(at + step + buttons.length) % buttons.length]!;
  event.preventDefault();
  next.click();
  next.focus();
}

export function Tabs({ label, items, current, open, children }: { label: string; items: TabItem[]; current: string; open: (key: string) => void; children: ReactNode }) {
  const strip = useChosenInView(current);
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} ref={strip} onKeyDown={moveInStrip}>
        {items.map((item) => (
          <button key={item.key} type="button" role="tab" id={`tab-${item.key}`} aria-selected={item.key === current} tabIndex={item.key === current ? 0 : -1} aria-controls="tab-panel" onClick={() => open(item.key)}>
            {item.label}{item.count !== undefined && <span className="dim num"> {formatCount(item.count)}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${current}`}>
        <CatchBoundary getResetKey={() => current} errorComponent={Failed}>{children}</CatchBoundary>
      </div>
    </>
  );
}

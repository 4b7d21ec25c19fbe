// A long table: only the rows on the screen are drawn, whatever their number; j, k and Enter move and open.
import "./rows.css";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { useKeys, type KeyBinding } from "./Keys.tsx";

export interface Rows {
  frame: RefObject<HTMLDivElement | null>;
  body: RefObject<HTMLDivElement | null>;
  own: boolean;
  total: number;
  rowHeight: number;
  items: { index: number; key: React.Key; start: number }[];
  height: number;
  cursor: number;
  setCursor: (index: number) => void;
  /** Moves the cursor, brings it into view and answers where it is. */
  move: (by: number) => number;
}

/** The head stays at the top and must not cover the row one moves to. */
const HEAD = 36;

/** `own`: the table scrolls by itself; otherwise it is part of a page that does. */
export function useRows({ total, rowHeight, own = false }: { total: number; rowHeight: number; own?: boolean }): Rows {
  const frame = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState(-1);
  const [margin, setMargin] = useState(0);
  const scroller = () => (own ? frame.current : document.getElementById("main"));
  // What is above the rows comes and goes, so their place is looked up after each drawing.
  useLayoutEffect(() => {
    const around = scroller();
    if (!around || !body.current) return;
    const top = body.current.getBoundingClientRect().top - around.getBoundingClientRect().top + around.scrollTop;
    setMargin((before) => (Math.abs(before - top) < 1 ? before : top));
  });
  const virtual = useVirtualizer({
    count: total, estimateSize: () => rowHeight, overscan: 12, scrollMargin: margin, scrollPaddingStart: HEAD, scrollPaddingEnd: 2,
    getScrollElement: scroller,
  });
  useEffect(() => virtual.measure(), [rowHeight, virtual]);
  const at = Math.min(cursor, total - 1);
  const move = (by: number) => {
    const next = Math.max(0, Math.min(total - 1, at + by));
    setCursor(next);
    virtual.scrollToIndex(next);
    // Enter belongs to a link or button that has the focus: whoever moves among the rows has left it.
    frame.current?.focus({ preventScroll: true });
    return next;
  };
  const items = virtual.getVirtualItems().map(({ index, key, start }) => ({ index, key, start: start - margin }));
  return { frame, body, own, total, rowHeight, items, height: virtual.getTotalSize(), cursor: at, setCursor, move };
}

interface RowKeys {
  open: (index: number) => void;
  moved?: (index: number) => void;
  more?: KeyBinding[];
}

export function useRowKeys(rows: Rows, { open, moved, more = [] }: RowKeys) {
  const step = (by: number) => {
    const index = rows.move(by);
    moved?.(index);
  };
  useKeys([
    { key: "j", what: "Next row", run: () => step(1) },
    { key: "k", what: "Previous row", run: () => step(-1) },
    { key: "Enter", what: "Open the row", run: () => rows.cursor >= 0 && open(rows.cursor) },
    ...more,
  ]);
}

interface TableProps {
  rows: Rows;
  label: string;
  /** The columns as a grid template. */
  template: string;
  head: ReactNode;
  onPick?: (index: number) => void;
  children: (index: number) => ReactNode;
}

export function RowsTable({ rows, label, template, head, onPick, children }: TableProps) {
  return (
    <div className={rows.own ? "rows own" : "rows"} ref={rows.frame} tabIndex={-1} role="table" aria-rowcount={rows.total + 1} aria-label={label}>
      <div className="rows-in">
        <div role="row" className="rows-row rows-head" style={{ gridTemplateColumns: template }}>{head}</div>
        <div role="rowgroup" ref={rows.body} style={{ height: rows.height, position: "relative" }}>
          {rows.items.map(({ index, key, start }) => (
            <div
              key={key} role="row" aria-rowindex={index + 2} aria-selected={index === rows.cursor} className="rows-slot"
              style={{ height: rows.rowHeight, transform: `translateY(${start}px)` }}
              onClick={(event) => {
                if ((event.target as Element).closest("a,button,input,[data-own-click]")) return;
                rows.setCursor(index);
                onPick?.(index);
              }}
            >
              {children(index)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** A row whose data is on its way, in the same places. */
export function WaitingRow({ template, columns }: { template: string; columns: number }) {
  return (
    <div className="rows-row" style={{ gridTemplateColumns: template }} data-skeleton>
      {Array.from({ length: columns }, (_, i) => <span key={i} role="cell"><span className="skeleton" style={{ display: "block", width: i % 3 ? "60%" : "75%" }} /></span>)}
    </div>
  );
}

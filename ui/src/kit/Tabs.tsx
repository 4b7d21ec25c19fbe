// Parts of a page of which one is shown; which one is the caller's to keep, in the address.
import type { ReactNode } from "react";
import { formatCount } from "./format.ts";

export interface TabItem {
  key: string;
  label: string;
  count?: number;
}

export function Tabs({ label, items, current, open, children }: { label: string; items: TabItem[]; current: string; open: (key: string) => void; children: ReactNode }) {
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label}>
        {items.map((item) => (
          <button key={item.key} type="button" role="tab" id={`tab-${item.key}`} aria-selected={item.key === current} aria-controls="tab-panel" onClick={() => open(item.key)}>
            {item.label}{item.count !== undefined && <span className="dim num"> {formatCount(item.count)}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${current}`}>{children}</div>
    </>
  );
}

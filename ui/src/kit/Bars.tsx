// Small horizontal bars with their numbers written out; each opens what it counts.
import type { ReactNode } from "react";
import { AppLink } from "./AppLink.tsx";
import { formatCount } from "./format.ts";

export interface Bar {
  key: string;
  label: ReactNode;
  count: number;
  href?: string;
  color?: string;
}

export function Bars({ bars, of }: { bars: Bar[]; of?: number }) {
  const most = of ?? Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <div className="bars">
      {bars.map((bar) => {
        const inner = (
          <>
            <span className="clip">{bar.label}</span>
            <span className="track"><span className="fill" style={{ display: "block", width: `${(bar.count / most) * 100}%`, background: bar.color }} /></span>
            <span className="n">{formatCount(bar.count)}</span>
          </>
        );
        return bar.href ? <AppLink key={bar.key} href={bar.href}>{inner}</AppLink> : <div className="bar-row" key={bar.key}>{inner}</div>;
      })}
    </div>
  );
}

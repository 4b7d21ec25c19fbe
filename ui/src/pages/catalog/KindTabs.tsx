// The kinds with their counts, as tabs. All that the catalog has stay in their places, whatever the filters leave of them.
import { useFacets } from "../../api/catalog.ts";
import { formatCount } from "../../kit/format.ts";
import { KIND_ORDER, kindLook, KindIcon } from "../../kit/kinds.tsx";
import { moveInStrip, useChosenInView } from "../../kit/Tabs.tsx";
import { useLast } from "../../kit/useLast.ts";
import { predicate, type Filters } from "./query.ts";

const rank = (kind: string) => {
  const at = KIND_ORDER.indexOf(kind.toLowerCase());
  return at < 0 ? KIND_ORDER.length : at;
};

export function KindTabs({ filters, onChange }: { filters: Filters; onChange: (kind: string) => void }) {
  const all = useLast(useFacets(["kind"]).data)?.kind ?? [];
  const found = useLast(useFacets(["kind"], predicate(filters, "kind"), { text: filters.text }).data)?.kind;
  const kinds = [...all].sort((a, b) => rank(a.value) - rank(b.value) || a.value.localeCompare(b.value));
  const chosen = filters.kind.toLowerCase();
  if (chosen && all.length > 0 && !kinds.some(({ value }) => value.toLowerCase() === chosen)) kinds.push({ value: filters.kind, count: 0 });
  const strip = useChosenInView(`${filters.kind} ${kinds.length}`);
  const sum = (some: { count: number }[]) => some.reduce((whole, { count }) => whole + count, 0);
  return (
    <div className="kind-tabs" role="group" aria-label="Kind" ref={strip} onKeyDown={moveInStrip}>
      <Kind chosen={!chosen} most={sum(all)} count={found && sum(found)} choose={() => onChange("")}>All</Kind>
      {kinds.map(({ value, count }) => (
        <Kind key={value} chosen={chosen === value.toLowerCase()} most={count} count={found && sum(found.filter((each) => each.value === value))} choose={() => onChange(value.toLowerCase())}>
          <KindIcon kind={value} size={15} />
          {kindLook(value).many}
        </Kind>
      ))}
    </div>
  );
}

interface KindProps {
  chosen: boolean;
  /** Of the whole catalog: the number has room for it, so that nothing moves. */
  most: number;
  count: number | undefined;
  choose: () => void;
  children: React.ReactNode;
}

function Kind({ chosen, most, count, choose, children }: KindProps) {
  return (
    <button type="button" aria-pressed={chosen} tabIndex={chosen ? 0 : -1} className={count === 0 ? "none" : undefined} onClick={choose}>
      {children} <span className="n num" style={{ minWidth: `${formatCount(most).length}ch` }}>{count === undefined ? "" : formatCount(count)}</span>
    </button>
  );
}

// The kinds with their counts, as tabs.
import { useFacets } from "../../api/catalog.ts";
import { formatCount } from "../../kit/format.ts";
import { KIND_ORDER, kindLook, KindIcon } from "../../kit/kinds.tsx";
import { predicate, type Filters } from "./query.ts";

const rank = (kind: string) => {
  const at = KIND_ORDER.indexOf(kind.toLowerCase());
  return at < 0 ? KIND_ORDER.length : at;
};

export function KindTabs({ filters, onChange }: { filters: Filters; onChange: (kind: string) => void }) {
  const { data } = useFacets(["kind"], predicate(filters, "kind"));
  const kinds = [...(data?.kind ?? [])].sort((a, b) => rank(a.value) - rank(b.value) || b.count - a.count);
  if (filters.kind && data && !kinds.some((k) => k.value.toLowerCase() === filters.kind.toLowerCase())) kinds.push({ value: filters.kind, count: 0 });
  const total = kinds.reduce((sum, kind) => sum + kind.count, 0);
  return (
    <div className="kind-tabs" role="group" aria-label="Kind">
      <button type="button" aria-pressed={!filters.kind} onClick={() => onChange("")}>All <span className="n num">{data ? formatCount(total) : ""}</span></button>
      {kinds.map(({ value, count }) => (
        <button key={value} type="button" aria-pressed={filters.kind.toLowerCase() === value.toLowerCase()} onClick={() => onChange(value.toLowerCase())}>
          <KindIcon kind={value} size={15} />
          {kindLook(value).many} <span className="n num">{formatCount(count)}</span>
        </button>
      ))}
    </div>
  );
}

// The kinds with their counts, as tabs.
import { useFacets } from "../../api/catalog.ts";
import { formatCount } from "../../kit/format.ts";
import { KIND_ORDER, kindLook, KindIcon } from "../../kit/kinds.tsx";
import { useChosenInView } from "../../kit/Tabs.tsx";
import { predicate, type Filters } from "./query.ts";

const rank = (kind: string) => {
  const at = KIND_ORDER.indexOf(kind.toLowerCase());
  return at < 0 ? KIND_ORDER.length : at;
};

export function KindTabs({ filters, onChange }: { filters: Filters; onChange: (kind: string) => void }) {
  const rest = predicate(filters, "kind");
  const { data } = useFacets(["kind"], rest);
  const found = useFacets(["kind"], rest, { text: filters.text, enabled: filters.text !== "" });
  const count = (kind: string) => found.data && (found.data.kind?.find(({ value }) => value === kind)?.count ?? 0);
  const known = data?.kind ?? [];
  const counted = filters.text ? known.map(({ value }) => ({ value, count: count(value) })) : known;
  const kinds: { value: string; count: number | undefined }[] = [...counted].sort((a, b) => rank(a.value) - rank(b.value) || a.value.localeCompare(b.value));
  if (filters.kind && data && !kinds.some((k) => k.value.toLowerCase() === filters.kind.toLowerCase())) kinds.push({ value: filters.kind, count: 0 });
  const total = kinds.some((kind) => kind.count === undefined) ? undefined : kinds.reduce((sum, kind) => sum + kind.count!, 0);
  const strip = useChosenInView(`${filters.kind} ${kinds.length}`);
  const shown = (count: number | undefined) => <span className="n num">{count === undefined ? "" : formatCount(count)}</span>;
  return (
    <div className="kind-tabs" role="group" aria-label="Kind" ref={strip}>
      <button type="button" aria-pressed={!filters.kind} onClick={() => onChange("")}>All {shown(data ? total : undefined)}</button>
      {kinds.map(({ value, count }) => (
        <button key={value} type="button" aria-pressed={filters.kind.toLowerCase() === value.toLowerCase()} onClick={() => onChange(value.toLowerCase())}>
          <KindIcon kind={value} size={15} />
          {kindLook(value).many} {shown(count)}
        </button>
      ))}
    </div>
  );
}

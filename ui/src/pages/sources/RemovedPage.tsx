// All that was removed in the last 30 days, of whatever source, also of those that are gone. The filters are in the address.
import "./sources.css";
import { Button, NativeSelect } from "@mantine/core";
import { useSources, useTombstones } from "../../api/portolan.ts";
import { KIND_ORDER, kindLook } from "../../kit/kinds.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { Removed } from "./Removed.tsx";
import { GONE_SOURCE, sourceNames } from "./words.ts";

export function RemovedPage() {
  const url = useUrl();
  const filter = { source: url.get("source"), sync: url.get("sync"), kind: url.get("kind") };
  const list = useTombstones(filter);
  const names = sourceNames(useSources().data?.items ?? [], useTombstones({}).data?.items ?? []);
  // An address may name a kind that nobody has heard of: the choice says what it filters by.
  const kinds = filter.kind && !KIND_ORDER.includes(filter.kind) ? [...KIND_ORDER, filter.kind] : KIND_ORDER;
  const clear = () => url.set({ source: undefined, sync: undefined, kind: undefined });
  const narrowed = Boolean(filter.source || filter.sync || filter.kind);
  return (
    <Page>
      <PageHeader title="Removed entities" up={{ title: "Sources", href: paths.sources() }} count={list.data?.total} />
      <div className="filter-bar" role="search" aria-label="Filter removed entities">
        <NativeSelect size="xs" aria-label="Kind" value={filter.kind} onChange={(event) => url.set({ kind: event.currentTarget.value })} data={[{ value: "", label: "All kinds" }, ...kinds.map((kind) => ({ value: kind, label: kindLook(kind).many }))]} />
        <SourceSelect value={filter.source} names={names} change={(source) => url.set({ source })} />
        {filter.sync && <span className="dim">Of one sync</span>}
        {narrowed && <Button variant="subtle" color="gray" onClick={clear}>Clear filters</Button>}
      </div>
      <Removed key={JSON.stringify(filter)} filter={filter} names={filter.source || filter.sync ? undefined : names} clear={narrowed ? clear : undefined} all={narrowed ? (filter.sync ? "of this sync" : "that are listed") : undefined} />
    </Page>
  );
}

function SourceSelect({ value, names, change }: { value: string; names: Map<string, string>; change: (id: string) => void }) {
  const all = value && !names.has(value) ? new Map([...names, [value, GONE_SOURCE]]) : names;
  return <NativeSelect size="xs" aria-label="Source" value={value} onChange={(event) => change(event.currentTarget.value)} data={[{ value: "", label: "All sources" }, ...[...all].map(([id, name]) => ({ value: id, label: name }))]} />;
}

// All that was removed in the last 30 days, of whatever source, also of those that are gone. The filters are in the address.
import "./sources.css";
import { Button, NativeSelect } from "@mantine/core";
import { useSources, useTombstones } from "../../api/portolan.ts";
import { KIND_ORDER, kindLook } from "../../kit/kinds.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { Removed } from "./Removed.tsx";

export function RemovedPage() {
  const url = useUrl();
  const filter = { source: url.get("source"), sync: url.get("sync"), kind: url.get("kind") };
  const list = useTombstones(filter);
  const narrowed = Boolean(filter.source || filter.sync || filter.kind);
  return (
    <Page>
      <PageHeader title="Removed entities" count={list.data?.total} />
      <div className="filter-bar" role="search" aria-label="Filter removed entities">
        <NativeSelect size="xs" aria-label="Kind" value={filter.kind} onChange={(event) => url.set({ kind: event.currentTarget.value })} data={[{ value: "", label: "All kinds" }, ...KIND_ORDER.map((kind) => ({ value: kind, label: kindLook(kind).many }))]} />
        <SourceSelect value={filter.source} change={(source) => url.set({ source })} />
        {filter.sync && <span className="dim">Of one sync</span>}
        {narrowed && <Button variant="subtle" color="gray" onClick={() => url.set({ source: undefined, sync: undefined, kind: undefined })}>Clear filters</Button>}
      </div>
      <Removed key={JSON.stringify(filter)} filter={filter} sources={!filter.source && !filter.sync} all={narrowed ? (filter.sync ? "of this sync" : "that are listed") : undefined} />
    </Page>
  );
}

/** Those that are there, and those that are gone and left something. */
function SourceSelect({ value, change }: { value: string; change: (id: string) => void }) {
  const sources = useSources();
  const left = useTombstones({});
  const names = new Map(sources.data?.items.map(({ id, name }) => [id, name]));
  for (const item of left.data?.items ?? []) {
    // A source that is gone has its id for a name.
    if (item.source_id && !names.has(item.source_id)) names.set(item.source_id, item.reason.match(/^the source `(.+)` was removed$/)?.[1] ?? item.source_name);
  }
  if (value && !names.has(value)) names.set(value, value);
  return <NativeSelect size="xs" aria-label="Source" value={value} onChange={(event) => change(event.currentTarget.value)} data={[{ value: "", label: "All sources" }, ...[...names].map(([id, name]) => ({ value: id, label: name }))]} />;
}

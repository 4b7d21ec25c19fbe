// All APIs of the catalog: what they are, whose, how far along, and who provides them. Filters live in the address.
import "./api.css";
import { Button, Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { useEntityWindows, useFacets, type EntityQuery } from "../../api/catalog.ts";
import { useKnownTitles } from "../../api/titles.ts";
import { RefTitle } from "../../kit/EntityChip.tsx";
import { Facets } from "../../kit/Facets.tsx";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { formatCount } from "../../kit/format.ts";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { API_FACETS, apiPredicate, type Chosen } from "./apisQuery.ts";
import { ApisTable } from "./ApisTable.tsx";

export function ApisPage() {
  const url = useUrl();
  const chosen: Chosen = Object.fromEntries(API_FACETS.map(({ key }) => [key, url.all(key)]));
  const text = url.get("q");
  const query: EntityQuery = { query: apiPredicate(chosen), text: text || undefined };
  const list = useEntityWindows(query, []);
  const narrowed = text !== "" || Object.values(chosen).some((values) => values.length > 0);
  const clear = () => url.set({ q: undefined, ...Object.fromEntries(API_FACETS.map(({ key }) => [key, undefined])) });
  const { total } = list;
  const empty = total === 0 && !narrowed;
  const narrow = useMediaQuery("(max-width: 900px)") ?? false;
  const [railOpen, setRail] = useState(false);
  const rail = <Rail chosen={chosen} onChange={(key, values) => url.set({ [key]: values })} />;
  return (
    <Page>
      <PageHeader title="APIs" count={total} />
      {!empty && <TypeCounts chosen={chosen} onChange={(type) => url.set({ type })} />}
      {!empty && <FilterBar label="Filter the APIs" fields="name, title or description" text={text} onText={(q) => url.set({ q }, { replace: true })} narrowed={narrowed} clear={clear} before={
        narrow && <Button variant="default" leftSection={<IconFilter size={14} />} onClick={() => setRail(true)}>Filters</Button>
      } />}
      <div className={empty ? undefined : "apis-body"}>
        {!narrow && !empty && rail}
        <div className="apis-main">
          {list.error ? <ErrorState error={list.error} retry={list.retry} />
            : total === undefined ? <Skeletons rows={12} gap={22} />
            : total === 0 ? <Nothing narrowed={narrowed} clear={clear} />
            : <ApisTable key={JSON.stringify(query)} query={query} total={total} />}
        </div>
      </div>
      {narrow && <Drawer opened={railOpen} onClose={() => setRail(false)} title="Filters" size="85%" closeButtonProps={{ "aria-label": "Close" }}>{rail}</Drawer>}
    </Page>
  );
}

function TypeCounts({ chosen, onChange }: { chosen: Chosen; onChange: (type: string[]) => void }) {
  const { data } = useFacets(["spec.type"], apiPredicate(chosen, "type"));
  const types = [...(data?.["spec.type"] ?? [])].sort((a, b) => b.count - a.count).slice(0, 8);
  const selected = chosen.type ?? [];
  return (
    <div className="type-counts" role="group" aria-label="APIs by type">
      {types.map(({ value, count }) => (
        <button key={value} type="button" aria-pressed={selected.includes(value)} onClick={() => onChange(selected.includes(value) ? selected.filter((t) => t !== value) : [...selected, value])}>
          <span className="clip" dir="auto">{value}</span><span className="num">{formatCount(count)}</span>
        </button>
      ))}
    </div>
  );
}

function Rail({ chosen, onChange }: { chosen: Chosen; onChange: (key: string, values: string[]) => void }) {
  const owner = useFacets(["relations.ownedBy"], apiPredicate(chosen, "owner"));
  const lifecycle = useFacets(["spec.lifecycle"], apiPredicate(chosen, "lifecycle"));
  const words = useKnownTitles();
  const facets = [
    { ...API_FACETS[2]!, values: lifecycle.data?.["spec.lifecycle"] },
    { ...API_FACETS[1]!, values: owner.data?.["relations.ownedBy"], label: (ref: string) => <RefTitle entityRef={ref} />, words },
  ];
  return <div className="apis-rail"><h2 className="sr">Filters</h2><Facets facets={facets.map(({ key, title, ...rest }) => ({ key, title, selected: chosen[key] ?? [], ...rest }))} onChange={onChange} /></div>;
}

function Nothing({ narrowed, clear }: { narrowed: boolean; clear: () => void }) {
  if (narrowed) return <EmptyState title="Nothing matches" action={<Button variant="default" onClick={clear}>Clear filters</Button>}>No API has all of the chosen properties.</EmptyState>;
  return <EmptyState title="No APIs yet">APIs are entities of kind API with their document in spec.definition. Add one to a catalog-info.yaml of a source.</EmptyState>;
}

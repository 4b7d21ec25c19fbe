// The catalog: find entities among many, see the essentials, open one. All of its state is in the address.
import "./catalog.css";
import { Button, Drawer, TextInput } from "@mantine/core";
import { useDebouncedCallback, useMediaQuery } from "@mantine/hooks";
import { IconFilter, IconLayoutSidebarLeftCollapse, IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useEntityWindows } from "../../api/catalog.ts";
import { useStats } from "../../api/portolan.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Command } from "../../kit/Copy.tsx";
import { useKeys } from "../../kit/Keys.tsx";
import { PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { CatalogTable } from "./CatalogTable.tsx";
import { COLUMNS, DEFAULT_COLUMNS } from "./columns.tsx";
import { FacetRail } from "./FacetRail.tsx";
import { KindTabs } from "./KindTabs.tsx";
import { Preview } from "./Preview.tsx";
import { entityQuery, FACETS, parseSort, type Filters } from "./query.ts";
import { DisplayMenu, ExportMenu, ViewsMenu } from "./Toolbar.tsx";

const EXTRA = ["missing", "dangling", "conflict"];

function useFilters() {
  const url = useUrl();
  const facets: Record<string, string[]> = {};
  for (const key of [...FACETS.map((spec) => spec.key), ...EXTRA]) facets[key] = url.all(key);
  const filters: Filters = { kind: url.get("kind"), text: url.get("q"), sort: url.get("sort") || "name", facets };
  const narrowed = Boolean(filters.text) || Object.values(facets).some((selected) => selected.length > 0);
  return { url, filters, narrowed };
}

export function CatalogPage() {
  const { url, filters, narrowed } = useFilters();
  const narrow = useMediaQuery("(max-width: 900px)") ?? false;
  const [rail, setRail] = useState(false);
  const query = entityQuery(filters);
  const list = useEntityWindows(query, []);
  const chosen = url.all("col").length ? url.all("col") : narrow ? ["name", "type"] : DEFAULT_COLUMNS;
  const columns = COLUMNS.filter((column) => chosen.includes(column.key) || column.key === "name");
  const dense = url.get("density") !== "comfortable";
  const preview = url.get("preview");
  const railHidden = url.get("rail") === "0";
  const facetRail = <FacetRail filters={filters} onChange={(key, selected) => url.set({ [key]: selected })} />;
  const clear = () => url.set(Object.fromEntries([...FACETS.map((spec) => spec.key), ...EXTRA, "q"].map((key) => [key, undefined])));
  return (
    <div className="catalog">
      <PageHeader title="Catalog" count={list.total}>
        <ViewsMenu search={url.searchStr} />
        <DisplayMenu columns={chosen} dense={dense} onColumns={(col) => url.set({ col }, { replace: true })} onDense={(on) => url.set({ density: on ? undefined : "comfortable" }, { replace: true })} />
        <ExportMenu filters={filters} />
      </PageHeader>
      <KindTabs filters={filters} onChange={(kind) => url.set({ kind, type: undefined })} />
      <div className="filter-bar">
        <Button variant="default" className="rail-button" leftSection={narrow ? <IconFilter size={14} /> : <IconLayoutSidebarLeftCollapse size={14} />} onClick={() => (narrow ? setRail(true) : url.set({ rail: railHidden ? undefined : "0" }, { replace: true }))}>
          {narrow || railHidden ? "Filters" : "Hide filters"}
        </Button>
        <TextFilter value={filters.text} onChange={(q) => url.set({ q }, { replace: true })} />
        {narrowed && <Button variant="subtle" color="gray" onClick={clear}>Clear filters</Button>}
        <SortNote sort={filters.sort} />
      </div>
      <div className="catalog-body">
        {!narrow && !railHidden && <div className="rail">{facetRail}</div>}
        <div className="catalog-main">
          {list.error ? <ErrorState error={list.error} retry={list.retry} />
            : list.total === undefined ? <div style={{ padding: 20 }}><Skeletons rows={14} gap={22} /></div>
            : list.total === 0 ? <Nothing narrowed={narrowed || filters.kind !== ""} clear={clear} />
            : <CatalogTable key={JSON.stringify(query)} query={query} total={list.total} columns={columns} rowHeight={dense ? 34 : 44} sort={filters.sort} onSort={(sort) => url.set({ sort: sort === "name" ? undefined : sort })} preview={preview} onPreview={(ref) => url.set({ preview: ref }, { replace: true })} />}
        </div>
        {preview && !narrow && <Preview entityRef={preview} close={() => url.set({ preview: undefined }, { replace: true })} />}
      </div>
      {narrow && <Drawer opened={rail} onClose={() => setRail(false)} title="Filters" size="85%">{facetRail}</Drawer>}
      {narrow && <Drawer opened={preview !== ""} onClose={() => url.set({ preview: undefined }, { replace: true })} position="bottom" size="70%" withCloseButton={false} title={<span className="sr">Preview</span>}>{preview && <Preview entityRef={preview} close={() => url.set({ preview: undefined }, { replace: true })} />}</Drawer>}
    </div>
  );
}

function TextFilter({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const send = useDebouncedCallback(onChange, 180);
  // Back, a saved view or "Clear" changes the address: the field follows, unless it is where someone is typing.
  useEffect(() => {
    if (document.activeElement !== field.current) setText(value);
  }, [value]);
  useKeys([{ key: "/", what: "Filter by text", run: () => field.current?.focus() }]);
  return (
    <TextInput
      ref={field}
      className="text-filter"
      leftSection={<IconSearch size={14} />}
      placeholder="Name, title or description"
      aria-label="Filter by name, title or description"
      value={text}
      onChange={(event) => { setText(event.currentTarget.value); send(event.currentTarget.value); }}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  );
}

function SortNote({ sort }: { sort: string }) {
  const { key } = parseSort(sort);
  if (key === "name" || key === "namespace") return null;
  return <span className="dim sort-note">Only entities with a value for {key} are listed while sorting by it</span>;
}

function Nothing({ narrowed, clear }: { narrowed: boolean; clear: () => void }) {
  const stats = useStats();
  if (stats.data && stats.data.entities === 0) {
    return (
      <EmptyState title="The catalog is empty" action={<><AppLink className="link" href={paths.sources({ add: "1" })}>Add a source</AppLink><Command text="portolan demo" /></>}>
        It shows every component, API, team and resource found in your sources. Add a folder or a Git repository, or look at a sample organisation.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing matches" action={narrowed ? <Button variant="default" onClick={clear}>Clear filters</Button> : undefined}>
      No entity has all of the chosen properties.
    </EmptyState>
  );
}

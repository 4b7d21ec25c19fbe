// The catalog: find entities among many, see the essentials, open one. All of its state is in the address.
import "./catalog.css";
import { Button, Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFilter, IconLayoutSidebarLeftCollapse } from "@tabler/icons-react";
import { useState } from "react";
import { useEntityWindows } from "../../api/catalog.ts";
import { useStats } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Command } from "../../kit/Copy.tsx";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { useSelection } from "../../kit/useSelection.ts";
import { useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { BulkBar } from "./BulkBar.tsx";
import { CatalogTable } from "./CatalogTable.tsx";
import { Chosen } from "./Chosen.tsx";
import { COLUMNS, DEFAULT_COLUMNS } from "./columns.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import { FacetRail } from "./FacetRail.tsx";
import { KindTabs } from "./KindTabs.tsx";
import { Preview } from "./Preview.tsx";
import { entityQuery, FILTER_KEYS, parseSort, type Filters } from "./query.ts";
import { DisplayMenu, ViewsMenu } from "./Toolbar.tsx";

function useFilters() {
  const url = useUrl();
  const facets: Record<string, string[]> = {};
  for (const key of FILTER_KEYS) facets[key] = url.all(key);
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
  const selection = useSelection({ ...query });
  const chosen = url.all("col").length ? url.all("col") : narrow ? ["name", "type"] : DEFAULT_COLUMNS;
  const columns = COLUMNS.filter((column) => chosen.includes(column.key) || column.key === "name");
  const dense = url.get("density") !== "comfortable";
  const preview = url.get("preview");
  const railHidden = url.get("rail") === "0";
  const facetRail = <FacetRail filters={filters} onChange={(patch) => url.set(patch)} />;
  const clear = () => url.set(Object.fromEntries([...FILTER_KEYS, "q"].map((key) => [key, undefined])));
  const empty = useStats().data?.entities === 0 && list.total === 0;
  if (empty) return <div className="catalog"><PageHeader title="Catalog" count={0} /><Empty /></div>;
  return (
    <div className="catalog">
      <PageHeader title="Catalog" count={list.total}>
        <ViewsMenu search={url.searchStr} />
        <DisplayMenu columns={chosen} dense={dense} onColumns={(col) => url.set({ col }, { replace: true })} onDense={(on) => url.set({ density: on ? undefined : "comfortable" }, { replace: true })} />
        <ExportMenu filters={filters} />
      </PageHeader>
      <KindTabs filters={filters} onChange={(kind) => url.set({ kind, type: undefined })} />
      <FilterBar label="Filter the catalog" fields="name, title or description" text={filters.text} onText={(q) => url.set({ q }, { replace: true })} narrowed={narrowed} clear={clear} before={
        <Button variant="default" className="rail-button" leftSection={narrow ? <IconFilter size={14} /> : <IconLayoutSidebarLeftCollapse size={14} />} onClick={() => (narrow ? setRail(true) : url.set({ rail: railHidden ? undefined : "0" }, { replace: true }))}>
          {narrow || railHidden ? "Filters" : "Hide filters"}
        </Button>
      }>
        <Chosen filters={filters} onChange={(patch) => url.set(patch)} />
        <SortNote sort={filters.sort} />
      </FilterBar>
      <div className="catalog-body">
        {!narrow && !railHidden && <div className="rail">{facetRail}</div>}
        <div className="catalog-main">
          {list.error ? <ErrorState error={list.error} retry={list.retry} />
            : list.total === undefined ? <div style={{ padding: 20 }}><Skeletons rows={14} gap={22} /></div>
            : list.total === 0 ? <Nothing narrowed={narrowed || filters.kind !== ""} clear={clear} />
            : <CatalogTable key={JSON.stringify(query)} query={query} total={list.total} columns={columns} rowHeight={dense ? 34 : 44} sort={filters.sort} onSort={(sort) => url.set({ sort: sort === "name" ? undefined : sort })} preview={preview} onPreview={(ref) => url.set({ preview: ref }, { replace: true })} selection={selection} />}
          {selection.refs.length > 0 && <BulkBar selection={selection} total={list.total ?? 0} />}
        </div>
        {preview && !narrow && <Preview entityRef={preview} close={() => url.set({ preview: undefined }, { replace: true })} />}
      </div>
      {narrow && <Drawer opened={rail} onClose={() => setRail(false)} title="Filters" size="85%" closeButtonProps={{ "aria-label": "Close" }}>{facetRail}</Drawer>}
      {narrow && <Drawer opened={preview !== ""} onClose={() => url.set({ preview: undefined }, { replace: true })} position="bottom" size="70%" withCloseButton={false} title="Preview" classNames={{ header: "sr" }}>{preview && <Preview entityRef={preview} close={() => url.set({ preview: undefined }, { replace: true })} />}</Drawer>}
    </div>
  );
}

function SortNote({ sort }: { sort: string }) {
  const { key } = parseSort(sort);
  if (key === "name" || key === "namespace") return null;
  return <span className="dim sort-note">Only entities with a value for {key} are listed while sorting by it</span>;
}

function Empty() {
  const mayAdd = useMay("source.write");
  return (
    <EmptyState title="The catalog is empty" action={<>{mayAdd && <AppLink className="step primary" href={paths.sources({ add: "1" })}>Add a source</AppLink>}<Command text="portolan demo" /></>}>
      It shows every component, API, team and resource found in your sources. Add a folder or a Git repository, or look at a sample organisation.
    </EmptyState>
  );
}

function Nothing({ narrowed, clear }: { narrowed: boolean; clear: () => void }) {
  return (
    <EmptyState title="Nothing matches" action={narrowed ? <Button variant="default" onClick={clear}>Clear filters</Button> : undefined}>
      No entity has all of the chosen properties.
    </EmptyState>
  );
}

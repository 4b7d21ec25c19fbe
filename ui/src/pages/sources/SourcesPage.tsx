// Where the catalog comes from: held removals first, then every source with its health. "?add=1" opens the panel to add one.
import "./sources.css";
import { Button, Drawer, NativeSelect } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useHeld, useSources } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, NoMatch, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { AddSource } from "./AddSource.tsx";
import { HeldPlan } from "./HeldPlan.tsx";
import { SourcesTable } from "./SourcesTable.tsx";
import { stateOf } from "./words.ts";

const STATES = [
  { value: "", label: "All states" }, { value: "failing", label: "Failing" }, { value: "held", label: "Held" }, { value: "errors", label: "Errors" }, { value: "syncing", label: "Syncing" },
  { value: "paused", label: "Paused" }, { value: "idle", label: "Healthy" },
];

export function SourcesPage() {
  const url = useUrl();
  const sources = useSources();
  const held = useHeld();
  const may = useMay("source.write");
  const add = may && url.get("add") !== "";
  const openAdd = () => url.set({ add: "1" });
  const closeAdd = () => url.set({ add: undefined }, { replace: true });
  return (
    <Page>
      <PageHeader title="Sources" count={sources.data?.items.length}>
        <AppLink className="step" href={paths.removed()}>Removed entities</AppLink>
        {may && <Button leftSection={<IconPlus size={14} />} onClick={openAdd}>Add a source</Button>}
      </PageHeader>
      {held.error && !held.data && <ErrorState small title="Held removals could not be loaded" error={held.error} retry={() => void held.refetch()} />}
      {held.data?.items.map((sync) => <HeldPlan key={sync.source_id} sync={sync} inList />)}
      {sources.error && !sources.data ? <ErrorState error={sources.error} retry={() => void sources.refetch()} />
        : !sources.data || held.isPending ? <Skeletons rows={10} gap={22} />
        : sources.data.items.length === 0 ? (
          <EmptyState title="No sources yet" action={may && <Button onClick={openAdd}>Add a source</Button>}>
            A source is a folder, a Git repository or the address of a file with catalog-info.yaml in it. You see what would come before anything is added.
          </EmptyState>
        ) : <List url={url} />}
      <Drawer opened={add} onClose={closeAdd} position="right" size={620} title="Add a source" closeButtonProps={{ "aria-label": "Close" }}>
        {add && <AddSource onClose={closeAdd} />}
      </Drawer>
    </Page>
  );
}

function List({ url }: { url: ReturnType<typeof useUrl> }) {
  const items = useSources().data?.items ?? [];
  const text = url.get("q");
  const state = url.get("state");
  const needle = text.toLowerCase();
  const shown = items.filter((s) => (!state || stateOf(s) === state) && (!needle || `${s.name} ${s.target}`.toLowerCase().includes(needle)));
  const clear = () => url.set({ q: undefined, state: undefined });
  return (
    <>
      <FilterBar label="Filter sources" fields="name or target" text={text} onText={(q) => url.set({ q }, { replace: true })} narrowed={Boolean(text || state)} clear={clear}>
        <NativeSelect size="xs" aria-label="State" data={STATES} value={state} onChange={(event) => url.set({ state: event.currentTarget.value })} />
      </FilterBar>
      {shown.length === 0
        ? <NoMatch title="No source matches these filters" clear={clear} />
        : <SourcesTable items={shown} />}
    </>
  );
}

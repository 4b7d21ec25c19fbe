// Where the catalog comes from: held removals first, then every source with its health. "?add=1" opens the panel to add one.
import "./sources.css";
import { Button, Drawer, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useRef } from "react";
import { useHeld, useSources } from "../../api/portolan.ts";
import { useKeys } from "../../kit/Keys.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { AddSource } from "./AddSource.tsx";
import { HeldPlan } from "./HeldPlan.tsx";
import { SourcesTable } from "./SourcesTable.tsx";

const STATES = [
  { value: "", label: "All states" }, { value: "failing", label: "Failing" }, { value: "held", label: "Held" }, { value: "syncing", label: "Syncing" },
  { value: "paused", label: "Paused" }, { value: "idle", label: "Healthy" },
];

export function SourcesPage() {
  const url = useUrl();
  const sources = useSources();
  const held = useHeld();
  const add = url.get("add") !== "";
  const openAdd = () => url.set({ add: "1" });
  const closeAdd = () => url.set({ add: undefined }, { replace: true });
  return (
    <Page>
      <PageHeader title="Sources" count={sources.data?.items.length}>
        <Button leftSection={<IconPlus size={14} />} onClick={openAdd}>Add a source</Button>
      </PageHeader>
      {held.error && <ErrorState small title="Held removals could not be loaded" error={held.error} retry={() => void held.refetch()} />}
      {held.data?.items.map((sync) => <HeldPlan key={sync.source_id} sync={sync} inList />)}
      {sources.error ? <ErrorState error={sources.error} retry={() => void sources.refetch()} />
        : !sources.data ? <Skeletons rows={10} gap={22} />
        : sources.data.items.length === 0 ? (
          <EmptyState title="No sources yet" action={<Button onClick={openAdd}>Add a source</Button>}>
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
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ key: "/", what: "Filter sources", run: () => field.current?.focus() }]);
  const text = url.get("q");
  const state = url.get("state");
  const needle = text.toLowerCase();
  const shown = items.filter((s) => (!state || s.state === state) && (!needle || `${s.name} ${s.target}`.toLowerCase().includes(needle)));
  return (
    <>
      <div className="source-filters" role="search" aria-label="Filter sources">
        <TextInput ref={field} className="text-filter" leftSection={<IconSearch size={14} />} placeholder="Name or target" aria-label="Filter sources" value={text} onChange={(event) => url.set({ q: event.currentTarget.value }, { replace: true })} onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()} />
        <NativeSelect size="xs" aria-label="State" data={STATES} value={state} onChange={(event) => url.set({ state: event.currentTarget.value })} />
      </div>
      {shown.length === 0
        ? <EmptyState title="No source matches these filters" action={<Button variant="default" onClick={() => url.set({ q: undefined, state: undefined })}>Clear filters</Button>} />
        : <SourcesTable items={shown} />}
    </>
  );
}

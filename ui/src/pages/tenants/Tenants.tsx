// The list of tenants with what they use of what they may use.
import { Button, Drawer, NativeSelect } from "@mantine/core";
import { useMay } from "../../api/rights.ts";
import { useTenants } from "../../api/tenants.ts";
import type { Tenant } from "../../api/types.ts";
import { useColumns, type Column } from "../../kit/columns.tsx";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { RowsTable, useRowKeys, useRows } from "../../kit/Rows.tsx";
import { EmptyState, ErrorState, NoMatch, Skeletons } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { AddTenant } from "./AddTenant.tsx";
import { TenantPanel } from "./TenantPanel.tsx";
import { Use } from "./Use.tsx";

const STATES = [
  { value: "", label: "Every state" }, { value: "active", label: "Active" }, { value: "suspended", label: "Suspended" }, { value: "deleting", label: "Being deleted" },
];

export function TenantState({ state }: { state: Tenant["state"] }) {
  if (state === "active") return <Tag tone="green" dot>Active</Tag>;
  return state === "suspended" ? <Tag tone="amber" dot>Suspended</Tag> : <Tag tone="red" dot>Being deleted</Tag>;
}

const MEGABYTE = 1024 * 1024;

const columns = (open: (name: string) => void): Column<Tenant>[] => [
  { title: "Tenant", width: "minmax(140px, 1.6fr)", cell: (tenant) => (
    <div className="tenant-name">
      <button type="button" className="plain link clip" dir="auto" onClick={() => open(tenant.name)}>{tenant.title}</button>
      <span className="dim mono clip">{tenant.hosts[0] ?? tenant.name}</span>
    </div>
  ) },
  { title: "Entities", width: "minmax(110px, 1fr)", cell: (tenant) => <Use used={tenant.usage.entities} of={tenant.quotas.entities} what="entities" /> },
  { title: "Sources", width: "minmax(100px, 0.8fr)", wide: true, cell: (tenant) => <Use used={tenant.usage.sources} of={tenant.quotas.sources} what="sources" /> },
  { title: "Storage", width: "minmax(110px, 0.9fr)", wide: true, cell: (tenant) => <Use used={tenant.usage.storage_bytes / MEGABYTE} of={tenant.quotas.storage_megabytes} what="MiB" /> },
  { title: "Accounts", width: "84px", wide: true, number: true, cell: (tenant) => tenant.usage.accounts },
  { title: "Since", width: "104px", wide: true, cell: (tenant) => <Time at={tenant.created_at} /> },
  { title: "State", width: "124px", cell: (tenant) => <TenantState state={tenant.state} /> },
];

export function Tenants() {
  const url = useUrl();
  const tenants = useTenants();
  const mayChange = useMay("tenant.write");
  const close = () => url.set({ name: undefined, add: undefined }, { replace: true });
  const one = tenants.data?.items.find((tenant) => tenant.name === url.get("name"));
  const adding = mayChange && url.get("add") !== "";
  return (
    <>
      {tenants.error && !tenants.data ? <ErrorState error={tenants.error} retry={() => void tenants.refetch()} />
        : !tenants.data ? <Skeletons rows={8} gap={22} />
        : tenants.data.items.length === 0 ? (
          <EmptyState title="There are no other tenants" action={mayChange && <Button onClick={() => url.set({ add: "1" })}>Add a tenant</Button>}>
            A tenant is an organisation with a catalog, people, roles and secrets of its own on this server. You see what it uses; what is in it only its own people see.
          </EmptyState>
        ) : <List items={tenants.data.items} />}
      <Drawer opened={adding} onClose={close} position="right" size={480} title="Add a tenant" closeButtonProps={{ "aria-label": "Close" }}>{adding && <AddTenant close={close} />}</Drawer>
      <Drawer opened={Boolean(one) && !adding} onClose={close} position="right" size={480} title={<span dir="auto">{one?.title}</span>} closeButtonProps={{ "aria-label": "Close" }}>{one && <TenantPanel key={one.name} tenant={one} />}</Drawer>
    </>
  );
}

function List({ items }: { items: Tenant[] }) {
  const url = useUrl();
  const text = url.get("q");
  const state = url.get("state");
  const needle = text.toLowerCase();
  const shown = items.filter((one) => (!state || one.state === state) && (!needle || `${one.name} ${one.title} ${one.hosts.join(" ")}`.toLowerCase().includes(needle)));
  const clear = () => url.set({ q: undefined, state: undefined });
  return (
    <>
      <FilterBar label="Filter tenants" fields="name or host" text={text} onText={(q) => url.set({ q }, { replace: true })} narrowed={Boolean(text || state)} clear={clear}>
        <NativeSelect size="xs" aria-label="State" data={STATES} value={state} onChange={(event) => url.set({ state: event.currentTarget.value })} />
      </FilterBar>
      {shown.length === 0 ? <NoMatch title="No tenant matches these filters" clear={clear} /> : <Table items={shown} open={(name) => url.set({ name })} />}
    </>
  );
}

function Table({ items, open }: { items: Tenant[]; open: (name: string) => void }) {
  const rows = useRows({ total: items.length, rowHeight: 54 });
  useRowKeys(rows, { open: (index) => open(items[index]!.name) });
  const { template, head, cells } = useColumns(columns(open));
  return <RowsTable rows={rows} label="Tenants" template={template} head={head} onPick={(index) => open(items[index]!.name)}>{(index) => cells(items[index])}</RowsTable>;
}

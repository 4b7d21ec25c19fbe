// Accounts of programs: the list, a panel about one with its tokens, and the form for a new one.
import { Button, Drawer, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAddService, useServiceAccounts } from "../../api/people.ts";
import { useMay } from "../../api/rights.ts";
import type { ServiceBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { useColumns, type Column } from "../../kit/columns.tsx";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { byName } from "../../kit/format.ts";
import { Once } from "../../kit/Once.tsx";
import { RowsTable, useRowKeys, useRows } from "../../kit/Rows.tsx";
import { EmptyState, ErrorState, NoMatch, Skeletons } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { AccountState } from "./People.tsx";
import { ServicePanel } from "./ServicePanel.tsx";

export function Services() {
  const url = useUrl();
  const services = useServiceAccounts();
  const mayChange = useMay("people.write");
  const close = () => url.set({ id: undefined, add: undefined }, { replace: true });
  const one = services.data?.items.find((service) => service.id === url.get("id"));
  const adding = mayChange && url.get("add") !== "";
  return (
    <>
      {services.error && !services.data ? <ErrorState error={services.error} retry={() => void services.refetch()} />
        : !services.data ? <Skeletons rows={6} gap={22} />
        : services.data.items.length === 0 ? (
          <EmptyState title="No service accounts" action={mayChange && <Button onClick={() => url.set({ add: "1" })}>Add a service account</Button>}>
            A program that calls the API gets an account of its own, so that history says what it did and it outlives whoever set it up.
          </EmptyState>
        ) : <List items={services.data.items} />}
      <Drawer opened={adding} onClose={close} position="right" size={520} title="Add a service account" closeButtonProps={{ "aria-label": "Close" }}>{adding && <AddService close={close} />}</Drawer>
      <Drawer opened={Boolean(one) && !adding} onClose={close} position="right" size={680} title={<span dir="auto">{one?.name}</span>} closeButtonProps={{ "aria-label": "Close" }}>{one && <ServicePanel key={one.id} service={one} />}</Drawer>
    </>
  );
}

const columns = (open: (id: string) => void): Column<ServiceBody>[] => [
  { title: "Name", width: "minmax(140px, 1.2fr)", cell: (service) => <button type="button" className="plain link clip" dir="auto" onClick={() => open(service.id)}>{service.name}</button> },
  { title: "Stands in history as", width: "minmax(180px, 1.8fr)", wide: true, cell: (service) => <span className="mono clip" title={service.user_ref}>{service.user_ref}</span> },
  { title: "Rights", width: "124px", wide: true, cell: (service) => (service.admin ? <Tag tone="blue">Administrator</Tag> : <span className="dim">by roles</span>) },
  { title: "Last seen", width: "112px", wide: true, cell: (service) => <Time at={service.last_seen_at} /> },
  { title: "Added", width: "112px", wide: true, cell: (service) => <Time at={service.created_at} /> },
  { title: "State", width: "130px", cell: (service) => <AccountState disabled={service.disabled} seen={service.last_seen_at} /> },
];

function List({ items }: { items: ServiceBody[] }) {
  const url = useUrl();
  const text = url.get("q");
  const clear = () => url.set({ q: undefined });
  const shown = items.filter((service) => service.name.toLowerCase().includes(text.toLowerCase()));
  return (
    <>
      <FilterBar label="Filter service accounts" fields="name" text={text} onText={(q) => url.set({ q }, { replace: true })} narrowed={text !== ""} clear={clear} />
      {shown.length === 0 ? <NoMatch title="No service account matches" clear={clear} /> : <Table items={shown} open={(id) => url.set({ id })} />}
    </>
  );
}

function Table({ items, open }: { items: ServiceBody[]; open: (id: string) => void }) {
  const sorted = [...items].sort(byName);
  const rows = useRows({ total: sorted.length, rowHeight: 40 });
  useRowKeys(rows, { open: (index) => open(sorted[index]!.id) });
  const { template, head, cells } = useColumns(columns(open));
  return <RowsTable rows={rows} label="Service accounts" template={template} head={head} onPick={(index) => open(sorted[index]!.id)}>{(index) => cells(sorted[index])}</RowsTable>;
}

function AddService({ close }: { close: () => void }) {
  const [name, setName] = useState("");
  const add = useAddService();
  if (add.data) {
    return (
      <div className="dialog-form">
        <Once title="Keep this now. The secret is never shown again." secrets={[{ label: "Client id", text: add.data.id }, { label: "Secret", text: add.data.client_secret }]} />
        <p className="dim">The program fetches tokens with it (OAuth client credentials), or you make one that lasts in its panel.</p>
        <div className="dialog-actions"><Button onClick={close}>Done</Button></div>
      </div>
    );
  }
  return (
    <form className="dialog-form" onSubmit={(event) => { event.preventDefault(); add.mutate(name.trim()); }}>
      <TextInput label="Name" description="Letters and digits, separated by one of - _ . such as deploy-bot" required data-autofocus maxLength={63} autoComplete="off" spellCheck={false} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <ActionError title="The service account was not made" error={add.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button type="submit" loading={add.isPending} disabled={!name.trim()}>Add the service account</Button>
      </div>
    </form>
  );
}

// The accounts of people: a list to find one in, a panel about one, and the form for a new one.
import { Drawer, NativeSelect } from "@mantine/core";
import { usePeople } from "../../api/people.ts";
import { useMay } from "../../api/rights.ts";
import type { PersonBody } from "../../api/types.ts";
import { useColumns, type Column } from "../../kit/columns.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { byName } from "../../kit/format.ts";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { RowsTable, useRowKeys, useRows } from "../../kit/Rows.tsx";
import { EmptyState, ErrorState, NoMatch, Skeletons } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { AddPerson } from "./AddPerson.tsx";
import { Invitations } from "./Invitations.tsx";
import { InvitePerson } from "./InvitePerson.tsx";
import { PersonPanel } from "./PersonPanel.tsx";

const STATES = [
  { value: "", label: "Everybody" }, { value: "admin", label: "Administrators" }, { value: "never", label: "Never came in" }, { value: "disabled", label: "Shut out" },
];

export function AccountState({ disabled, seen }: { disabled: boolean; seen?: string | null }) {
  if (disabled) return <Tag tone="red" dot>Shut out</Tag>;
  return seen ? <Tag tone="green" dot>Active</Tag> : <Tag dot>Never came in</Tag>;
}

function isIn(person: PersonBody, state: string): boolean {
  if (state === "admin") return person.admin;
  if (state === "never") return !person.last_seen_at && !person.disabled;
  return state !== "disabled" || person.disabled;
}

const columns = (open: (id: string) => void): Column<PersonBody>[] => [
  { title: "Name", width: "minmax(150px, 1.6fr)", cell: (person) => (
    <div className="account-name">
      <button type="button" className="plain link clip" dir="auto" onClick={() => open(person.id)}>{person.name}</button>
      <span className="dim clip">{person.email}</span>
    </div>
  ) },
  { title: "Acts as", width: "minmax(150px, 1.4fr)", wide: true, cell: (person) => (person.user_ref ? <EntityChip entityRef={person.user_ref} /> : <span className="dim">found when they sign in</span>) },
  { title: "Rights", width: "124px", wide: true, cell: (person) => (person.admin ? <Tag tone="blue">Administrator</Tag> : <span className="dim">by roles</span>) },
  { title: "Last seen", width: "112px", wide: true, cell: (person) => <Time at={person.last_seen_at} /> },
  { title: "Added", width: "112px", wide: true, cell: (person) => <Time at={person.created_at} /> },
  { title: "State", width: "130px", cell: (person) => <AccountState disabled={person.disabled} seen={person.last_seen_at} /> },
];

export function People() {
  const url = useUrl();
  const people = usePeople();
  const mayChange = useMay("people.write");
  const close = () => url.set({ id: undefined, add: undefined }, { replace: true });
  const one = people.data?.items.find((person) => person.id === url.get("id"));
  const adding = mayChange && url.get("add") !== "";
  const inviting = url.get("add") === "invitation";
  return (
    <>
      {people.error && !people.data ? <ErrorState error={people.error} retry={() => void people.refetch()} />
        : !people.data ? <Skeletons rows={10} gap={22} />
        : people.data.items.length === 0 ? <EmptyState title="Nobody has an account">People who can come in are listed here. Those who come by single sign-on get an account when they first do.</EmptyState>
        : <List items={people.data.items} />}
      <Invitations />
      <Drawer opened={adding} onClose={close} position="right" size={480} title={inviting ? "Invite a person" : "Add a person"} closeButtonProps={{ "aria-label": "Close" }}>{adding && (inviting ? <InvitePerson close={close} /> : <AddPerson close={close} />)}</Drawer>
      <Drawer opened={Boolean(one) && !adding} onClose={close} position="right" size={480} title={<span dir="auto">{one?.name}</span>} closeButtonProps={{ "aria-label": "Close" }}>{one && <PersonPanel key={one.id} person={one} />}</Drawer>
    </>
  );
}

function List({ items }: { items: PersonBody[] }) {
  const url = useUrl();
  const text = url.get("q");
  const state = url.get("state");
  const needle = text.toLowerCase();
  const shown = items.filter((person) => isIn(person, state) && (!needle || `${person.name} ${person.email} ${person.user_ref ?? ""}`.toLowerCase().includes(needle)));
  const clear = () => url.set({ q: undefined, state: undefined });
  return (
    <>
      <FilterBar label="Filter people" fields="name or e-mail" text={text} onText={(q) => url.set({ q }, { replace: true })} narrowed={Boolean(text || state)} clear={clear}>
        <NativeSelect size="xs" aria-label="State" data={STATES} value={state} onChange={(event) => url.set({ state: event.currentTarget.value })} />
      </FilterBar>
      {shown.length === 0 ? <NoMatch title="Nobody matches these filters" clear={clear} /> : <Table items={shown} open={(id) => url.set({ id })} />}
    </>
  );
}

function Table({ items, open }: { items: PersonBody[]; open: (id: string) => void }) {
  const sorted = [...items].sort(byName);
  const rows = useRows({ total: sorted.length, rowHeight: 50 });
  useRowKeys(rows, { open: (index) => open(sorted[index]!.id) });
  const { template, head, cells } = useColumns(columns(open));
  return <RowsTable rows={rows} label="People" template={template} head={head} onPick={(index) => open(sorted[index]!.id)}>{(index) => cells(sorted[index])}</RowsTable>;
}

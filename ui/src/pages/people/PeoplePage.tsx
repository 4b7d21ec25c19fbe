// Accounts, for administrators: make, shut out, let in again, hand on the right to do so.
import "../account/account.css";
import { Button, Modal } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useChangePerson, usePeople } from "../../api/identity.ts";
import { useMe } from "../../api/portolan.ts";
import type { PersonBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Command } from "../../kit/Copy.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { AddPerson } from "./AddPerson.tsx";

export function PeoplePage() {
  const me = useMe();
  const people = usePeople(me.data?.admin === true);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<{ email: string; password: string }>();
  if (me.data && !me.data.admin) {
    return <Page><PageHeader title="People" /><EmptyState title="Only administrators see this">Ask one of them for an account, or for the right to make accounts.</EmptyState></Page>;
  }
  return (
    <Page>
      <PageHeader title="People" count={people.data?.items.length}>
        <Button leftSection={<IconPlus size={14} />} onClick={() => { setMade(undefined); setAdding(true); }}>New account</Button>
      </PageHeader>
      {made && (
        <div className="once" role="status">
          <strong>Pass this password on to {made.email}. It is never shown again.</strong>
          <Command text={made.password} />
        </div>
      )}
      {people.error ? <ErrorState error={people.error} retry={() => void people.refetch()} />
        : !people.data ? <Skeletons rows={8} />
        : <Table items={people.data.items} own={me.data?.principal} />}
      <Modal opened={adding} onClose={() => setAdding(false)} title="New account" centered transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": "Close" }}>
        {adding && <AddPerson close={() => setAdding(false)} done={(email, password) => { setMade({ email, password }); setAdding(false); }} />}
      </Modal>
    </Page>
  );
}

function Table({ items, own }: { items: PersonBody[]; own?: string }) {
  const change = useChangePerson();
  return (
    <>
      <ActionError title="Nothing was changed" error={change.error} />
      <div className="scroll-x" tabIndex={0} role="region" aria-label="People">
        <table className="grid-table">
          <thead><tr><th>Name</th><th className="wide">E-mail</th><th className="wide">Acts as</th><th>State</th><th className="wide">Last seen</th><th><span className="sr">Actions</span></th></tr></thead>
          <tbody>{items.map((person) => <Row key={person.id} person={person} own={person.id === own} busy={change.isPending} change={(patch) => change.mutate({ id: person.id, ...patch })} />)}</tbody>
        </table>
      </div>
    </>
  );
}

function Row({ person, own, busy, change }: { person: PersonBody; own: boolean; busy: boolean; change: (patch: { disabled?: boolean; admin?: boolean }) => void }) {
  return (
    <tr>
      <td><span dir="auto">{person.name}</span></td>
      <td className="wide">{person.email || <span className="dim">none</span>}</td>
      <td className="wide">{person.user_ref ? <EntityChip entityRef={person.user_ref} /> : <span className="dim">not used yet</span>}</td>
      <td>{person.disabled ? <Tag tone="red" dot>Shut out</Tag> : person.admin ? <Tag tone="blue" dot>Administrator</Tag> : <Tag tone="green" dot>Member</Tag>}</td>
      <td className="wide"><Time at={person.last_seen_at} /></td>
      <td className="right">
        {own ? <span className="dim">you</span> : (
          <span className="row" style={{ justifyContent: "flex-end" }}>
            {!person.disabled && <Button size="compact-xs" variant="default" disabled={busy} onClick={() => change({ admin: !person.admin })} aria-label={`${person.admin ? "Make member" : "Make administrator"}: ${person.name}`}>{person.admin ? "Make member" : "Make administrator"}</Button>}
            <Button size="compact-xs" variant="default" disabled={busy} onClick={() => change({ disabled: !person.disabled })} aria-label={`${person.disabled ? "Let in" : "Shut out"} ${person.name}`}>{person.disabled ? "Let in" : "Shut out"}</Button>
          </span>
        )}
      </td>
    </tr>
  );
}

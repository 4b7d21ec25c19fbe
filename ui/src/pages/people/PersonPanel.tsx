// One person's account: who it is in the catalog, and what an administrator can do about it.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useChangePerson } from "../../api/people.ts";
import { useMe } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import type { PersonBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Once } from "../../kit/Once.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";
import { ConfirmChange, type Asked } from "./ConfirmChange.tsx";
import { AccountState } from "./People.tsx";
import { newPassword } from "./password.ts";

const LINKS = {
  pending: "Found when they first sign in.",
  email: "The only User in the catalog whose profile has the address.",
  scim: "The directory that provides them says so.",
  claimed: "No single User has the address, so the account describes one of its own.",
};

export function PersonPanel({ person }: { person: PersonBody }) {
  const mayTest = useMay("policy.read");
  return (
    <div className="account-panel">
      <dl className="pairs">
        <dt>State</dt><dd className="row"><AccountState disabled={person.disabled} seen={person.last_seen_at} />{person.admin && <Tag tone="blue">Administrator</Tag>}</dd>
        <dt>E-mail</dt><dd>{person.email || <span className="dim">none</span>}</dd>
        <dt>Acts as</dt><dd>{person.user_ref && <div><EntityChip entityRef={person.user_ref} title={person.user_ref} /></div>}<span className="dim">{LINKS[person.link]}</span></dd>
        <dt>Last seen</dt><dd><Time at={person.last_seen_at} /></dd>
        <dt>Added</dt><dd><Time at={person.created_at} /></dd>
        {mayTest && <><dt>Rights</dt><dd><AppLink className="link" href={paths.policyTester({ subject: person.user_ref ?? `principal:${person.id}` })}>What they may, and why</AppLink></dd></>}
      </dl>
      <Actions person={person} />
    </div>
  );
}

function Actions({ person }: { person: PersonBody }) {
  const { data: me } = useMe();
  const mayChange = useMay("people.write");
  const change = useChangePerson();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [password, setPassword] = useState("");
  // Whoever looks after people does not change what administrators have.
  if (!mayChange || !me || (person.admin && !me.admin)) return null;
  const ask = (what: Asked) => { change.reset(); setAsked(what); };
  const own = me.principal === person.id;
  const reset = () => {
    const made = newPassword();
    change.mutate({ id: person.id, password: made }, { onSuccess: () => setPassword(made) });
  };
  const act = () => {
    if (asked === "password") reset();
    else if (asked === "disable") change.mutate({ id: person.id, disabled: true });
    else if (asked) change.mutate({ id: person.id, admin: asked === "admin" });
    setAsked(null);
  };
  return (
    <>
      {password && <Once title="Pass this on now. The password is never shown again." secrets={[{ label: "Password", text: password }]} done={() => setPassword("")} />}
      <ActionError title="Nothing was changed" error={change.error} />
      <div className="account-actions">
        {person.disabled
          ? <Button loading={change.isPending} onClick={() => change.mutate({ id: person.id, disabled: false })}>Let in again</Button>
          : !own && <Button variant="default" disabled={change.isPending} onClick={() => ask("disable")}>Shut out</Button>}
        {me.admin && !person.disabled && (person.admin
          ? <Button variant="default" disabled={change.isPending} onClick={() => ask("member")}>No longer an administrator</Button>
          : <Button variant="default" disabled={change.isPending} onClick={() => ask("admin")}>Make an administrator</Button>)}
        {own
          ? <AppLink className="link" href={paths.account()}>Your own password is on your account page</AppLink>
          : <Button variant="default" disabled={change.isPending} onClick={() => ask("password")}>Reset the password</Button>}
      </div>
      {asked && <ConfirmChange asked={asked} person={person} own={own} close={() => setAsked(null)} act={act} />}
    </>
  );
}

// One service account: its id and secret, its tokens, and shutting it out.
import { Button, Modal } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useAddServiceToken, useChangeService, useNewSecret, useRevokeServiceToken, useServiceTokens } from "../../api/people.ts";
import { useMe } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import type { ServiceBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { Copy } from "../../kit/Copy.tsx";
import { Once } from "../../kit/Once.tsx";
import { PERMISSIONS } from "../../kit/permissions.ts";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";
import { NewTokenForm } from "../account/NewTokenForm.tsx";
import { TokenTable } from "../account/Tokens.tsx";
import { AccountState } from "./People.tsx";

export function ServicePanel({ service }: { service: ServiceBody }) {
  const { data: me } = useMe();
  const mayTest = useMay("policy.read");
  const mayChange = useMay("people.write") && Boolean(me && (me.admin || !service.admin));
  return (
    <div className="account-panel">
      <dl className="pairs">
        <dt>State</dt><dd className="row"><AccountState disabled={service.disabled} seen={service.last_seen_at} />{service.admin && <Tag tone="blue">Administrator</Tag>}</dd>
        <dt>Client id</dt><dd className="row"><code>{service.id}</code><Copy text={service.id} label="Copy the client id" /></dd>
        <dt>Acts as</dt><dd className="mono">{service.user_ref}</dd>
        <dt>Last seen</dt><dd><Time at={service.last_seen_at} /></dd>
        {mayTest && <><dt>Rights</dt><dd><AppLink className="link" href={paths.policyTester({ subject: `principal:${service.id}` })}>What it may, and why</AppLink></dd></>}
      </dl>
      {mayChange && <Actions service={service} admin={Boolean(me?.admin)} />}
      <ServiceTokens service={service} mayChange={mayChange} />
    </div>
  );
}

function Actions({ service, admin }: { service: ServiceBody; admin: boolean }) {
  const change = useChangeService();
  const secret = useNewSecret();
  const [asking, setAsking] = useState(false);
  return (
    <>
      {secret.data && <Once title="Keep this now. The secret is never shown again." secrets={[{ label: "Client id", text: service.id }, { label: "Secret", text: secret.data.client_secret }]} done={() => secret.reset()} />}
      <ActionError title="Nothing was changed" error={change.error ?? secret.error} />
      <div className="account-actions">
        {service.disabled
          ? <Button loading={change.isPending} onClick={() => change.mutate({ id: service.id, disabled: false })}>Let in again</Button>
          : <Button variant="default" disabled={change.isPending} onClick={() => change.mutate({ id: service.id, disabled: true })}>Shut out</Button>}
        {admin && <Button variant="default" disabled={change.isPending} onClick={() => change.mutate({ id: service.id, admin: !service.admin })}>{service.admin ? "No longer an administrator" : "Make an administrator"}</Button>}
        <Button variant="default" disabled={secret.isPending} onClick={() => { if (secret.error) secret.reset(); setAsking(true); }}>New secret</Button>
      </div>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`A new secret for ${service.name}?`} centered transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": "Close" }}>
        <div className="dialog-text"><p>The secret it has is refused from then on. Tokens that it holds go on until they expire.</p></div>
        <div className="dialog-actions">
          <Button variant="default" onClick={() => setAsking(false)}>Cancel</Button>
          <Button data-autofocus onClick={() => { setAsking(false); secret.mutate(service.id); }}>Make a new secret</Button>
        </div>
      </Modal>
    </>
  );
}

function ServiceTokens({ service, mayChange }: { service: ServiceBody; mayChange: boolean }) {
  const tokens = useServiceTokens(service.id);
  const add = useAddServiceToken(service.id);
  const revoke = useRevokeServiceToken(service.id);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState("");
  return (
    <section>
      <div className="row panel-head">
        <h3 className="grow">Tokens</h3>
        {mayChange && !adding && <Button size="compact-xs" variant="default" leftSection={<IconPlus size={12} />} onClick={() => { setMade(""); add.reset(); setAdding(true); }}>New token</Button>}
      </div>
      {made && <Once title="Keep this now. The token is never shown again." secrets={[{ label: "Token", text: made }]} done={() => setMade("")} />}
      {adding && <div className="panel-form"><NewTokenForm add={add} offered={PERMISSIONS.map((one) => one.name)} close={() => setAdding(false)} done={(token) => { setMade(token); setAdding(false); }} /></div>}
      {tokens.error ? <ErrorState small error={tokens.error} retry={() => void tokens.refetch()} />
        : !tokens.data ? <Skeletons rows={3} />
        : tokens.data.items.length === 0 ? !adding && <EmptyState small title="No tokens">A token lasts longer than the hour of those it fetches by itself.</EmptyState>
        : <TokenTable items={tokens.data.items} revoke={mayChange ? revoke : undefined} all="all it may" />}
    </section>
  );
}

// Secrets by name: who set each and when, what uses it. Values are written here and never shown. "?name=" opens one, "?add=1" the form.
import "./secrets.css";
import { Button, Drawer } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMay } from "../../api/rights.ts";
import { useSecrets } from "../../api/secrets.ts";
import type { SecretBody, SecretsBody } from "../../api/types.ts";
import { Command } from "../../kit/Copy.tsx";
import { Needs } from "../../kit/Denied.tsx";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { plural } from "../../kit/format.ts";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, NoMatch, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { AddSecret } from "./SecretForm.tsx";
import { SecretPanel } from "./SecretPanel.tsx";
import { SecretTable } from "./SecretTable.tsx";

export function SecretsPage() {
  return (
    <Page>
      <PageHeader title="Secrets"><Needs permission="secret.write" waiting={null} otherwise={null}><Add /></Needs></PageHeader>
      <Needs permission="secret.read" waiting={<Skeletons rows={8} gap={24} />}><Secrets /></Needs>
    </Page>
  );
}

function Add() {
  const url = useUrl();
  const secrets = useSecrets();
  if (!secrets.data || secrets.data.unavailable) return null;
  return <Button leftSection={<IconPlus size={14} />} onClick={() => url.set({ add: "1", name: undefined })}>Add a secret</Button>;
}

function Secrets() {
  const url = useUrl();
  const secrets = useSecrets();
  const mayChange = useMay("secret.write");
  if (!secrets.data) return secrets.error ? <ErrorState error={secrets.error} retry={() => void secrets.refetch()} /> : <Skeletons rows={8} gap={24} />;
  const { items, unavailable } = secrets.data;
  const close = () => url.set({ name: undefined, add: undefined }, { replace: true });
  const adding = mayChange && !unavailable && url.get("add") !== "";
  const one = items.find((secret) => secret.name === url.get("name"));
  return (
    <>
      <Notices secrets={secrets.data} />
      {items.length > 0 ? <List items={items} /> : !unavailable && (
        <EmptyState title="No secrets" action={mayChange && <Button onClick={() => url.set({ add: "1" })}>Add a secret</Button>}>
          What a source or a provider needs to come in elsewhere, such as a token of a git host, is kept here sealed. It is used by its name; nobody can read it back.
        </EmptyState>
      )}
      <Drawer opened={adding} onClose={close} position="right" size={520} title="Add a secret" closeButtonProps={{ "aria-label": "Close" }}>
        {adding && <AddSecret taken={items.map((secret) => secret.name)} close={close} done={(name) => url.set({ add: undefined, name }, { replace: true })} />}
      </Drawer>
      <Drawer opened={Boolean(one) && !adding} onClose={close} position="right" size={520} title={<span className="mono">{one?.name}</span>} closeButtonProps={{ "aria-label": "Close" }}>
        {one && <SecretPanel key={one.name} secret={one} current={secrets.data.key_id ?? ""} mayChange={mayChange && !unavailable} close={close} />}
      </Drawer>
    </>
  );
}

function Notices({ secrets }: { secrets: SecretsBody }) {
  const older = secrets.items.filter((secret) => secrets.key_id && secret.key_id !== secrets.key_id).length;
  return (
    <>
      {secrets.unavailable && <div className="secret-notice" role="alert"><strong>Secrets cannot be used.</strong> <span>{secrets.unavailable}</span></div>}
      {older > 0 && <div className="secret-notice" role="status"><span>{plural(older, "secret is", "secrets are")} still sealed with an earlier master key. To seal everything with the present one:</span> <Command text="portolan secrets rotate" /></div>}
    </>
  );
}

function List({ items }: { items: SecretBody[] }) {
  const url = useUrl();
  const text = url.get("q").toLowerCase();
  const clear = () => url.set({ q: undefined });
  const shown = items.filter((secret) => `${secret.name} ${secret.author} ${secret.used_by.map((user) => user.name).join(" ")}`.toLowerCase().includes(text));
  return (
    <>
      <FilterBar label="Filter secrets" fields="name or what uses it" text={url.get("q")} onText={(q) => url.set({ q }, { replace: true })} narrowed={text !== ""} clear={clear} />
      {shown.length === 0 ? <NoMatch title="No secret matches" clear={clear} /> : <SecretTable items={shown} open={(name) => url.set({ name })} />}
    </>
  );
}

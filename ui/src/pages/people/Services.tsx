// Accounts of programs: the list, a panel about one with its tokens, and the form for a new one.
import { Button, Drawer, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAddService, useServiceAccounts } from "../../api/people.ts";
import { useMay } from "../../api/rights.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Once } from "../../kit/Once.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
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
        ) : <Table open={(id) => url.set({ id })} />}
      <Drawer opened={adding} onClose={close} position="right" size={520} title="Add a service account" closeButtonProps={{ "aria-label": "Close" }}>{adding && <AddService close={close} />}</Drawer>
      <Drawer opened={Boolean(one) && !adding} onClose={close} position="right" size={680} title={<span dir="auto">{one?.name}</span>} closeButtonProps={{ "aria-label": "Close" }}>{one && <ServicePanel key={one.id} service={one} />}</Drawer>
    </>
  );
}

function Table({ open }: { open: (id: string) => void }) {
  const items = useServiceAccounts().data?.items ?? [];
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Service accounts">
      <table className="grid-table">
        <thead><tr><th>Name</th><th className="wide">Stands in history as</th><th className="wide">Rights</th><th className="wide">Last seen</th><th className="wide">Added</th><th>State</th></tr></thead>
        <tbody>
          {items.map((service) => (
            <tr key={service.id}>
              <td><button type="button" className="plain link" dir="auto" onClick={() => open(service.id)}>{service.name}</button></td>
              <td className="wide mono">{service.user_ref}</td>
              <td className="wide">{service.admin ? <Tag tone="blue">Administrator</Tag> : <span className="dim">by roles</span>}</td>
              <td className="wide"><Time at={service.last_seen_at} /></td>
              <td className="wide"><Time at={service.created_at} /></td>
              <td><AccountState disabled={service.disabled} seen={service.last_seen_at} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
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

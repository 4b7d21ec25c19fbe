// The form for a new tenant; the link for its first administrator is shown once.
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAddTenant } from "../../api/tenants.ts";
import { withBase } from "../../base.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Once } from "../../kit/Once.tsx";
import { readHosts } from "./hosts.ts";

/** Links of a tenant below this host come as paths. */
export const wholeLink = (link: string) => (link.startsWith("/") ? window.location.origin + withBase(link) : link);

/** "Blue Corp" -> "blue-corp". */
export const nameOf = (title: string) =>
  title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);

export function AddTenant({ close }: { close: () => void }) {
  const [title, setTitle] = useState("");
  const [name, setName] = useState<string | null>(null);
  const [hosts, setHosts] = useState("");
  const add = useAddTenant();
  const made = add.data;
  if (made) {
    return (
      <div className="dialog-form">
        <p role="status"><span dir="auto">{made.title}</span> is there, and empty.</p>
        <Once title="Pass this link on now. Whoever opens it first becomes the tenant's administrator; it holds for a day and is never shown again." secrets={[{ label: "Link", text: wholeLink(made.setup_link) }]} />
        <div className="dialog-actions"><Button onClick={close}>Done</Button></div>
      </div>
    );
  }
  const chosen = name ?? nameOf(title);
  const submit = () => add.mutate({ title: title.trim(), name: chosen, hosts: readHosts(hosts) });
  return (
    <form className="dialog-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label="Title" required data-autofocus autoComplete="off" maxLength={100} value={title} onChange={(event) => setTitle(event.currentTarget.value)} dir="auto" />
      <TextInput label="Name" required autoComplete="off" maxLength={40} value={chosen} onChange={(event) => setName(event.currentTarget.value)} description="In addresses: small letters, digits and dashes. It never changes." />
      <TextInput label="Host names" autoComplete="off" value={hosts} onChange={(event) => setHosts(event.currentTarget.value)}
        description={`Names that lead to this server, with spaces between. With none the tenant is at /t/${chosen || "name"}/ — then its pages share this host with yours.`} />
      <ActionError title="The tenant was not made" error={add.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button type="submit" loading={add.isPending} disabled={!title.trim() || !chosen}>Add the tenant</Button>
      </div>
    </form>
  );
}

// The form for an invitation; its link is shown once.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { useInvite } from "../../api/people.ts";
import { useMe } from "../../api/portolan.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Once } from "../../kit/Once.tsx";

const EMPTY = { name: "", email: "", admin: false };

export function InvitePerson({ close }: { close: () => void }) {
  const [fields, setFields] = useState(EMPTY);
  const { data: me } = useMe();
  const invite = useInvite();
  const change = (patch: Partial<typeof EMPTY>) => setFields((before) => ({ ...before, ...patch }));
  if (invite.data) {
    return (
      <div className="dialog-form">
        <p role="status"><span dir="auto">{invite.data.name}</span> is invited. Send them the link; it works once.</p>
        <Once title="Pass this on now. The link is never shown again." secrets={[{ label: "Link", text: invite.data.link }]} />
        <div className="dialog-actions"><Button onClick={close}>Done</Button></div>
      </div>
    );
  }
  const submit = () => invite.mutate({ ...fields, name: fields.name.trim(), email: fields.email.trim() });
  return (
    <form className="dialog-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label="Name" required data-autofocus autoComplete="off" value={fields.name} onChange={(event) => change({ name: event.currentTarget.value })} dir="auto" />
      <TextInput label="E-mail" type="email" required autoComplete="off" value={fields.email} onChange={(event) => change({ email: event.currentTarget.value })}
        description="You vouch for it by sending the link there: the User in the catalog who has it becomes theirs." />
      {me?.admin && <Checkbox label="Administrator" description="May do everything, also make other administrators" checked={fields.admin} onChange={(event) => change({ admin: event.currentTarget.checked })} />}
      <ActionError title="Nobody was invited" error={invite.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button type="submit" loading={invite.isPending} disabled={!fields.name.trim() || !fields.email.trim()}>Invite</Button>
      </div>
    </form>
  );
}

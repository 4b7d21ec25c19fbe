// The form for a new account; the password that was made for it is shown once.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAddPerson } from "../../api/people.ts";
import { useMe } from "../../api/portolan.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Once } from "../../kit/Once.tsx";

const EMPTY = { name: "", email: "", admin: false };

export function AddPerson({ close }: { close: () => void }) {
  const [fields, setFields] = useState(EMPTY);
  const { data: me } = useMe();
  const add = useAddPerson();
  const change = (patch: Partial<typeof EMPTY>) => setFields((before) => ({ ...before, ...patch }));
  const made = add.data;
  if (made) {
    return (
      <div className="dialog-form">
        <p role="status"><span dir="auto">{made.name}</span> has an account now.</p>
        {made.password && <Once title="Pass this on now. The password is never shown again." secrets={[{ label: "E-mail", text: made.email }, { label: "Password", text: made.password }]} />}
        <div className="dialog-actions">
          <Button variant="default" onClick={() => { add.reset(); setFields(EMPTY); }}>Add another</Button>
          <Button onClick={close}>Done</Button>
        </div>
      </div>
    );
  }
  const submit = () => add.mutate({ ...fields, name: fields.name.trim(), email: fields.email.trim() });
  return (
    <form className="dialog-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label="Name" required data-autofocus autoComplete="off" value={fields.name} onChange={(event) => change({ name: event.currentTarget.value })} dir="auto" />
      <TextInput label="E-mail" type="email" required autoComplete="off" value={fields.email} onChange={(event) => change({ email: event.currentTarget.value })}
        description="You vouch for it: the User in the catalog who has it becomes theirs." />
      {me?.admin && <Checkbox label="Administrator" description="May do everything, also make other administrators" checked={fields.admin} onChange={(event) => change({ admin: event.currentTarget.checked })} />}
      <ActionError title="The account was not made" error={add.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button type="submit" loading={add.isPending} disabled={!fields.name.trim() || !fields.email.trim()}>Add the person</Button>
      </div>
    </form>
  );
}

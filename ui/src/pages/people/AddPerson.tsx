// A new account: who it is for. The server makes a password to pass on.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAddPerson } from "../../api/identity.ts";
import { ActionError } from "../../kit/ActionError.tsx";

export function AddPerson({ close, done }: { close: () => void; done: (email: string, password: string) => void }) {
  const [fields, setFields] = useState({ name: "", email: "", admin: false });
  const add = useAddPerson();
  const submit = () => add.mutate(fields, { onSuccess: (made) => done(made.email, made.password ?? "") });
  return (
    <form className="dialog-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label="Name" required data-autofocus maxLength={200} autoComplete="off" value={fields.name} onChange={(event) => setFields({ ...fields, name: event.currentTarget.value })} />
      <TextInput label="E-mail" description="You vouch for it: the account acts as the User who has this address" type="email" required autoComplete="off" value={fields.email}
        onChange={(event) => setFields({ ...fields, email: event.currentTarget.value })} />
      <Checkbox label="May look after people" checked={fields.admin} onChange={(event) => setFields({ ...fields, admin: event.currentTarget.checked })} />
      <ActionError title="No account was made" error={add.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button type="submit" loading={add.isPending}>Make the account</Button>
      </div>
    </form>
  );
}

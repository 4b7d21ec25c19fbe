// A new password, which ends every other session.
import { Button, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useChangePassword } from "../../api/identity.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Card } from "../../kit/Page.tsx";

const EMPTY = { current: "", new: "" };

export function Password({ email }: { email: string }) {
  const [fields, setFields] = useState(EMPTY);
  const change = useChangePassword();
  const submit = () => change.mutate(fields, { onSuccess: () => setFields(EMPTY) });
  return (
    <Card title="Password">
      <form className="narrow" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <PasswordInput label="Current password" autoComplete="current-password" required value={fields.current} onChange={(event) => setFields({ ...fields, current: event.currentTarget.value })}
          visibilityToggleButtonProps={{ "aria-label": "Show the current password" }} />
        <PasswordInput label="New password" description="At least 12 characters. Every other browser is signed out." autoComplete="new-password" required minLength={12} value={fields.new}
          onChange={(event) => setFields({ ...fields, new: event.currentTarget.value })} visibilityToggleButtonProps={{ "aria-label": "Show the new password" }} />
        <ActionError title="The password was not changed" error={change.error} />
        {change.isSuccess && <p role="status">The password is changed.</p>}
        <div><Button type="submit" variant="default" loading={change.isPending}>Change the password</Button></div>
      </form>
    </Card>
  );
}

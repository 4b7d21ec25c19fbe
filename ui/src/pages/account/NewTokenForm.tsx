// What a new token is for, what it may do, and for how long.
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { useAddToken } from "../../api/identity.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { permissionLabel } from "../../kit/permissions.ts";

const DAYS = [
  { value: "7", label: "7 days" }, { value: "30", label: "30 days" }, { value: "90", label: "90 days" }, { value: "365", label: "a year" }, { value: "0", label: "until it is revoked" },
];

interface Props {
  add: ReturnType<typeof useAddToken>;
  /** Permissions to choose from. */
  offered: string[];
  close: () => void;
  done: (token: string) => void;
}

export function NewTokenForm({ add, offered, close, done }: Props) {
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [scopes, setScopes] = useState<string[]>(["catalog.read"]);
  const toggle = (scope: string) => setScopes((before) => (before.includes(scope) ? before.filter((one) => one !== scope) : [...before, scope]));
  const submit = () => add.mutate({ name: name.trim(), scopes, expires_in_days: Number(days) }, { onSuccess: (made) => done(made.token) });
  return (
    <form className="dialog-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label="Name" description="What it is for" required data-autofocus maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} autoComplete="off" />
      <NativeSelect size="xs" label="Holds for" data={DAYS} value={days} onChange={(event) => setDays(event.currentTarget.value)} />
      <fieldset className="scopes">
        <legend>May</legend>
        {offered.map((scope) => <Checkbox key={scope} size="xs" label={permissionLabel(scope)} checked={scopes.includes(scope)} onChange={() => toggle(scope)} />)}
      </fieldset>
      <ActionError title="The token was not made" error={add.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button type="submit" loading={add.isPending} disabled={!name.trim() || scopes.length === 0}>Make the token</Button>
      </div>
    </form>
  );
}

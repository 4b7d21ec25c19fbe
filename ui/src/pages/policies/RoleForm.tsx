// A role: its name, what it allows and refuses, and on which entities.
import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Role } from "../../api/types.ts";
import { plural } from "../../kit/format.ts";
import { PermissionTable } from "./PermissionTable.tsx";
import { ScopeForm } from "./ScopeForm.tsx";

interface Props {
  role: Role;
  /** Names that other roles have. */
  taken: string[];
  permissions: string[];
  holders: number;
  close: () => void;
  done: (role: Role) => void;
  remove?: () => void;
}

/** "Payments: read" -> "payments-read" */
const toName = (title: string) => title.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 63);

export function RoleForm({ role: before, taken, permissions, holders, close, done, remove }: Props) {
  const [role, setRole] = useState<Role>(before);
  const [named, setNamed] = useState(before.name !== "");
  const change = (patch: Partial<Role>) => setRole((last) => ({ ...last, ...patch }));
  const title = (text: string) => change({ title: text, ...(named ? {} : { name: toName(text) }) });
  const wrong = role.name && !/^[a-z0-9-]{1,63}$/.test(role.name) ? "Use a-z, 0-9 and -, up to 63" : taken.includes(role.name) ? "Another role has this name" : undefined;
  return (
    <form className="dialog-form" onSubmit={(event) => { event.preventDefault(); if (role.name && !wrong) done(role); }}>
      <div className="ask" style={{ margin: 0 }}>
        <TextInput label="Title" data-autofocus value={role.title ?? ""} onChange={(event) => title(event.currentTarget.value)} autoComplete="off" dir="auto" />
        <TextInput label="Name" required value={role.name} error={wrong} onChange={(event) => { setNamed(true); change({ name: event.currentTarget.value }); }} autoComplete="off" spellCheck={false} />
      </div>
      <Textarea size="xs" label="What it is for" rows={2} value={role.description ?? ""} onChange={(event) => change({ description: event.currentTarget.value })} dir="auto" />
      <PermissionTable permissions={permissions} allow={role.allow} deny={role.deny ?? []} change={change} />
      <ScopeForm scope={role.scope} change={(scope) => change({ scope })} />
      <div className="dialog-actions">
        {remove && <Button variant="subtle" color="red.9" onClick={remove}>Remove the role</Button>}
        <span className="grow" />
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button type="submit" disabled={!role.name || Boolean(wrong)}>{before.name ? "Change the role" : "Add the role"}</Button>
      </div>
      {remove && holders > 0 && <p className="dim">{plural(holders, "grant gives", "grants give")} this role; without it they are problems.</p>}
    </form>
  );
}

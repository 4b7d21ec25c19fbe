// Gives roles to somebody and takes them away, in a draft.
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Grantable, Policy, Role } from "../../api/types.ts";
import { addGrant, removeGrant } from "./document.ts";
import { GrantsTable } from "./GrantsTable.tsx";
import { SubjectPicker } from "./SubjectPicker.tsx";

export interface PartProps {
  policy: Policy;
  text: string;
  change: (text: string) => void;
  grantable: Grantable;
}

/** Built-in roles unless the draft replaces them, whatever the policy that holds replaces. */
export const builtinIn = (policy: Policy, grantable: Grantable): Role[] => grantable.builtin_roles.filter((role) => !policy.roles.some((own) => own.name === role.name));

export const rolesOf = (policy: Policy, grantable: Grantable): Role[] => [...builtinIn(policy, grantable), ...policy.roles];

export function DraftGrants({ policy, text, change, grantable }: PartProps) {
  const roles = rolesOf(policy, grantable);
  return (
    <>
      <AddGrant roles={roles} policy={policy} add={(subject, role) => change(addGrant(text, { subject, role }))} />
      <GrantsTable grants={policy.grants} roles={roles} remove={(at) => change(removeGrant(text, at))} />
    </>
  );
}

function AddGrant({ roles, policy, add }: { roles: Role[]; policy: Policy; add: (subject: string, role: string) => void }) {
  const [subject, setSubject] = useState("");
  const [role, setRole] = useState("");
  const there = policy.grants.some((grant) => grant.subject === subject && grant.role === role);
  const submit = () => {
    add(subject, role);
    setSubject("");
  };
  return (
    <form className="add-grant" onSubmit={(event) => { event.preventDefault(); if (subject && role && !there) submit(); }}>
      <SubjectPicker label="Who" value={subject} onPick={setSubject} />
      <NativeSelect size="xs" label="Role" value={role} onChange={(event) => setRole(event.currentTarget.value)} data={[{ value: "", label: "Choose a role" }, ...roles.map((one) => ({ value: one.name, label: one.title || one.name }))]} />
      <Button type="submit" variant="default" disabled={!subject || !role || there}>{there ? "They have it" : "Give the role"}</Button>
    </form>
  );
}

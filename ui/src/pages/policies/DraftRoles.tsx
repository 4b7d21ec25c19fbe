// The roles of a draft: own ones are changed here, built-in ones are taken as a start for an own one.
import { Button, Drawer } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { Role } from "../../api/types.ts";
import { builtinIn, rolesOf, type PartProps } from "./DraftGrants.tsx";
import { putRole, removeRole } from "./document.ts";
import { RoleCards } from "./RoleCards.tsx";
import { RoleForm } from "./RoleForm.tsx";

interface Open {
  role: Role;
  /** Its place in the policy; a new one has none. */
  at?: number;
}

const NEW: Role = { name: "", allow: ["catalog.read"] };

export function DraftRoles({ policy, text, change, grantable }: PartProps) {
  const [open, setOpen] = useState<Open | null>(null);
  const builtin = builtinIn(policy, grantable);
  const at = (role: Role) => policy.roles.findIndex((one) => one.name === role.name);
  const done = (role: Role) => {
    change(putRole(text, role, open?.at));
    setOpen(null);
  };
  const remove = () => {
    if (open?.at !== undefined) change(removeRole(text, open.at));
    setOpen(null);
  };
  const taken = rolesOf(policy, grantable).filter((_, i, all) => all[i]!.name !== open?.role.name || open?.at === undefined).map((role) => role.name);
  const holders = open ? policy.grants.filter((grant) => grant.role === open.role.name).length : 0;
  return (
    <>
      <div className="role-actions" style={{ marginBottom: 12 }}>
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setOpen({ role: NEW })}>New role</Button>
      </div>
      <RoleCards
        roles={[...policy.roles, ...builtin]} builtin={builtin.map((role) => role.name)} grants={policy.grants} permissions={grantable.permissions}
        edit={(role) => setOpen({ role, at: at(role) })} copy={(role) => setOpen({ role: { ...role, name: "", title: "" } })}
      />
      <Drawer opened={open !== null} onClose={() => setOpen(null)} position="right" size={620} title={open?.at === undefined ? "New role" : `Role ${open.role.title || open.role.name}`} closeButtonProps={{ "aria-label": "Close" }}>
        {open && <RoleForm role={open.role} taken={taken} permissions={grantable.permissions} holders={holders} close={() => setOpen(null)} done={done} remove={open.at === undefined ? undefined : remove} />}
      </Drawer>
    </>
  );
}

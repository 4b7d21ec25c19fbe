// Asks for the tenant's name before everything in it goes.
import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useRemoveTenant } from "../../api/tenants.ts";
import type { Tenant } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { useFocusBack } from "../../kit/focus.ts";
import { plural } from "../../kit/format.ts";

export function DeleteTenant({ tenant, close }: { tenant: Tenant; close: () => void }) {
  useFocusBack();
  const [typed, setTyped] = useState("");
  const remove = useRemoveTenant();
  const submit = () => remove.mutate(tenant.name, { onSuccess: close });
  return (
    <Modal opened onClose={close} title={`Delete ${tenant.title}?`} centered transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": "Close" }}>
      <form className="dialog-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <p>{plural(tenant.usage.entities, "entity", "entities")}, {plural(tenant.usage.accounts, "account")}, its sources, roles, secrets, history and audit log go for good. A suspended tenant keeps everything.</p>
        <TextInput label={`Type ${tenant.name} to delete it`} data-autofocus autoComplete="off" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <ActionError title="It was not deleted" error={remove.error} />
        <div className="dialog-actions">
          <Button variant="default" onClick={close}>Cancel</Button>
          <Button type="submit" color="red.9" loading={remove.isPending} disabled={typed !== tenant.name}>Delete for good</Button>
        </div>
      </form>
    </Modal>
  );
}

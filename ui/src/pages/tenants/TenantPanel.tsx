// One tenant: where it is, what it uses, and what those who run the server can do about it.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useMay } from "../../api/rights.ts";
import { useChangeTenant, useNewSetupLink, type Tenant } from "../../api/tenants.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Once } from "../../kit/Once.tsx";
import { Time } from "../../kit/Time.tsx";
import { wholeLink } from "./AddTenant.tsx";
import { DeleteTenant } from "./DeleteTenant.tsx";
import { TenantForm } from "./TenantForm.tsx";
import { TenantState } from "./Tenants.tsx";
import { Use } from "./Use.tsx";

export function TenantPanel({ tenant }: { tenant: Tenant }) {
  const mayChange = useMay("tenant.write");
  const address = wholeLink(tenant.address);
  const { usage, quotas } = tenant;
  return (
    <div className="tenant-panel">
      <dl className="pairs">
        <dt>State</dt><dd><TenantState state={tenant.state} /></dd>
        <dt>Address</dt><dd><a className="link mono" href={`${address}/`} target="_blank" rel="noreferrer">{address}</a></dd>
        <dt>Entities</dt><dd><Use used={usage.entities} of={quotas.entities} what="entities" /></dd>
        <dt>Sources</dt><dd><Use used={usage.sources} of={quotas.sources} what="sources" /></dd>
        <dt>Storage</dt><dd><Use used={usage.storage_bytes / (1024 * 1024)} of={quotas.storage_megabytes} what="MiB" /></dd>
        <dt>Accounts</dt><dd>{usage.accounts}</dd>
        <dt>Made</dt><dd><Time at={tenant.created_at} /></dd>
        <dt>Changed</dt><dd><Time at={tenant.updated_at} /></dd>
      </dl>
      {mayChange && tenant.state !== "deleting" && <><TenantForm tenant={tenant} /><Actions tenant={tenant} /></>}
      {tenant.state === "deleting" && <p className="dim" role="status">Nobody comes in any more; what is in it goes within moments.</p>}
    </div>
  );
}

function Actions({ tenant }: { tenant: Tenant }) {
  const change = useChangeTenant();
  const link = useNewSetupLink();
  const [deleting, setDeleting] = useState(false);
  const suspended = tenant.state === "suspended";
  return (
    <>
      {link.data && <Once title="Pass this link on now; it holds for a day and is never shown again." secrets={[{ label: "Link", text: wholeLink(link.data.setup_link) }]} done={() => link.reset()} />}
      <ActionError title="Nothing was changed" error={change.error ?? link.error} />
      <div className="account-actions">
        <Button variant="default" loading={change.isPending} onClick={() => change.mutate({ name: tenant.name, state: suspended ? "active" : "suspended" })}>{suspended ? "Let it go on" : "Suspend"}</Button>
        {!suspended && <Button variant="default" loading={link.isPending} onClick={() => link.mutate(tenant.name)}>New link for the first administrator</Button>}
        <Button variant="default" color="red" onClick={() => setDeleting(true)}>Delete…</Button>
      </div>
      {deleting && <DeleteTenant tenant={tenant} close={() => setDeleting(false)} />}
    </>
  );
}

// Title, hosts and quotas of a tenant.
import { Button, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChangeTenant, type Quotas, type Tenant } from "../../api/tenants.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { readHosts } from "./hosts.ts";

const QUOTAS: { key: keyof Quotas; label: string }[] = [
  { key: "entities", label: "Entities" }, { key: "sources", label: "Sources" }, { key: "storage_megabytes", label: "Storage in MiB" }, { key: "requests_per_second", label: "Requests a second" },
];

export function TenantForm({ tenant }: { tenant: Tenant }) {
  const [title, setTitle] = useState(tenant.title);
  const [hosts, setHosts] = useState(tenant.hosts.join(" "));
  const [quotas, setQuotas] = useState(tenant.quotas);
  const change = useChangeTenant();
  const same = title.trim() === tenant.title && readHosts(hosts).join(" ") === tenant.hosts.join(" ") && QUOTAS.every(({ key }) => quotas[key] === tenant.quotas[key]);
  const submit = () => change.mutate({ name: tenant.name, title: title.trim(), hosts: readHosts(hosts), quotas });
  return (
    <form className="panel-form dialog-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label="Title" required maxLength={100} autoComplete="off" value={title} onChange={(event) => setTitle(event.currentTarget.value)} dir="auto" />
      <TextInput label="Host names" autoComplete="off" value={hosts} onChange={(event) => setHosts(event.currentTarget.value)} description={`With none it is at /t/${tenant.name}/`} />
      <fieldset className="tenant-quotas">
        <legend>What it may use; 0 sets no limit</legend>
        {QUOTAS.map(({ key, label }) => (
          <NumberInput key={key} label={label} min={0} max={1_000_000_000} allowDecimal={false} allowNegative={false} hideControls thousandSeparator="," value={quotas[key]}
            onChange={(value) => setQuotas((before) => ({ ...before, [key]: Number(value) || 0 }))} />
        ))}
      </fieldset>
      <ActionError title="Nothing was changed" error={change.error} />
      <div className="dialog-actions"><Button type="submit" loading={change.isPending} disabled={same || !title.trim()}>Save</Button></div>
    </form>
  );
}

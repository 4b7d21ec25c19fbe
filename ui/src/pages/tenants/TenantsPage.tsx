// Organisations that share this server. "?name=" opens one of them, "?add=1" the form for another.
import "./tenants.css";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMay } from "../../api/rights.ts";
import { Needs } from "../../kit/Denied.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { Tenants } from "./Tenants.tsx";

export function TenantsPage() {
  const url = useUrl();
  const mayChange = useMay("tenant.write");
  return (
    <Page>
      <PageHeader title="Tenants">
        {mayChange && <Button leftSection={<IconPlus size={14} />} onClick={() => url.set({ add: "1", name: undefined })}>Add a tenant</Button>}
      </PageHeader>
      <Needs permission="tenant.read" waiting={<Skeletons rows={8} gap={22} />}><Tenants /></Needs>
    </Page>
  );
}

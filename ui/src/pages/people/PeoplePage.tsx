// Who can come in: people and programs. "?id=" opens one of them, "?add=1" the form for another, "?add=invitation" the one for an invitation.
import "./people.css";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { usePeople, useServiceAccounts } from "../../api/people.ts";
import { useMay } from "../../api/rights.ts";
import { Needs } from "../../kit/Denied.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { Skeletons } from "../../kit/States.tsx";
import { Tabs } from "../../kit/Tabs.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { People } from "./People.tsx";
import { Services } from "./Services.tsx";

export function PeoplePage() {
  const url = useUrl();
  const mayChange = useMay("people.write");
  const programs = url.get("tab") === "programs";
  return (
    <Page>
      <PageHeader title="People">
        {mayChange && !programs && <Button variant="default" onClick={() => url.set({ add: "invitation", id: undefined })}>Invite</Button>}
        {mayChange && <Button leftSection={<IconPlus size={14} />} onClick={() => url.set({ add: "1", id: undefined })}>{programs ? "Add a service account" : "Add a person"}</Button>}
      </PageHeader>
      <Needs permission="people.read" waiting={<Skeletons rows={10} gap={22} />}><Accounts programs={programs} /></Needs>
    </Page>
  );
}

function Accounts({ programs }: { programs: boolean }) {
  const url = useUrl();
  const people = usePeople();
  const services = useServiceAccounts();
  const open = (key: string) => url.set({ tab: key === "people" ? undefined : key, id: undefined, add: undefined, q: undefined, state: undefined });
  const items = [
    { key: "people", label: "People", count: people.data?.items.length },
    { key: "programs", label: "Service accounts", count: services.data?.items.length },
  ];
  return <Tabs label="Accounts" items={items} current={programs ? "programs" : "people"} open={open}>{programs ? <Services /> : <People />}</Tabs>;
}

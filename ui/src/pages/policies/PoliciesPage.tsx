// Who may do what, as it holds now: roles, who has them, and the versions it went through.
import "./policies.css";
import { IconPencil } from "@tabler/icons-react";
import { Button } from "@mantine/core";
import { useGrantable, usePolicies } from "../../api/policies.ts";
import { useMay } from "../../api/rights.ts";
import type { Grantable, PolicyBody } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Needs } from "../../kit/Denied.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { Tabs } from "../../kit/Tabs.tsx";
import { Time } from "../../kit/Time.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { GrantsTable } from "./GrantsTable.tsx";
import { RoleCards } from "./RoleCards.tsx";
import { Versions } from "./Versions.tsx";

export function PoliciesPage() {
  const mayChange = useMay("policy.write");
  return (
    <Page>
      <PageHeader title="Roles and grants">
        <AppLink className="link" href={paths.policyTester()}>Policy tester</AppLink>
        {mayChange && <Button leftSection={<IconPencil size={14} />} renderRoot={(props: object) => <AppLink {...props} href={paths.policyDraft()} />}>Edit</Button>}
      </PageHeader>
      <Needs permission="policy.read" waiting={<Skeletons rows={8} gap={22} />}><Holding /></Needs>
    </Page>
  );
}

function Holding() {
  const policies = usePolicies();
  const grantable = useGrantable();
  const error = policies.error ?? grantable.error;
  const holds = policies.data?.items.find((version) => version.state === "published");
  if (holds && grantable.data) return <Parts holds={holds} versions={policies.data!.items} grantable={grantable.data} />;
  if (error) return <ErrorState error={error} retry={() => void Promise.all([policies.refetch(), grantable.refetch()])} />;
  return <Skeletons rows={8} gap={22} />;
}

function Parts({ holds, versions, grantable }: { holds: PolicyBody; versions: PolicyBody[]; grantable: Grantable }) {
  const url = useUrl();
  const tab = ["grants", "versions"].find((key) => key === url.get("tab")) ?? "roles";
  const items = [
    { key: "roles", label: "Roles", count: grantable.roles.length },
    { key: "grants", label: "Grants", count: holds.policy.grants.length },
    { key: "versions", label: "Versions", count: versions.length },
  ];
  return (
    <>
      <p className="policy-holds">
        {holds.version === 0
          ? <>The built-in policy holds: nobody has published one yet.</>
          : <><AppLink className="link" href={paths.policy(holds.version)}>Version {holds.version}</AppLink> holds, published <Time at={holds.published_at} />{holds.note && <> · <span dir="auto">{holds.note}</span></>}.</>}
        {" "}Administrators may do everything besides.
      </p>
      <Tabs label="Roles and grants" items={items} current={tab} open={(key) => url.set({ tab: key === "roles" ? undefined : key })}>
        {tab === "roles" ? <RoleCards roles={grantable.roles} builtin={grantable.builtin} grants={holds.policy.grants} permissions={grantable.permissions} />
          : tab === "grants" ? <GrantsTable grants={holds.policy.grants} roles={grantable.roles} />
          : <Versions versions={versions} />}
      </Tabs>
    </>
  );
}

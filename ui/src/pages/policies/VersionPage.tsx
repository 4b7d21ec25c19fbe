// One version of the policy: what it would change, how it differs from another, and publishing it.
import "./policies.css";
import { Button, NativeSelect } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useDeleteDraft, usePolicies, usePreview } from "../../api/policies.ts";
import { useMay } from "../../api/rights.ts";
import type { PolicyBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Code } from "../../kit/code/Code.tsx";
import { Needs } from "../../kit/Denied.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { Time } from "../../kit/Time.tsx";
import { useGo, useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { DiffView } from "./DiffView.tsx";
import { Effects, PolicyProblems } from "./Effects.tsx";
import { PublishDialog } from "./PublishDialog.tsx";
import { VersionState } from "./Versions.tsx";
import { hasErrors, versionName } from "./words.ts";

const nameOf = (version: number) => (version === 0 ? "Built-in policy" : `Policy version ${version}`);

const UP = { title: "Versions", href: paths.policies({ tab: "versions" }) };

export function VersionPage() {
  const { version = "" } = useParams({ strict: false }) as { version?: string };
  return <Needs permission="policy.read" waiting={<Page><PageHeader title={nameOf(Number(version) || 0)} up={UP} /><Skeletons rows={8} gap={22} /></Page>}><Find key={version} version={version} /></Needs>;
}

function Find({ version }: { version: string }) {
  const policies = usePolicies();
  const one = policies.data?.items.find((each) => String(each.version) === version);
  if (one) return <Version one={one} all={policies.data!.items} />;
  return (
    <Page>
      <PageHeader title="Policy version" up={UP} />
      {policies.error && !policies.data ? <ErrorState error={policies.error} retry={() => void policies.refetch()} />
        : !policies.data ? <Skeletons rows={8} gap={22} />
        : <EmptyState title="There is no such version" action={<AppLink className="step" href={paths.policies({ tab: "versions" })}>All versions</AppLink>}>Drafts that were deleted or saved anew are gone; versions that were published stay.</EmptyState>}
    </Page>
  );
}

function Version({ one, all }: { one: PolicyBody; all: PolicyBody[] }) {
  const holds = all.find((each) => each.state === "published")!;
  return (
    <Page>
      <Header one={one} holds={holds} />
      <div className="version">
        <PolicyProblems problems={one.problems} />
        {one.state !== "published" && <Change one={one} />}
        <Difference one={one} holds={holds} all={all} />
        <h2 className="section">As written</h2>
        <Code text={one.text} language={one.text.trimStart().startsWith("{") ? "json" : "yaml"} label={`Text of ${versionName(one.version)}`} />
      </div>
    </Page>
  );
}

function Header({ one, holds }: { one: PolicyBody; holds: PolicyBody }) {
  const may = useMay("policy.write");
  const [publishing, setPublishing] = useState(false);
  const remove = useDeleteDraft();
  const go = useGo();
  // The built-in policy is no version that can be published; it comes back as a draft with its text.
  const publishable = may && one.state !== "published" && one.version !== 0;
  return (
    <>
      <PageHeader title={nameOf(one.version)} up={UP}>
        {publishable && <Button disabled={hasErrors(one.problems)} onClick={() => setPublishing(true)}>{one.state === "draft" ? "Publish" : "Roll back to this"}</Button>}
        {may && <Button variant="default" leftSection={<IconPencil size={14} />} renderRoot={(props: object) => <AppLink {...props} href={paths.policyDraft({ from: String(one.version) })} />}>{one.state === "draft" ? "Edit" : "New draft from this"}</Button>}
        {may && one.state === "draft" && <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate(one.version, { onSuccess: () => go(paths.policies({ tab: "versions" })) })}>Delete the draft</Button>}
      </PageHeader>
      <div className="policy-sub">
        <VersionState state={one.state} />
        {one.author && <span>by <EntityChip entityRef={one.author} /></span>}
        {one.version !== 0 && <span>written <Time at={one.created_at} /></span>}
        {one.published_at && <span>published <Time at={one.published_at} /></span>}
        {one.note && <span dir="auto">{one.note}</span>}
        <AppLink className="link" href={paths.policyTester({ version: one.state === "published" ? undefined : String(one.version) })}>Ask the policy tester</AppLink>
      </div>
      <ActionError title="The draft was not deleted" error={remove.error} />
      {publishing && <PublishDialog one={one} holds={holds} close={() => setPublishing(false)} />}
    </>
  );
}

function Change({ one }: { one: PolicyBody }) {
  const preview = usePreview(one.text);
  return (
    <>
      <h2 className="section">What publishing it would change</h2>
      {preview.data ? <Effects preview={preview.data} version={one.version || undefined} /> : preview.error ? <ErrorState small error={preview.error} retry={() => void preview.refetch()} /> : <Skeletons rows={4} />}
    </>
  );
}

function Difference({ one, holds, all }: { one: PolicyBody; holds: PolicyBody; all: PolicyBody[] }) {
  const url = useUrl();
  const others = all.filter((each) => each.version !== one.version);
  const before = others.find((each) => each.version < one.version);
  const wanted = others.find((each) => String(each.version) === url.get("against"));
  const against = wanted ?? (one.state === "published" ? before : holds) ?? others[0];
  if (!against) return null;
  return (
    <>
      <div className="row section diff-head">
        <h2>Differences from</h2>
        <NativeSelect size="xs" aria-label="Compare with" value={String(against.version)} onChange={(event) => url.set({ against: event.currentTarget.value }, { replace: true })}
          data={others.map((each) => ({ value: String(each.version), label: `${nameOf(each.version)}${each.state === "published" ? " (holds)" : each.state === "draft" ? " (draft)" : ""}` }))} />
      </div>
      <DiffView before={against.policy} after={one.policy} />
    </>
  );
}

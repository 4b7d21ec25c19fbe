// Writing a policy: grants and roles by form or all of it as text at the left, what it would change at the right.
import "./policies.css";
import { useDebouncedValue } from "@mantine/hooks";
import { useRef } from "react";
import { useGrantable, usePolicies, usePreview } from "../../api/policies.ts";
import type { Grantable, PolicyBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { Needs } from "../../kit/Denied.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { Tabs } from "../../kit/Tabs.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { readText, startingText } from "./document.ts";
import { DraftBar } from "./DraftBar.tsx";
import { DraftGrants } from "./DraftGrants.tsx";
import { DraftRoles } from "./DraftRoles.tsx";
import { Effects, PolicyProblems } from "./Effects.tsx";
import { TextEdit, type TextPlace } from "./TextEdit.tsx";
import { useWorkingCopy } from "./useWorkingCopy.ts";
import { versionName } from "./words.ts";

export function DraftPage() {
  return (
    <Page>
      <PageHeader title="Edit roles and grants" up={{ title: "Roles and grants", href: paths.policies() }} />
      <Needs permission="policy.write" waiting={<Skeletons rows={8} gap={22} />}><Begin /></Needs>
    </Page>
  );
}

function Begin() {
  const url = useUrl();
  const policies = usePolicies();
  const grantable = useGrantable();
  const error = policies.error ?? grantable.error;
  if (!policies.data || !grantable.data) {
    return error ? <ErrorState error={error} retry={() => void Promise.all([policies.refetch(), grantable.refetch()])} /> : <Skeletons rows={8} gap={22} />;
  }
  const from = policies.data.items.find((one) => (url.get("from") ? String(one.version) === url.get("from") : one.state === "published"));
  if (!from) return <EmptyState title="There is no such version" action={<AppLink className="step" href={paths.policies({ tab: "versions" })}>All versions</AppLink>}>It may have been a draft that was deleted.</EmptyState>;
  return <Editor key={from.version} from={from} grantable={grantable.data} />;
}

function Editor({ from, grantable }: { from: PolicyBody; grantable: Grantable }) {
  const url = useUrl();
  const copy = useWorkingCopy(from.version, startingText(from));
  const [asked] = useDebouncedValue(copy.text, 400);
  const preview = usePreview(asked);
  const place = useRef<TextPlace>(null);
  const policy = readText(copy.text);
  const tab = ["roles", "text"].find((key) => key === url.get("tab")) ?? "grants";
  const open = (key: string) => url.set({ tab: key === "grants" ? undefined : key }, { replace: true });
  const problems = preview.data?.problems ?? [];
  const show = (line: number, column: number) => {
    open("text");
    // The field is there after the tab is.
    requestAnimationFrame(() => requestAnimationFrame(() => place.current?.show(line, column)));
  };
  const items = [
    { key: "grants", label: "Grants", count: policy?.grants.length },
    { key: "roles", label: "Own roles", count: policy?.roles.length },
    { key: "text", label: "Text" },
  ];
  const unreadable = <EmptyState small title="The text cannot be read">The forms come back when it can. The problem and its line are at the right.</EmptyState>;
  return (
    <>
      <p className="policy-holds">From {versionName(from.version)}. Nothing holds before it is published.{copy.restored && " What you had not saved is here again."}</p>
      <div className="draft">
        <div>
          <Tabs label="The policy" items={items} current={tab} open={open}>
            {tab === "text" ? <TextEdit ref={place} text={copy.text} problems={problems} onChange={copy.change} />
              : !policy ? unreadable
              : tab === "roles" ? <DraftRoles policy={policy} text={copy.text} change={copy.change} grantable={grantable} />
              : <DraftGrants policy={policy} text={copy.text} change={copy.change} grantable={grantable} />}
          </Tabs>
        </div>
        <aside aria-label="What it would change">
          <DraftBar from={from} text={copy.text} changed={copy.changed} discard={copy.discard} />
          {problems.length > 0 && <><h2>Problems</h2><PolicyProblems problems={problems} open={(problem) => show(problem.line, problem.column)} /></>}
          <h2>What it would change</h2>
          <ActionError title="It could not be compared" error={preview.error} />
          {preview.data ? <Effects preview={preview.data} /> : !preview.error && <Skeletons rows={4} />}
        </aside>
      </div>
    </>
  );
}

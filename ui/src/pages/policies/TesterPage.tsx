// Who may do what, and why: the question is the address, so that it can be sent to somebody.
import "./policies.css";
import { NativeSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useSearch } from "../../api/portolan.ts";
import { useAnswer, useGrantable, usePolicies } from "../../api/policies.ts";
import type { Question } from "../../api/types.ts";
import { Copy } from "../../kit/Copy.tsx";
import { Needs } from "../../kit/Denied.tsx";
import { KindIcon } from "../../kit/kinds.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { permissionLabel } from "../../kit/permissions.ts";
import { Picker } from "../../kit/Picker.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { shortRef } from "../../paths.ts";
import { Answer } from "./Answer.tsx";
import { SubjectPicker } from "./SubjectPicker.tsx";

export function TesterPage() {
  return (
    <Page>
      <PageHeader title="Policy tester"><Copy text={window.location.href} label="Copy the address of this question" /></PageHeader>
      <Needs permission="policy.read" waiting={<Skeletons rows={8} gap={22} />}><Tester /></Needs>
    </Page>
  );
}

function Tester() {
  const url = useUrl();
  const version = url.get("version");
  const question: Question = {
    subject: url.get("subject"),
    permission: url.get("permission") || "catalog.read",
    entity: url.get("entity") || undefined,
    version: /^[1-9]\d*$/.test(version) ? Number(version) : undefined,
  };
  const answer = useAnswer(question);
  return (
    <>
      <Ask question={question} set={url.set} />
      {!question.subject ? <EmptyState title="Whose rights?">Choose somebody to see what they may, which roles say so, and how many entities they reach.</EmptyState>
        : answer.error ? <ErrorState error={answer.error} title="There is no answer" retry={() => void answer.refetch()} />
        : !answer.data ? <Skeletons rows={6} />
        : <Answer question={question} answer={answer.data} />}
    </>
  );
}

function Ask({ question, set }: { question: Question; set: (patch: Record<string, string | undefined>) => void }) {
  const permissions = useGrantable().data?.permissions ?? [question.permission];
  const versions = usePolicies().data?.items ?? [];
  return (
    <div className="ask" role="search" aria-label="The question">
      <SubjectPicker asks label="Who" value={question.subject} onPick={(subject) => set({ subject })} />
      <NativeSelect size="xs" label="May" value={question.permission} onChange={(event) => set({ permission: event.currentTarget.value })} data={permissions.map((name) => ({ value: name, label: `${permissionLabel(name)} (${name})` }))} />
      <EntityPicker value={question.entity ?? ""} onPick={(entity) => set({ entity: entity || undefined })} />
      <NativeSelect size="xs" label="By" value={String(question.version ?? "")} onChange={(event) => set({ version: event.currentTarget.value || undefined })}
        data={[{ value: "", label: "What holds now" }, ...versions.filter((one) => one.version !== 0 && one.state !== "published").map((one) => ({ value: String(one.version), label: `Version ${one.version} (${one.state})` }))]} />
    </div>
  );
}

function EntityPicker({ value, onPick }: { value: string; onPick: (ref: string) => void }) {
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text, 120);
  const found = useSearch(asked, 12).data?.items ?? [];
  const choices = (text ? found : []).map((hit) => ({ value: hit.ref, label: hit.title || hit.ref, note: shortRef(hit.ref), icon: <KindIcon kind={hit.kind} size={15} /> }));
  return <Picker clearable label="On" placeholder="Any entity, or type a name" value={value} shown={value ? shortRef(value) : ""} choices={choices} onText={setText} onPick={onPick} accepts={(typed) => /^[a-z]+:[^/\s]+\/\S+$/i.test(typed)} />;
}

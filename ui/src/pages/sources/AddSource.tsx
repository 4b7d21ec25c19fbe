// The form to add a source: where it is, what it is taken for, and a preview that keeps nothing.
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useAddSource, useDryRun } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import { useSecrets } from "../../api/secrets.ts";
import type { NewSource } from "../../api/types.ts";
import { useGo } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { PreviewResult } from "./PreviewResult.tsx";
import { useDraft, type Fields } from "./useDraft.ts";
import { detectKind, kindWord, SCHEDULES, scheduleWord } from "./words.ts";

function toSource(fields: Fields): NewSource {
  const kind = fields.kind || detectKind(fields.target);
  return {
    target: fields.target.trim(),
    // Only "git" needs to be said; whether a path is a folder or a file the server sees itself.
    kind: kind === "git" ? "git" : undefined,
    branch: kind === "git" && fields.branch.trim() ? fields.branch.trim() : undefined,
    name: fields.name.trim() || undefined,
    schedule_seconds: fields.schedule ? Number(fields.schedule) : undefined,
    credential: takesCredential(fields.target) && fields.credential ? fields.credential : undefined,
    // Unless it is refused, the server decides by who asks.
    people: fields.people ? undefined : false,
  };
}

/** Only what is read over https is shown a secret. */
const takesCredential = (target: string) => target.trim().startsWith("https://");

export function AddSource({ onClose }: { onClose: () => void }) {
  const { fields, change: keep, forget } = useDraft();
  const preview = useDryRun();
  const add = useAddSource();
  const go = useGo();
  const change = (patch: Partial<Fields>) => {
    keep(patch);
    add.reset();
    // A preview of anything else that is read says nothing about this one.
    if (["target", "kind", "branch", "credential", "people"].some((field) => field in patch)) preview.reset();
  };
  const source = toSource(fields);
  const submit = () => {
    if (preview.error) preview.reset();
    add.mutate(source, { onSuccess: (made) => { forget(); go(paths.source(made.id)); } });
  };
  return (
    <form className="add-form" onSubmit={(event) => { event.preventDefault(); if (!source.target) return; add.reset(); preview.mutate(source); }}>
      <Inputs fields={fields} change={change} />
      <div className="row">
        <Button type="submit" variant={preview.data ? "default" : "filled"} loading={preview.isPending} disabled={!source.target}>Preview</Button>
        <Button variant={preview.data ? "filled" : "default"} loading={add.isPending} disabled={!source.target || preview.isPending} onClick={submit}>Add</Button>
        <Button variant="subtle" color="gray" onClick={() => { forget(); onClose(); }}>Cancel</Button>
      </div>
      <ActionError title="The preview failed" error={preview.error} />
      <ActionError title="The source was not added" error={add.error} />
      {preview.data && <PreviewResult result={preview.data} />}
    </form>
  );
}

function Inputs({ fields, change }: { fields: Fields; change: (patch: Partial<Fields>) => void }) {
  const detected = detectKind(fields.target);
  const kind = fields.kind || detected;
  const mayTrust = useMay("people.write");
  return (
    <>
      <TextInput label="Target" description="A folder or file on the server, a Git repository, or the address of a file" placeholder="https://github.com/acme/catalog.git" data-autofocus required
        value={fields.target} onChange={(event) => change({ target: event.currentTarget.value })} autoComplete="off" spellCheck={false} />
      <div className="add-pair">
        <NativeSelect size="xs" label="Kind" value={fields.kind} onChange={(event) => change({ kind: event.currentTarget.value })}
          data={[{ value: "", label: detected ? `Detected: ${kindWord(detected)}` : "Detected from the target" }, { value: "git", label: kindWord("git") }]} />
        {kind === "git" && <TextInput label="Branch" placeholder="The default branch" value={fields.branch} onChange={(event) => change({ branch: event.currentTarget.value })} autoComplete="off" />}
      </div>
      {takesCredential(fields.target) && <Credential value={fields.credential} onChange={(credential) => change({ credential })} />}
      <div className="add-pair">
        <TextInput label="Name" placeholder="Taken from the target" value={fields.name} onChange={(event) => change({ name: event.currentTarget.value })} autoComplete="off" />
        <NativeSelect size="xs" label="Schedule" value={fields.schedule} onChange={(event) => change({ schedule: event.currentTarget.value })} data={SCHEDULES.map((s) => ({ value: String(s), label: scheduleWord(s) }))} />
      </div>
      {mayTrust && <Checkbox label="May name users and groups" description="Whoever can write its files then says who is in which group" checked={fields.people} onChange={(event) => change({ people: event.currentTarget.checked })} />}
    </>
  );
}

/** Offered to those who may set secrets: naming one sends it to the target's host. */
function Credential({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const may = useMay("secret.write");
  const secrets = useSecrets(may);
  if (!may) return null;
  const names = secrets.data?.items.map((one) => one.name) ?? [];
  return (
    <NativeSelect size="xs" label="Secret" description={names.length > 0 ? "Sent to the target's host, and to no other" : "A private repository needs a token: keep one under Secrets first"}
      value={value} disabled={names.length === 0} onChange={(event) => onChange(event.currentTarget.value)} data={[{ value: "", label: "None" }, ...names]} />
  );
}

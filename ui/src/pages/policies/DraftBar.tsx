// Keeps what was written as a draft, with the reason for it.
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useSaveDraft } from "../../api/policies.ts";
import type { PolicyBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { useGo } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { forgetWorkingCopy } from "./useWorkingCopy.ts";

export function DraftBar({ from, text, changed, discard }: { from: PolicyBody; text: string; changed: boolean; discard: () => void }) {
  const isDraft = from.state === "draft";
  const [note, setNote] = useState(isDraft ? from.note : "");
  const save = useSaveDraft();
  const go = useGo();
  const submit = () =>
    save.mutate({ text, note: note.trim(), replaces: isDraft ? from.version : undefined }, {
      onSuccess: (kept) => {
        forgetWorkingCopy();
        go(paths.policy(kept.version));
      },
    });
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <div className="draft-bar">
        <TextInput className="note" label="Why" placeholder="What this changes, and who asked for it" maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} dir="auto" autoComplete="off" />
        <Button type="submit" loading={save.isPending} disabled={!changed && note === (isDraft ? from.note : "")}>Save the draft</Button>
        <Button variant="subtle" color="gray" renderRoot={(props: object) => <AppLink {...props} href={isDraft ? paths.policy(from.version) : paths.policies()} />}>Cancel</Button>
        {changed && <Button variant="subtle" color="gray" onClick={discard}>Discard</Button>}
      </div>
      <ActionError title="The draft was not kept" error={save.error} />
    </form>
  );
}

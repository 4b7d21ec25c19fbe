// Asks before a version takes hold, and shows for whom what would change.
import { Button, Modal } from "@mantine/core";
import { usePreview, usePublish } from "../../api/policies.ts";
import type { PolicyBody } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { useFocusBack } from "../../kit/focus.ts";
import { formatCount } from "../../kit/format.ts";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { useGo } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { Effects } from "./Effects.tsx";
import { versionName } from "./words.ts";

export function PublishDialog({ one, holds, close }: { one: PolicyBody; holds: PolicyBody; close: () => void }) {
  useFocusBack();
  const preview = usePreview(one.text);
  const publish = usePublish();
  const go = useGo();
  const back = one.state === "retired";
  const losers = preview.data?.items.filter((item) => item.lost.length > 0).length ?? 0;
  const submit = () => publish.mutate(one.version, { onSuccess: () => { close(); go(paths.policies()); } });
  return (
    <Modal opened onClose={close} title={back ? `Roll back to ${versionName(one.version)}?` : `Publish ${versionName(one.version)}?`} size="lg" centered transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": "Close" }}>
      <div className="dialog-text">
        <p>It holds at once, in the place of {versionName(holds.version)}, which is kept and can be rolled back to.</p>
        {preview.data ? <Effects preview={preview.data} version={one.version} /> : preview.error ? <ErrorState small error={preview.error} retry={() => void preview.refetch()} /> : <Skeletons rows={4} />}
        <ActionError title="It was not published" error={publish.error} />
      </div>
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button color={losers > 0 ? "red.9" : undefined} disabled={!preview.data && !preview.error} loading={publish.isPending} onClick={submit} data-autofocus>
          {back ? "Roll back" : "Publish"}{losers > 0 && `: ${formatCount(losers)} lose something`}
        </Button>
      </div>
    </Modal>
  );
}

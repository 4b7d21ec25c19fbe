// Says what would come back and what would not before anything does.
import { Button, Modal } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useRestoration, useRestore } from "../../api/portolan.ts";
import type { Restoration, RestoreWish } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { useFocusBack } from "../../kit/focus.ts";
import { formatCount, plural } from "../../kit/format.ts";
import { kindLook } from "../../kit/kinds.tsx";
import { ErrorState, Skeletons } from "../../kit/States.tsx";

const entities = (n: number) => plural(n, "entity", "entities");

export function RestoreDialog({ wish, close, done }: { wish: RestoreWish; close: () => void; done: (count: number) => void }) {
  const plan = useRestoration(wish);
  const restore = useRestore();
  const count = plan.data?.restored ?? 0;
  const act = useRef<HTMLButtonElement>(null);
  useFocusBack();
  // Until the plan is there nothing can be agreed to. Whoever has gone elsewhere in the dialog by then stays there.
  useEffect(() => {
    if (count > 0 && document.activeElement?.hasAttribute("data-autofocus")) act.current?.focus();
  }, [count]);
  return (
    <Modal opened onClose={close} title={plan.data ? `Restore ${entities(count)}?` : "Restore"} centered transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": "Close" }}>
      <div className="dialog-text">
        {plan.data ? <Plan plan={plan.data} /> : plan.error ? <ErrorState small error={plan.error} retry={() => void plan.refetch()} /> : <Skeletons rows={3} />}
      </div>
      <ActionError title="Not all of them were restored" error={restore.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close} data-autofocus>Cancel</Button>
        <Button ref={act} disabled={count === 0} loading={restore.isPending} onClick={() => restore.mutate(wish, { onSuccess: ({ restored }) => done(restored) })}>Restore {entities(count)}</Button>
      </div>
    </Modal>
  );
}

function Plan({ plan }: { plan: Restoration }) {
  return (
    <>
      {plan.restored === 0 ? <p>Nothing can come back.</p> : <>
        <p>They come back with their uids and relations. A source that names one of them again wins over the restored text.</p>
        <ul aria-label="What comes back">{plan.kinds.map(({ kind, count }) => <li key={kind}>{formatCount(count)} {count === 1 ? kindLook(kind).one : kindLook(kind).many}</li>)}</ul>
      </>}
      {plan.stays.map(({ reason, message, count, names }) => (
        <details key={reason}>
          <summary>{formatCount(count)} {count === 1 ? "does" : "do"} not: {message}</summary>
          <ul>{names.map((name) => <li key={name} className="mono">{name}</li>)}{count > names.length && <li className="dim">and {formatCount(count - names.length)} more</li>}</ul>
        </details>
      ))}
    </>
  );
}

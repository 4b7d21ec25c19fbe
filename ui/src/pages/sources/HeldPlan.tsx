// A sync that would remove many entities waits for a person: what would go, why it waits, and the two answers.
import { Button, Modal } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useDecide } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import type { SyncBody } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { focusHeading, useFocusBack } from "../../kit/focus.ts";
import { formatCount, plural } from "../../kit/format.ts";
import { Time } from "../../kit/Time.tsx";
import { paths, shortRef } from "../../paths.ts";
import { ActionError } from "../../kit/ActionError.tsx";

const entities = (n: number) => plural(n, "entity", "entities");

export function HeldPlan({ sync, inList = false }: { sync: SyncBody; inList?: boolean }) {
  // The plan as it was when the dialog opened: a newer plan must not slip under a confirmation that named another count.
  const [asked, setAsked] = useState<SyncBody | null>(null);
  const decide = useDecide();
  const may = useMay("source.write");
  // What decided goes with the plan.
  const decided = useRef(false);
  useEffect(() => () => void (decided.current && setTimeout(focusHeading)), []);
  const settle = (decision: "apply" | "dismiss", { id }: SyncBody) => {
    decided.current = true;
    decide.mutate({ id, decision });
  };
  const plan = sync.plan;
  if (!plan) return null;
  return (
    <section className="held" aria-label={`Held removal in ${sync.source_name}`}>
      <h2>
        <IconHandStop size={17} aria-hidden />
        {inList && <AppLink className="link" href={paths.source(sync.source_id)}>{sync.source_name}</AppLink>}
        <span>{formatCount(plan.deletes)} of {entities(plan.of)} would be removed</span>
      </h2>
      <p>{plan.reason}. Nothing is removed until somebody decides. <span className="dim">Held <Time at={sync.finished_at ?? sync.started_at} />.</span></p>
      <Names refs={plan.refs} total={plan.deletes} open={!inList} />
      <ActionError title="The plan was not decided" error={decide.error} />
      {may && <div className="actions">
        <Button color="red.9" onClick={() => { decide.reset(); setAsked(sync); }} disabled={decide.isPending}>Apply: remove {entities(plan.deletes)}</Button>
        <Button variant="default" loading={decide.isPending} onClick={() => settle("dismiss", sync)}>Keep them</Button>
      </div>}
      {asked && <Confirm sync={asked} close={() => setAsked(null)} apply={() => { settle("apply", asked); setAsked(null); }} />}
    </section>
  );
}

function Names({ refs, total, open }: { refs: string[]; total: number; open: boolean }) {
  return (
    <details open={open}>
      <summary>Which ones</summary>
      <ul className="held-names" tabIndex={0} aria-label="Entities that would be removed">
        {refs.map((ref) => <li key={ref}><EntityChip entityRef={ref} /></li>)}
        {total > refs.length && <li className="dim">and {formatCount(total - refs.length)} more</li>}
      </ul>
    </details>
  );
}

function Confirm({ sync, close, apply }: { sync: SyncBody; close: () => void; apply: () => void }) {
  useFocusBack();
  const plan = sync.plan!;
  const first = plan.refs.slice(0, 5);
  return (
    <Modal opened onClose={close} title={`Remove ${entities(plan.deletes)}?`} size="md" centered transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": "Close" }}>
      <div className="dialog-text">
        <p>{formatCount(plan.deletes)} of the {entities(plan.of)} from <strong>{sync.source_name}</strong> leave the catalog:</p>
        <ul>
          {first.map((ref) => <li key={ref} className="mono">{shortRef(ref)}</li>)}
          {plan.deletes > first.length && <li className="dim">and {formatCount(plan.deletes - first.length)} more</li>}
        </ul>
        <p>They can be restored for 30 days, all at once too.</p>
      </div>
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>Cancel</Button>
        <Button color="red.9" onClick={apply} data-autofocus>Remove {entities(plan.deletes)}</Button>
      </div>
    </Modal>
  );
}

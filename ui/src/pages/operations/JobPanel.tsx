// One job with its whole error; one that was given up is tried again or discarded from here.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useDropJobs, useRetryJobs } from "../../api/operations.ts";
import type { Job } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Copy } from "../../kit/Copy.tsx";
import { formatAbsolute } from "../../kit/format.ts";
import { Tag } from "../../kit/Tags.tsx";
import { Tries } from "./JobTable.tsx";
import { STATES } from "./words.ts";

export function JobPanel({ job, mayChange, close }: { job: Job; mayChange: boolean; close: () => void }) {
  const state = STATES.find(({ key }) => key === job.state)!;
  return (
    <div className="job-panel">
      <dl className="pairs">
        <dt>State</dt><dd><Tag tone={state.tone} dot>{state.label}</Tag></dd>
        <dt>Kind</dt><dd><code>{job.kind}</code></dd>
        <dt>Tries</dt><dd><Tries job={job} /></dd>
        <dt>Known since</dt><dd>{formatAbsolute(job.created_at)}</dd>
        <dt>Not before</dt><dd>{formatAbsolute(job.run_at)}</dd>
        {job.finished_at && <><dt>Ended</dt><dd>{formatAbsolute(job.finished_at)}</dd></>}
        <dt>Id</dt><dd className="row"><code className="clip">{job.id}</code><Copy text={job.id} label="Copy the job's id" /></dd>
      </dl>
      {job.error && <section><h3>Why the last try failed</h3><pre className="job-whole-error" dir="auto" tabIndex={0}>{job.error}</pre></section>}
      {job.state === "dead" && mayChange && <GivenUp id={job.id} close={close} />}
    </div>
  );
}

function GivenUp({ id, close }: { id: string; close: () => void }) {
  const retry = useRetryJobs();
  const drop = useDropJobs();
  const [asking, setAsking] = useState(false);
  const busy = retry.isPending || drop.isPending;
  return (
    <section>
      <ActionError title={drop.error ? "It was not discarded" : "It was not tried again"} error={retry.error ?? drop.error} />
      {asking ? (
        <div className="job-ask" role="group" aria-label="Discard the job">
          <p>What it was to do is not done then, and nobody is reminded of it. This cannot be undone.</p>
          <div className="dialog-actions">
            <Button variant="default" onClick={() => setAsking(false)} autoFocus>Keep it</Button>
            <Button color="red.9" loading={drop.isPending} onClick={() => drop.mutate([id], { onSuccess: close })}>Discard the job</Button>
          </div>
        </div>
      ) : (
        <div className="row">
          <Button loading={retry.isPending} disabled={busy} onClick={() => retry.mutate([id], { onSuccess: close })}>Try again</Button>
          <Button variant="default" disabled={busy} onClick={() => setAsking(true)}>Discard…</Button>
          <span className="dim">A new try has all its repetitions again.</span>
        </div>
      )}
    </section>
  );
}

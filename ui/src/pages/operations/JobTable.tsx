// Jobs of one state: what each is, how often it was tried, when, and why it failed.
import { Button } from "@mantine/core";
import { useRetryJobs } from "../../api/operations.ts";
import type { Job } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { Time } from "../../kit/Time.tsx";
import { jobWords } from "./words.ts";

/** One mark for each try that a job has; those that were used are filled. */
export function Tries({ job }: { job: Job }) {
  return (
    <span className="row tries" title={`Begun ${job.attempts} of at most ${job.max_attempts} times`}>
      {job.max_attempts <= 10 && <span className="marks" aria-hidden>{Array.from({ length: job.max_attempts }, (_, i) => <i key={i} data-used={i < job.attempts ? "" : undefined} />)}</span>}
      <span className="num">{job.attempts} of {job.max_attempts}</span>
    </span>
  );
}

/** When something happens with it, in words that fit its state. */
function Moment({ job }: { job: Job }) {
  if (job.finished_at) return <Time at={job.finished_at} />;
  if (job.state === "waiting" && Date.parse(job.run_at) <= Date.now()) return <>due</>;
  return <Time at={job.run_at} />;
}

const WHEN: Record<Job["state"], string> = { dead: "Given up", running: "Since", waiting: "Due", done: "Done" };

export function JobTable({ items, open, mayChange }: { items: Job[]; open: (id: string) => void; mayChange: boolean }) {
  const retry = useRetryJobs();
  const state = items[0]!.state;
  return (
    <>
      <ActionError title="It was not tried again" error={retry.error} />
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Jobs">
        <table className="grid-table">
          <thead><tr><th>Job</th><th className="wide">Tries</th><th>{WHEN[state]}</th><th className="wide">Known since</th>{state !== "done" && <th className="wide">Error</th>}{state === "dead" && mayChange && <th><span className="sr">Actions</span></th>}</tr></thead>
          <tbody>
            {items.map((job) => (
              <tr key={job.id}>
                <td><button type="button" className="plain link" onClick={() => open(job.id)}>{jobWords(job.kind)}</button></td>
                <td className="wide"><Tries job={job} /></td>
                <td><Moment job={job} /></td>
                <td className="wide"><Time at={job.created_at} /></td>
                {state !== "done" && <td className="wide job-error"><span className="clip" dir="auto" title={job.error}>{job.error || "–"}</span></td>}
                {state === "dead" && mayChange && <td className="right"><Button size="compact-xs" variant="default" loading={retry.isPending && retry.variables.includes(job.id)} onClick={() => retry.mutate([job.id])}>Try again</Button></td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

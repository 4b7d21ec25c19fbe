// The queue: how many jobs are in which state, and those of one state. "?state=" says which, "?job=" opens one.
import { Button, Drawer } from "@mantine/core";
import { useJobs, useRetryJobs } from "../../api/operations.ts";
import { useMay } from "../../api/rights.ts";
import type { Job, JobState, Operations } from "../../api/types.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { formatCount } from "../../kit/format.ts";
import { Spark } from "../../kit/Spark.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { useUrl } from "../../kit/useUrl.ts";
import { JobPanel } from "./JobPanel.tsx";
import { JobTable } from "./JobTable.tsx";
import { useSeries } from "./useSeries.ts";
import { jobWords, STATES } from "./words.ts";

export function Queue({ counts, at }: { counts: Operations["jobs"]; at: number }) {
  const url = useUrl();
  const count = (state: JobState) => counts.find((one) => one.state === state)?.count ?? 0;
  const series = useSeries(Object.fromEntries(STATES.map(({ key }) => [key, count(key)])), at);
  // What asks for somebody is shown first, unless the address says otherwise.
  const state = STATES.find(({ key }) => key === url.get("state")) ?? STATES.find(({ key }) => key !== "done" && count(key) > 0) ?? STATES[0]!;
  return (
    <section aria-label="Queue">
      <h2 className="section">Queue</h2>
      <div className="job-states" role="group" aria-label="State of the jobs">
        {STATES.map((one) => (
          <button key={one.key} type="button" className="job-state" aria-pressed={one.key === state.key} onClick={() => url.set({ state: one.key, job: undefined })}>
            <span className="row"><span className="dot" style={{ color: one.color }} aria-hidden />{one.label}</span>
            <strong className="num" data-worry={one.key === "dead" && count("dead") > 0 ? "" : undefined}>{formatCount(count(one.key))}</strong>
            <Spark values={series(one.key)} label={`Jobs ${one.label.toLowerCase()}`} width={72} tone={one.key === "dead" ? "red" : "accent"} />
          </button>
        ))}
      </div>
      <Jobs state={state} count={count(state.key)} />
    </section>
  );
}

function Jobs({ state, count }: { state: (typeof STATES)[number]; count: number }) {
  const url = useUrl();
  const jobs = useJobs(state.key);
  const mayChange = useMay("operations.write");
  // What is kept from the question before must not be taken for the answer to this one.
  const items = jobs.data?.items.filter((job) => job.state === state.key);
  const open = items?.find((job) => job.id === url.get("job"));
  const close = () => url.set({ job: undefined }, { replace: true });
  return (
    <>
      {!jobs.data ? jobs.error ? <ErrorState error={jobs.error} retry={() => void jobs.refetch()} /> : <Skeletons rows={4} gap={22} />
        : !items || items.length === 0 ? jobs.isPlaceholderData ? <Skeletons rows={4} gap={22} /> : <EmptyState small title={state.none}>{state.hint}</EmptyState>
        : <>
            {state.key === "dead" && mayChange && <RetryAll items={items} />}
            <JobTable items={items} open={(id) => url.set({ job: id })} mayChange={mayChange} />
            {count > items.length && <p className="dim job-more">The newest {formatCount(items.length)} of {formatCount(count)} are listed.</p>}
          </>}
      <Drawer opened={Boolean(open)} onClose={close} position="right" size={560} title={open && jobWords(open.kind)} closeButtonProps={{ "aria-label": "Close" }}>{open && <JobPanel key={open.id} job={open} mayChange={mayChange} close={close} />}</Drawer>
    </>
  );
}

function RetryAll({ items }: { items: Job[] }) {
  const retry = useRetryJobs();
  return (
    <>
      <ActionError title="Not all of them wait again" error={retry.error} />
      {items.length > 1 && <div className="job-all"><Button variant="default" loading={retry.isPending} onClick={() => retry.mutate(items.map((job) => job.id))}>Try all {formatCount(items.length)} again</Button></div>}
    </>
  );
}

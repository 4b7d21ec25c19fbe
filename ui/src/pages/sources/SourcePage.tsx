// One source: its state, what it can be told to do, its syncs and the plans it holds.
import { Button } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useChangeSource, useDecide, useRemoveSource, useSource, useSyncNow, useSyncs } from "../../api/portolan.ts";
import type { SyncBody } from "../../api/types.ts";
import { plural } from "../../kit/format.ts";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { StateTag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useGo } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";

export function SourcePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const go = useGo();
  const source = useSource(id);
  const syncs = useSyncs(id);
  const sync = useSyncNow();
  const change = useChangeSource();
  const remove = useRemoveSource();
  const [asking, setAsking] = useState(false);
  if (source.isPending) return <Page><Skeletons /></Page>;
  if (source.error) return <Page><ErrorState error={source.error} retry={source.refetch} /></Page>;
  const s = source.data;
  const failed = sync.error ?? change.error ?? remove.error;
  return (
    <Page>
      <PageHeader title={s.name}>
        <Button loading={sync.isPending} onClick={() => sync.mutate(id)}>Sync now</Button>
        <Button variant="default" onClick={() => change.mutate({ id, paused: s.state !== "paused" })}>{s.state === "paused" ? "Resume" : "Pause"}</Button>
        <Button variant="default" onClick={() => setAsking(true)}>Remove</Button>
      </PageHeader>
      <p className="row dim"><StateTag state={s.state} /><span className="mono clip">{s.target}</span>{plural(s.entities, "entity", "entities")}, {plural(s.problems.errors, "error")}, {plural(s.problems.warnings, "warning")}</p>
      <p className="dim">Read again every {s.schedule_seconds} s; next <Time at={s.next_sync_at} />. Added <Time at={s.created_at} />; rank {s.rank}, the lower wins where two sources disagree.</p>
      {failed && <ErrorState small error={failed} />}
      {asking && <Card title="Remove this source">
        <p>{plural(s.entities, "entity", "entities")} of this source will leave the catalog unless another source describes them. They can be restored for 30 days.</p>
        <div className="row"><Button color="red" loading={remove.isPending} onClick={() => remove.mutate(id, { onSuccess: () => go(paths.sources()) })}>Remove source</Button><Button variant="default" onClick={() => setAsking(false)}>Keep</Button></div>
      </Card>}
      <Card title="Syncs">
        {syncs.isPending ? <Skeletons rows={4} /> : syncs.error ? <ErrorState small error={syncs.error} retry={syncs.refetch} />
          : syncs.data.items.length === 0 ? <EmptyState small title="No syncs yet">Each reading of this source will be listed here.</EmptyState>
          : syncs.data.items.map((run) => <Run key={run.id} run={run} />)}
      </Card>
    </Page>
  );
}

function Run({ run }: { run: SyncBody }) {
  const decide = useDecide();
  const c = run.counts;
  return (
    <article className="change">
      <div className="row"><StateTag state={run.state} /><Time at={run.started_at} /><span className="dim">{c.created} created, {c.updated} updated, {c.deleted} deleted, {c.unchanged} unchanged</span></div>
      {run.message && <p dir="auto">{run.message}</p>}
      {run.plan && <details open={run.state === "held"}><summary>Would delete {run.plan.deletes} of {run.plan.of}: {run.plan.reason}</summary><ul>{run.plan.refs.map((ref) => <li key={ref} className="mono">{ref}</li>)}</ul></details>}
      {run.state === "held" && <div className="row">
        <Button loading={decide.isPending} onClick={() => decide.mutate({ id: run.id, decision: "apply" })}>Remove {plural(run.plan?.deletes ?? 0, "entity", "entities")}</Button>
        <Button variant="default" onClick={() => decide.mutate({ id: run.id, decision: "dismiss" })}>Keep them</Button>
      </div>}
      {decide.error && <ErrorState small error={decide.error} />}
    </article>
  );
}

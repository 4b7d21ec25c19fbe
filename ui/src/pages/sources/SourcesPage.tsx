// Where the catalog comes from, the state of each source, and adding one after a dry run.
import { Button, Drawer, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAddSource, useDryRun, useHeld, useSources } from "../../api/portolan.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { plural } from "../../kit/format.ts";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { SeverityTag, StateTag, Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useGo, useUrl } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { RemovedEntities } from "./RemovedEntities.tsx";

export function SourcesPage() {
  const url = useUrl();
  const { data, isPending, error, refetch } = useSources();
  const add = <Button onClick={() => url.set({ add: "1" })}>Add source</Button>;
  return (
    <Page>
      <PageHeader title="Sources" count={data?.items.length}>{add}</PageHeader>
      {isPending ? <Skeletons /> : error ? <ErrorState error={error} retry={refetch} /> : data.items.length === 0
        ? <EmptyState title="No sources" action={add}>Sources are the folders and repositories that describe your software.</EmptyState>
        : <Card>{data.items.map((s) => (
            <div key={s.id} className="relation">
              <AppLink className="link" href={paths.source(s.id)}>{s.name}</AppLink>
              <span className="row relation-facts dim">
                <StateTag state={s.state} />{plural(s.entities, "entity", "entities")}
                {s.problems.errors > 0 && <span>{plural(s.problems.errors, "error")}</span>}
                {s.problems.warnings > 0 && <span>{plural(s.problems.warnings, "warning")}</span>}
                {s.last_sync && <Time at={s.last_sync.started_at} />}
                <span className="mono clip">{s.target}</span>
              </span>
            </div>))}</Card>}
      <Held />
      <RemovedEntities />
      <Drawer opened={url.get("add") === "1"} onClose={() => url.set({ add: "" })} position="right" size="lg" title="Add source" closeButtonProps={{ "aria-label": "Close" }}><AddSource /></Drawer>
    </Page>
  );
}

/** Deletions that wait for a decision, first of all. */
function Held() {
  const { data } = useHeld();
  if (!data?.items.length) return null;
  return (
    <Card title="Waiting for a decision">
      {data.items.map((sync) => (
        <div key={sync.id} className="relation">
          <AppLink className="link" href={paths.source(sync.source_id)}>{sync.source_name}</AppLink>
          <span className="row relation-facts dim">{sync.plan?.reason}</span>
        </div>
      ))}
    </Card>
  );
}

function AddSource() {
  const go = useGo();
  const dry = useDryRun();
  const add = useAddSource();
  const [target, setTarget] = useState("");
  const [branch, setBranch] = useState("");
  const [seconds, setSeconds] = useState<number | string>("");
  const body = { target: target.trim(), branch: branch.trim() || undefined, schedule_seconds: Number(seconds) || undefined };
  const changed = () => dry.reset();
  return (
    <form onSubmit={(e) => { e.preventDefault(); dry.mutate(body); }} style={{ display: "grid", gap: 12 }}>
      <TextInput label="Target" description="A folder, a file, or the address of a repository" required value={target} onChange={(e) => { setTarget(e.currentTarget.value); changed(); }} />
      <TextInput label="Branch" value={branch} onChange={(e) => { setBranch(e.currentTarget.value); changed(); }} />
      <NumberInput label="Read again every (seconds)" min={1} value={seconds} onChange={(v) => { setSeconds(v); changed(); }} />
      <div className="row">
        <Button type="submit" variant="default" loading={dry.isPending} disabled={!body.target}>Dry run</Button>
        <Button disabled={!dry.data} loading={add.isPending} onClick={() => add.mutate(body, { onSuccess: (s) => go(paths.source(s.id)) })}>Add source</Button>
      </div>
      {(dry.error || add.error) && <ErrorState small error={dry.error ?? add.error} />}
      {dry.data && <>
        <Card title={`${plural(dry.data.files, "file")}, ${plural(dry.data.entities.length, "entity", "entities")}`}>
          {dry.data.entities.map((e, i) => <div key={i} className="row"><Tag>{e.change}</Tag><span className="clip">{e.title || e.ref}</span><span className="dim mono clip">{e.file}:{e.line}</span></div>)}
        </Card>
        {dry.data.problems.map((p, i) => <div key={i} className="row"><SeverityTag severity={p.severity} /><span>{p.message}</span><span className="dim mono">{p.file}:{p.line}</span></div>)}
      </>}
    </form>
  );
}

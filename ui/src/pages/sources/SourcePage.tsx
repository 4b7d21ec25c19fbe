// One source: is it healthy, what waits for a decision, what its syncs did, and what it removed.
import "./sources.css";
import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "../../api/http.ts";
import { useChangeSource, useHeld, useRemoveSource, useSource, useSyncNow } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import type { SourceBody } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Copy } from "../../kit/Copy.tsx";
import { formatAbsolute, formatCount } from "../../kit/format.ts";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { StateTag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useGo } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { ActionError } from "../../kit/ActionError.tsx";
import { ProblemList } from "../problems/ProblemList.tsx";
import { HeldPlan } from "./HeldPlan.tsx";
import { Removed } from "./Removed.tsx";
import { RemoveSource } from "./RemoveSource.tsx";
import { ProblemCounts } from "./SourcesTable.tsx";
import { SyncHistory } from "./SyncHistory.tsx";
import { helpOn, isPushed, kindWord, namesOnlyPeople, scheduleWord, stateOf, syncWords } from "./words.ts";

const UP = { title: "Sources", href: paths.sources() };

export function SourcePage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  return <OneSource key={id} id={id} />;
}

function OneSource({ id }: { id: string }) {
  const source = useSource(id);
  const remove = useRemoveSource();
  const go = useGo();
  // While it is being removed its own address already answers 404.
  if (source.isPending || (source.error && !remove.isIdle && !remove.isError)) return <Page><PageHeader title="Source" up={UP} /><Skeletons rows={8} gap={22} /></Page>;
  if (source.error instanceof ApiError && source.error.status === 404) {
    return <Page><PageHeader title="Source" up={UP} /><EmptyState title="There is no such source" action={<AppLink className="step" href={paths.sources()}>All sources</AppLink>}>It may have been removed.</EmptyState></Page>;
  }
  if (!source.data) return <Page><PageHeader title="Source" up={UP} /><ErrorState error={source.error} retry={() => void source.refetch()} /></Page>;
  return (
    <Page>
      <Header source={source.data} remove={(after) => remove.mutate(id, { onSuccess: () => go(paths.sources()), onError: after })} asked={remove.reset} removing={remove.isPending} />
      <ActionError title="The source was not removed" error={remove.error} />
      <Facts source={source.data} />
      <Held id={id} />
      {source.data.problems.errors + source.data.problems.warnings > 0 && <>
        <h2 className="section">Problems</h2>
        <ProblemList filter={{ source: id }} step={5} folded />
      </>}
      <h2 className="section">Syncs</h2>
      <SyncHistory id={id} />
      <h2 className="section">Removed entities</h2>
      <Removed filter={{ source: id }} all="of this source" />
    </Page>
  );
}

interface HeaderProps {
  source: SourceBody;
  /** `after`: what follows when it could not be removed. */
  remove: (after: () => void) => void;
  asked: () => void;
  removing: boolean;
}

function Header({ source, remove, asked, removing }: HeaderProps) {
  const sync = useSyncNow();
  const change = useChangeSource();
  const [asking, setAsking] = useState(false);
  const paused = source.state === "paused";
  const [maySync, mayChange] = [useMay("source.sync") && !isPushed(source.kind), useMay("source.write")];
  const mayTrust = useMay("people.write") && mayChange && !namesOnlyPeople(source.kind);
  return (
    <>
      <PageHeader title={source.name} up={UP}>
        {maySync && <Button leftSection={<IconRefresh size={14} />} loading={sync.isPending || source.state === "syncing"} onClick={() => sync.mutate(source.id)}>Sync now</Button>}
        {mayTrust && <Button variant="default" loading={change.isPending} onClick={() => change.mutate({ id: source.id, people: !source.people })}>{source.people ? "Refuse people" : "Allow people"}</Button>}
        {mayChange && <><Button variant="default" leftSection={paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />} loading={change.isPending} onClick={() => change.mutate({ id: source.id, paused: !paused })}>{paused ? "Resume" : "Pause"}</Button>
        <Button variant="default" leftSection={<IconTrash size={14} />} onClick={() => { asked(); setAsking(true); }}>Remove source</Button></>}
      </PageHeader>
      <div className="source-sub">
        <StateTag state={stateOf(source)} />
        <span>{kindWord(source.kind)}{source.branch && `, branch ${source.branch}`}</span>
        <span className="target"><span className="mono">{source.target}</span><Copy text={source.target} label="Copy the target" /></span>
      </div>
      <ActionError title="The sync did not run" error={sync.error} />
      <ActionError title="The source was not changed" error={change.error} />
      {source.state === "failing" && source.last_sync?.message && <ActionError title={source.failing_since ? `Failing since ${formatAbsolute(source.failing_since)}` : "The last sync failed"} error={syncWords(source.last_sync.message)} help={helpOn(source.last_sync.message)} />}
      {asking && <RemoveSource source={source} close={() => setAsking(false)} remove={() => remove(() => setAsking(false))} removing={removing} />}
    </>
  );
}

function Facts({ source }: { source: SourceBody }) {
  const last = source.last_sync;
  return (
    <dl className="facts">
      <div><dt>Entities</dt><dd className="num"><AppLink className="link" href={paths.catalog({ source: source.id })}>{formatCount(source.entities)}</AppLink></dd></div>
      <div><dt>Problems</dt><dd><ProblemCounts source={source} /></dd></div>
      <div><dt>Last sync</dt><dd><Time at={last?.finished_at ?? last?.started_at} /></dd></div>
      <div><dt>Next sync</dt><dd>{source.state === "paused" ? "Paused" : isPushed(source.kind) ? "As it is sent" : source.state === "syncing" ? "Now" : source.next_sync_at ? <Time at={source.next_sync_at} /> : "–"}</dd></div>
      <div><dt>Schedule</dt><dd>{isPushed(source.kind) ? "None" : scheduleWord(source.schedule_seconds)}</dd></div>
      <div><dt>Rank</dt><dd className="num" title="Where sources disagree, the lower rank decides">{source.rank}</dd></div>
      <div><dt>Users and groups</dt><dd title="Whether its files may name users and groups">{source.people ? "Allowed" : "Refused"}</dd></div>
    </dl>
  );
}

function Held({ id }: { id: string }) {
  const held = useHeld();
  if (held.error && !held.data) return <ErrorState small title="Held removals could not be loaded" error={held.error} retry={() => void held.refetch()} />;
  return <>{held.data?.items.filter((sync) => sync.source_id === id).map((sync) => <HeldPlan key={sync.source_id} sync={sync} />)}</>;
}

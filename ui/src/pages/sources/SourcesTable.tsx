// The sources, the ones that need somebody first.
import { useMemo } from "react";
import type { SourceBody } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { useColumns, type Column } from "../../kit/columns.tsx";
import { byName, findings, formatCount, plural } from "../../kit/format.ts";
import { RowsTable, useRowKeys, useRows } from "../../kit/Rows.tsx";
import { StateTag, Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useGo } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";
import { byUrgency, kindWord, scheduleWord, stateOf } from "./words.ts";

const COLUMNS: Column<SourceBody>[] = [
  { title: "Source", width: "minmax(128px, 2fr)", cell: (source) => (
    <div className="source-name">
      <AppLink className="link clip" href={paths.source(source.id)} dir="auto">{source.name}</AppLink>
      <span className="mono dim clip" title={source.target}>{source.target}</span>
    </div>
  ) },
  { title: "State", width: "106px", cell: (source) => <StateTag state={stateOf(source)} /> },
  { title: "Kind", width: "minmax(110px, 0.8fr)", wide: true, cell: (source) => <span className="clip">{kindWord(source.kind)}{source.branch && <span className="dim"> · {source.branch}</span>}</span> },
  { title: "Entities", width: "84px", wide: true, number: true, cell: (source) => (source.entities > 0 ? <AppLink className="link" href={paths.catalog({ source: source.id })}>{formatCount(source.entities)}</AppLink> : 0) },
  { title: "Problems", width: "minmax(128px, 1.2fr)", cell: (source) => <ProblemCounts source={source} /> },
  { title: "Last sync", width: "104px", wide: true, cell: (source) => <Time at={source.last_sync?.finished_at ?? source.last_sync?.started_at} /> },
  { title: "Next sync", width: "104px", wide: true, cell: (source) => (source.state === "paused" ? <span className="dim">paused</span> : source.state === "syncing" ? <span className="dim">now</span> : source.next_sync_at ? <Time at={source.next_sync_at} /> : <span className="dim">–</span>) },
  { title: "Schedule", width: "112px", wide: true, cell: (source) => <span className="clip">{scheduleWord(source.schedule_seconds)}</span> },
];

export function SourcesTable({ items }: { items: SourceBody[] }) {
  const go = useGo();
  const sorted = useMemo(() => [...items].sort((a, b) => byUrgency(a, b) || byName(a, b)), [items]);
  const rows = useRows({ total: sorted.length, rowHeight: 50 });
  useRowKeys(rows, { open: (index) => go(paths.source(sorted[index]!.id)) });
  const { template, head, cells } = useColumns(COLUMNS);
  return <RowsTable rows={rows} label="Sources" template={template} head={head}>{(index) => cells(sorted[index])}</RowsTable>;
}

export function ProblemCounts({ source }: { source: SourceBody }) {
  const { errors, warnings } = source.problems;
  if (errors + warnings === 0) return <span className="dim">None</span>;
  return (
    <AppLink href={paths.problems({ source: source.id })} className="problem-counts" title={findings(source.problems)}>
      {errors > 0 && <Tag tone="red" dot>{plural(errors, "error")}</Tag>}
      {warnings > 0 && <Tag tone="amber" dot>{plural(warnings, "warning")}</Tag>}
    </AppLink>
  );
}

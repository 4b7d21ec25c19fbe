// The entries, newest first. More are read as one comes to the end of those that are there.
import { useEffect } from "react";
import type { AuditEntry } from "../../api/types.ts";
import { useColumns, type Column } from "../../kit/columns.tsx";
import { formatAbsolute } from "../../kit/format.ts";
import { RowsTable, useRowKeys, useRows } from "../../kit/Rows.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { Actor, ActorName, Target } from "./Who.tsx";
import { actWords } from "./words.ts";

export function Decision({ decision }: { decision: AuditEntry["decision"] }) {
  return decision === "denied" ? <Tag tone="red" dot>Denied</Tag> : <span className="dim">Allowed</span>;
}

const columns = (open: (seq: number) => void): Column<AuditEntry>[] => [
  { title: "Act", width: "minmax(170px, 1.3fr)", cell: (entry) => (
    <button type="button" className="plain audit-act" onClick={() => open(entry.seq)}>
      <span className="clip">{actWords(entry.action)}</span>
      <span className="dim clip audit-narrow" dir="auto"><ActorName name={entry.actor} /> · <Time at={entry.at} /></span>
    </button>
  ) },
  { title: "Who", width: "minmax(140px, 1fr)", wide: true, cell: (entry) => <Actor name={entry.actor} /> },
  { title: "To what", width: "minmax(160px, 1.4fr)", wide: true, cell: (entry) => <Target text={entry.target} action={entry.action} /> },
  { title: "Decision", width: "96px", cell: (entry) => <Decision decision={entry.decision} /> },
  { title: "From", width: "124px", wide: true, cell: (entry) => <span className="num dim clip" title={entry.origin}>{entry.origin || "–"}</span> },
  { title: "When", width: "196px", wide: true, cell: (entry) => <time className="num clip" dateTime={entry.at} title={formatAbsolute(entry.at)}>{formatAbsolute(entry.at)}</time> },
  { title: "Number", width: "88px", wide: true, number: true, cell: (entry) => <span className="dim">{entry.seq}</span> },
];

interface Props {
  items: AuditEntry[];
  /** There are more; reads them. */
  more?: () => void;
  open: (seq: number) => void;
  narrow: boolean;
}

export function AuditTable({ items, more, open, narrow }: Props) {
  const rows = useRows({ total: items.length + (more ? 1 : 0), rowHeight: narrow ? 52 : 38 });
  useRowKeys(rows, { open: (index) => items[index] && open(items[index].seq) });
  const { template, head, cells } = useColumns(columns(open));
  const last = rows.items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= items.length - 20) more();
  }, [last, items.length, more]);
  return (
    <RowsTable rows={rows} label="Audit entries" template={template} head={head} onPick={(index) => items[index] && open(items[index].seq)}>
      {(index) => cells(items[index])}
    </RowsTable>
  );
}

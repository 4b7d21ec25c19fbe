// The sources, the ones that need somebody first.
import type { SourceBody } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { formatCount, plural } from "../../kit/format.ts";
import { StateTag, Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";
import { kindWord, scheduleWord } from "./words.ts";

const URGENCY = ["failing", "held", "syncing", "paused", "idle"];

export function SourcesTable({ items }: { items: SourceBody[] }) {
  const sorted = [...items].sort((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state) || a.name.localeCompare(b.name));
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Sources">
      <table className="grid-table">
        <thead>
          <tr>
            <th>Source</th><th>State</th><th className="wide">Kind</th><th className="right">Entities</th><th>Problems</th>
            <th className="wide">Last sync</th><th className="wide">Next sync</th><th className="wide">Schedule</th>
          </tr>
        </thead>
        <tbody>{sorted.map((source) => <Row key={source.id} source={source} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ source }: { source: SourceBody }) {
  const last = source.last_sync;
  return (
    <tr>
      <td>
        <div className="source-name">
          <AppLink className="link clip" href={paths.source(source.id)} dir="auto">{source.name}</AppLink>
          <span className="mono dim clip" title={source.target}>{source.target}</span>
        </div>
      </td>
      <td><StateTag state={source.state} /></td>
      <td className="wide">{kindWord(source.kind)}{source.branch && <span className="dim"> · {source.branch}</span>}</td>
      <td className="right">{source.entities > 0 ? <AppLink className="link" href={paths.catalog({ source: source.id })}>{formatCount(source.entities)}</AppLink> : 0}</td>
      <td><ProblemCounts source={source} /></td>
      <td className="wide"><Time at={last?.finished_at ?? last?.started_at} /></td>
      <td className="wide">{source.state === "paused" ? <span className="dim">paused</span> : source.next_sync_at ? <Time at={source.next_sync_at} /> : <span className="dim">–</span>}</td>
      <td className="wide">{scheduleWord(source.schedule_seconds)}</td>
    </tr>
  );
}

export function ProblemCounts({ source }: { source: SourceBody }) {
  const { errors, warnings } = source.problems;
  if (errors + warnings === 0) return <span className="dim">None</span>;
  return (
    <AppLink href={paths.problems({ source: source.id })} className="row" style={{ display: "inline-flex", minHeight: 24 }}>
      {errors > 0 && <Tag tone="red" dot>{plural(errors, "error")}</Tag>}
      {warnings > 0 && <Tag tone="amber" dot>{plural(warnings, "warning")}</Tag>}
    </AppLink>
  );
}

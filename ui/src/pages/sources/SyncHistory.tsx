// What each sync of a source did.
import { useSyncs } from "../../api/portolan.ts";
import type { SyncBody } from "../../api/types.ts";
import { findings, formatCount, formatDuration } from "../../kit/format.ts";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { StateTag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { Actor } from "../audit/Who.tsx";
import { causeWord, syncWords } from "./words.ts";

export function SyncHistory({ id }: { id: string }) {
  const { data, isPending, error, refetch } = useSyncs(id);
  if (isPending) return <Skeletons rows={5} gap={20} />;
  if (!data) return <ErrorState small error={error} retry={() => void refetch()} />;
  if (data.items.length === 0) return <EmptyState small title="Not synced yet">Each sync is listed here with what it changed.</EmptyState>;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Sync history">
      <table className="grid-table">
        <thead><tr><th>Started</th><th>State</th><th className="wide">Cause</th><th>Changes</th><th className="right wide">Files</th><th className="wide">Problems</th><th className="right wide">Took</th><th className="wide">Note</th></tr></thead>
        <tbody>{data.items.map((sync) => <Row key={sync.id} sync={sync} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ sync }: { sync: SyncBody }) {
  const { counts } = sync;
  return (
    <tr>
      <td><Time at={sync.started_at} /></td>
      <td><StateTag state={sync.state} /></td>
      <td className="wide">{causeWord(sync.cause)}</td>
      <td>{changes(sync)}</td>
      <td className="right wide" title={`${formatCount(counts.read)} read again`}>{formatCount(counts.files)}</td>
      <td className="wide">{counts.errors + counts.warnings === 0 ? <span className="dim">–</span> : findings(counts)}</td>
      <td className="right wide">{took(sync)}</td>
      <td className="text wide" dir="auto"><Note sync={sync} /></td>
    </tr>
  );
}

/** The server says who decided about a plan at the end of its message. */
function Note({ sync }: { sync: SyncBody }) {
  const [, said, who] = (sync.plan && /^(.*), by (\S+)$/.exec(sync.message)) || [];
  return said && who ? <>{syncWords(said)}, by <Actor name={who} /></> : syncWords(sync.message);
}

function changes({ counts, plan, state }: SyncBody) {
  if (state === "held" && plan) return `${formatCount(plan.deletes)} of ${formatCount(plan.of)} would go`;
  const parts = [[counts.created, "created"], [counts.updated, "updated"], [counts.deleted, "deleted"]] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, word]) => `${formatCount(n)} ${word}`);
  return said.length > 0 ? said.join(", ") : <span className="dim">None</span>;
}

function took({ started_at, finished_at, state }: SyncBody) {
  // A plan "finishes" when it is decided, which says nothing about the sync.
  if (!finished_at || ["applied", "dismissed"].includes(state)) return <span className="dim">–</span>;
  const ms = Date.parse(finished_at) - Date.parse(started_at);
  return ms < 1000 ? `${Math.max(ms, 0)} ms` : formatDuration(ms / 1000);
}

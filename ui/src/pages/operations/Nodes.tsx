// The nodes that serve: what each does, its version, and how far its memory is behind the database.
import type { ServerNode } from "../../api/types.ts";
import { formatCount, plural } from "../../kit/format.ts";
import { Spark } from "../../kit/Spark.tsx";
import { EmptyState } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { useSeries } from "./useSeries.ts";

export function Nodes({ nodes, version, at }: { nodes: ServerNode[]; version: string; at: number }) {
  const series = useSeries(Object.fromEntries(nodes.map((node) => [node.id, node.behind])), at);
  const sorted = [...nodes].sort((a, b) => Number(a.alive) - Number(b.alive) || a.address.localeCompare(b.address));
  const gone = nodes.filter((node) => !node.alive).length;
  return (
    <section aria-label="Nodes">
      <h2 className="section">Nodes <span className="dim num">{formatCount(nodes.length)}</span>{gone > 0 && <> <Tag tone="red" dot>{`${plural(gone, "node")} gone`}</Tag></>}</h2>
      {nodes.length === 0 ? <EmptyState small title="No node has said that it is there">Each node says so every five seconds.</EmptyState> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Nodes, as a table">
          <table className="grid-table">
            <thead><tr><th>Node</th><th>State</th><th className="wide">Does</th><th>Behind</th><th className="wide">Version</th><th className="wide">Started</th><th className="wide">Last seen</th></tr></thead>
            <tbody>{sorted.map((node) => <Line key={node.id} node={node} version={version} behind={series(node.id)} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const ROLES: Readonly<Record<string, string>> = { all: "Web and worker", web: "Web", worker: "Worker" };

function Line({ node, version, behind }: { node: ServerNode; version: string; behind: number[] }) {
  return (
    <tr>
      <td><span className="mono clip" title={`Node ${node.id}`}>{node.address || "no address"}</span></td>
      <td>{!node.alive ? <Tag tone="red" dot>Gone</Tag> : node.behind > 0 ? <Tag tone="amber" dot>Catching up</Tag> : <Tag tone="green" dot>Current</Tag>}</td>
      <td className="wide">{ROLES[node.roles] ?? node.roles}</td>
      <td>
        <span className="row">
          <span className="wide-only"><Spark values={behind} label={`Revisions that ${node.address} is behind`} tone={node.alive ? node.behind > 0 ? "amber" : "accent" : "red"} /></span>
          <span className="num">{node.behind > 0 ? plural(node.behind, "revision") : "nothing"}</span>
        </span>
      </td>
      <td className="wide num">{node.version === version ? node.version : <Tag tone="amber" title="Another version than the node that answers">{node.version}</Tag>}</td>
      <td className="wide"><Time at={node.started_at} /></td>
      <td className="wide">{node.alive ? "now" : <Time at={node.seen_at} />}</td>
    </tr>
  );
}

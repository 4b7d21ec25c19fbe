// Who is affected when this changes: everything that depends on it, how far away, and the owners to tell.
import { useImpact } from "../../api/portolan.ts";
import { paths, shortRef } from "../../paths.ts";
import { Bars } from "../Bars.tsx";
import { EntityChip } from "../EntityChip.tsx";
import { formatCount } from "../format.ts";
import { Card } from "../Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../States.tsx";

export function ImpactView({ root }: { root: string }) {
  const { data, isPending, error, refetch } = useImpact(root);
  if (isPending) return <Skeletons rows={8} />;
  if (error) return <ErrorState error={error} retry={refetch} />;
  if (data.nodes.length === 0) return <EmptyState title="Nothing depends on this">No entity needs it, uses its APIs or contains it.</EmptyState>;
  return (
    <div className="graph-impact">
      <Card title="Owners to tell" more={formatCount(data.owners.length)}>
        <Bars bars={data.owners.map(({ ref, count }) => ({ key: ref, label: shortRef(ref, "group"), count, href: paths.entity(ref) }))} />
      </Card>
      <Card title="Depend on this" more={`${formatCount(data.nodes.length)}${data.truncated ? " shown, there are more" : ""}`}>
        <table className="graph-table">
          <thead><tr><th>Entity</th><th>Through</th><th className="graph-wide">Owner</th><th>Distance</th></tr></thead>
          <tbody>
            {data.nodes.map((node) => (
              <tr key={node.ref}>
                <td><EntityChip entityRef={node.ref} title={node.title} /></td>
                <td>{node.via === root ? <span className="dim">Itself</span> : <EntityChip entityRef={node.via} />}</td>
                <td className="graph-wide">{node.owner ? <EntityChip entityRef={node.owner} /> : <span className="dim">None</span>}</td>
                <td>{node.depth === 1 ? "Direct" : `${node.depth} steps`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </div>
  );
}

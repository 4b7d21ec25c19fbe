// The graph around the entity. Where the drawing is not available, the entities that depend on it are listed.
import { useImpact } from "../../api/portolan.ts";
import { Bars } from "../../kit/Bars.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount, sentence } from "../../kit/format.ts";
import { Card } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { paths, shortRef } from "../../paths.ts";
import type { TabProps } from "./EntityPage.tsx";
import { part } from "./parts.tsx";

const EntityGraph = part<{ root: string }>(import.meta.glob("../../kit/graph/EntityGraph.tsx"), "EntityGraph", ImpactList);

export default function GraphTab({ entityRef }: TabProps) {
  return <EntityGraph root={entityRef} />;
}

function ImpactList({ root }: { root: string }) {
  const { data, isPending, error, refetch } = useImpact(root);
  if (isPending) return <Skeletons rows={8} />;
  if (error) return <ErrorState error={error} retry={refetch} />;
  if (data.nodes.length === 0) return <EmptyState title="Nothing depends on this">No entity needs it, uses its APIs or contains it.</EmptyState>;
  return (
    <div className="overview">
      <Card title="Owners to tell"><Bars bars={data.owners.map(({ ref, count }) => ({ key: ref, label: shortRef(ref, "group"), count, href: paths.entity(ref) }))} /></Card>
      <Card title="Depend on this" more={formatCount(data.nodes.length)}>
        {data.nodes.map((node) => (
          <div key={node.ref} className="relation">
            <EntityChip entityRef={node.ref} title={node.title} />
            <span className="row relation-facts dim">{sentence(node.via)}, {node.depth === 1 ? "directly" : `${node.depth} steps away`}</span>
          </div>
        ))}
      </Card>
    </div>
  );
}

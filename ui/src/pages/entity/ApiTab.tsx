// The definition of an API; for other kinds, the APIs it provides and uses.
import { useEntitiesByRefs } from "../../api/catalog.ts";
import { describe, targets } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount } from "../../kit/format.ts";
import { Card } from "../../kit/Page.tsx";
import { EmptyState } from "../../kit/States.tsx";
import { LifecycleTag, Tag } from "../../kit/Tags.tsx";
import { ApiDefinition } from "../api/ApiDefinition.tsx";
import type { TabProps } from "./EntityPage.tsx";

export default function ApiTab({ entity }: TabProps) {
  if (entity.kind.toLowerCase() !== "api") {
    return (
      <div className="api-list">
        <ApiList title="Provides" refs={targets(entity, "providesApi")} />
        <ApiList title="Uses" refs={targets(entity, "consumesApi")} />
      </div>
    );
  }
  const text = entity.spec?.definition;
  if (typeof text !== "string" || text.trim() === "") {
    return <EmptyState title="No definition">Put the API's document, or a $text reference to it, in spec.definition.</EmptyState>;
  }
  return <ApiDefinition type={describe(entity).type} text={text} />;
}

function ApiList({ title, refs }: { title: string; refs: string[] }) {
  const { data } = useEntitiesByRefs(refs);
  if (refs.length === 0) return null;
  return (
    <Card title={title} more={formatCount(refs.length)}>
      {refs.map((ref, i) => {
        const d = data?.[i] ? describe(data[i]) : undefined;
        return (
          <div key={ref} className="relation">
            <EntityChip entityRef={ref} title={d?.title} dangling={data?.[i] === null} />
            {d && <span className="row relation-facts">{d.type && <Tag>{d.type}</Tag>}<LifecycleTag value={d.lifecycle} />{d.owner && <EntityChip entityRef={d.owner} />}</span>}
          </div>
        );
      })}
    </Card>
  );
}

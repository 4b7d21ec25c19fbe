// The rows of the API list.
import type { Entity } from "../../api/types.ts";
import { describe, targets } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount } from "../../kit/format.ts";
import { LifecycleTag } from "../../kit/Tags.tsx";

export function ApisTable({ items }: { items: Entity[] }) {
  return (
    <div className="api-scroll" tabIndex={0} role="region" aria-label="APIs">
      <table className="api-table apis-table">
        <thead><tr><th>API</th><th>Type</th><th>Owner</th><th>System</th><th>Lifecycle</th><th className="n">Providers</th></tr></thead>
        <tbody>{items.map((entity) => <Row key={describe(entity).ref} entity={entity} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ entity }: { entity: Entity }) {
  const d = describe(entity);
  const providers = targets(entity, "apiProvidedBy").length;
  return (
    <tr>
      <td><EntityChip entityRef={d.ref} title={d.title} /></td>
      <td className="dim">{d.type}</td>
      <td>{d.owner ? <EntityChip entityRef={d.owner} /> : <span className="dim">None</span>}</td>
      <td>{d.system && <EntityChip entityRef={d.system} />}</td>
      <td><LifecycleTag value={d.lifecycle} /></td>
      <td className="n num">{providers === 0 ? <span className="dim">None</span> : formatCount(providers)}</td>
    </tr>
  );
}

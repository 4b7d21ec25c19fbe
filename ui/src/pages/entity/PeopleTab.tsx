// Groups and users: who belongs to them, and what they own.
import { useEntities, useEntitiesByRefs } from "../../api/catalog.ts";
import { useFacets } from "../../api/catalog.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Bars } from "../../kit/Bars.tsx";
import { describe, targets } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount } from "../../kit/format.ts";
import { kindColor, kindLook } from "../../kit/kinds.tsx";
import { Card } from "../../kit/Page.tsx";
import { EmptyState, Skeletons } from "../../kit/States.tsx";
import { LifecycleTag } from "../../kit/Tags.tsx";
import { paths } from "../../paths.ts";
import type { TabProps } from "./EntityPage.tsx";

export default function PeopleTab({ entity, entityRef }: TabProps) {
  const isGroup = entity.kind.toLowerCase() === "group";
  return (
    <div className="overview">
      <Ownership entityRef={entityRef} />
      <div className="overview-column">
        {isGroup && <People title="Members" refs={targets(entity, "hasMember")} empty="No user says they are a member (spec.memberOf)." />}
        {isGroup && <People title="Teams below" refs={targets(entity, "parentOf")} empty="No group has this one as its parent." />}
        <People title={isGroup ? "Part of" : "Member of"} refs={targets(entity, isGroup ? "childOf" : "memberOf")} empty={isGroup ? "This group is at the top." : "Not a member of any group."} />
      </div>
    </div>
  );
}

function People({ title, refs, empty }: { title: string; refs: string[]; empty: string }) {
  const { data } = useEntitiesByRefs(refs);
  return (
    <Card title={title} more={refs.length > 0 && formatCount(refs.length)}>
      {refs.length === 0 && <p className="dim">{empty}</p>}
      <div className="people">
        {refs.map((ref, i) => <EntityChip key={ref} entityRef={ref} title={data?.[i] ? describe(data[i]).title : undefined} dangling={data?.[i] === null} />)}
      </div>
    </Card>
  );
}

function Ownership({ entityRef }: { entityRef: string }) {
  const query = { "relations.ownedBy": entityRef };
  const kinds = useFacets(["kind"], query);
  const owned = useEntities({ query }, { limit: 50 });
  const total = owned.data?.totalItems ?? 0;
  return (
    <Card title="Owns" more={total > 0 && <AppLink className="link" href={paths.catalog({ owner: entityRef })}>Open {formatCount(total)} in the catalog</AppLink>}>
      {(owned.isPending || kinds.isPending) && <Skeletons rows={12} gap={20} />}
      {owned.data && total === 0 && <EmptyState small title="Owns nothing">Entities with this as spec.owner appear here.</EmptyState>}
      <Bars bars={[...(kinds.data?.kind ?? [])].sort((a, b) => b.count - a.count).map(({ value, count }) => ({ key: value, label: kindLook(value).many, count, color: kindColor(value), href: paths.catalog({ kind: value.toLowerCase(), owner: entityRef }) }))} />
      <div style={{ height: 10 }} />
      {owned.data?.items.map((item) => {
        const d = describe(item);
        return <div key={d.ref} className="relation"><EntityChip entityRef={d.ref} title={d.title} /><span className="row relation-facts"><span className="dim clip">{d.type}</span><LifecycleTag value={d.lifecycle} /></span></div>;
      })}
    </Card>
  );
}

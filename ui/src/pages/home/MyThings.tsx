// What concerns the person: starred, owned by them or their groups, and what they looked at last (kept in this browser).
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useEntities, useEntitiesByRefs, useEntity } from "../../api/catalog.ts";
import { useMe } from "../../api/portolan.ts";
import { useStars } from "../../api/settings.ts";
import type { Entity } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { describe, targets } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount, plural } from "../../kit/format.ts";
import { EmptyState, Skeletons } from "../../kit/States.tsx";
import { LifecycleTag } from "../../kit/Tags.tsx";
import { paths } from "../../paths.ts";
import { recentRefs } from "../entity/recent.ts";

/** So many are listed. */
const MOST_THINGS = 12;

type Tab = "owned" | "starred" | "recent";

export function MyThings() {
  const stars = useStars();
  const [chosen, setTab] = useState<Tab | "">("");
  const tab: Tab = chosen || (stars.refs.length > 0 ? "starred" : "owned");
  return (
    <>
      <SegmentedControl className="home-choice" aria-label="Which of my things" value={tab} onChange={(value) => setTab(value as Tab)} data={[{ value: "owned", label: "Owned" }, { value: "starred", label: "Starred" }, { value: "recent", label: "Recent" }]} />
      {tab === "owned" && <Owned />}
      {tab === "starred" && <ByRefs refs={stars.refs} empty="Star an entity in the catalog or on its page to find it here." title="Nothing starred yet" />}
      {tab === "recent" && <ByRefs refs={recentRefs()} empty="Entities you open are listed here, in this browser only." title="Nothing opened yet" />}
    </>
  );
}

function Owned() {
  const me = useMe();
  const ref = me.data?.user_ref ?? "";
  const user = useEntity(ref, ref !== "");
  const owners = user.data ? [ref, ...targets(user.data, "memberOf")] : [];
  const owned = useEntities({ query: { "relations.ownedBy": { $in: owners } } }, { limit: MOST_THINGS, enabled: owners.length > 0 });
  if (me.isPending || (ref !== "" && user.isPending) || (owners.length > 0 && owned.isPending)) return <Skeletons rows={6} />;
  if (owners.length === 0) {
    return (
      <EmptyState small title="Portolan does not know which teams are yours" action={<AppLink className="step" href={paths.catalog({ kind: "group" })}>Find your team</AppLink>}>
        You are a guest here. Star what you work on, or open your team to see what it owns.
      </EmptyState>
    );
  }
  const items = owned.data?.items ?? [];
  if (items.length === 0 && owners.length === 1) return <EmptyState small title="You are in no team yet">What your team owns appears here once the catalog says which team you are in: spec.memberOf of the User that you act as.</EmptyState>;
  if (items.length === 0) return <EmptyState small title="Your teams own nothing yet">Entities with your team as spec.owner appear here.</EmptyState>;
  return (
    <>
      <EntityLines entities={items} />
      {(owned.data?.totalItems ?? 0) > items.length && <AppLink className="link" href={paths.catalog({ owner: owners })}>All {plural(owned.data?.totalItems ?? 0, "entity", "entities")}</AppLink>}
    </>
  );
}

function ByRefs({ refs, empty, title }: { refs: string[]; empty: string; title: string }) {
  const shown = refs.slice(0, MOST_THINGS);
  const { data, isPending } = useEntitiesByRefs(shown);
  if (shown.length === 0) return <EmptyState small title={title}>{empty}</EmptyState>;
  if (isPending) return <Skeletons rows={shown.length} />;
  const byRef = new Map((data ?? []).filter((e): e is Entity => e !== null).map((e) => [describe(e).ref, e]));
  return (
    <>
      {shown.map((ref) => (byRef.has(ref) ? <EntityLines key={ref} entities={[byRef.get(ref)!]} /> : <div key={ref} className="line"><EntityChip entityRef={ref} dangling /></div>))}
      {refs.length > shown.length && <p className="dim">The first {shown.length} of {formatCount(refs.length)}</p>}
    </>
  );
}

function EntityLines({ entities }: { entities: Entity[] }) {
  return (
    <>
      {entities.map((entity) => {
        const d = describe(entity);
        return (
          <div key={d.ref} className="line">
            <EntityChip entityRef={d.ref} title={d.title} />
            <span className="dim clip line-type">{d.type}</span>
            <LifecycleTag value={d.lifecycle} />
          </div>
        );
      })}
    </>
  );
}

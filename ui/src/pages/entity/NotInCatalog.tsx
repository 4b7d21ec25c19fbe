// No entity has this reference: says so, suggests near names, and shows who points at it.
import { useEntities } from "../../api/catalog.ts";
import { useSearch } from "../../api/portolan.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { describe } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState } from "../../kit/States.tsx";
import { parseRef, paths, shortRef } from "../../paths.ts";

/** Shorter and shorter beginnings of the name, so that a typing mistake at the end still finds something. */
function roots(name: string): [string, string] {
  const first = name.split(/[-_.]/)[0] ?? name;
  return [name.slice(0, Math.max(3, name.length - 2)), first.slice(0, Math.max(3, first.length - 1))];
}

export function NotInCatalog({ entityRef }: { entityRef: string }) {
  const { name } = parseRef(entityRef);
  const [near, far] = roots(name);
  const nearHits = useSearch(near, 6).data?.items ?? [];
  const farHits = useSearch(far, 6).data?.items ?? [];
  const pointing = useEntities({ query: { relations: { $contains: { type: "dependsOn", targetRef: entityRef } } } }, { limit: 12 }).data?.items ?? [];
  const hits = [...new Map([...nearHits, ...farHits].map((hit) => [hit.ref, hit])).values()].slice(0, 8);
  return (
    <Page>
      <PageHeader title="Not in the catalog" />
      <EmptyState small title={entityRef} action={<AppLink className="step" href={paths.catalog({ q: far })}>Search the catalog</AppLink>}>
        Nothing has this reference. It may have been renamed or removed, or no source describes it yet.
      </EmptyState>
      <div className="near">
        {hits.length > 0 && <Card title="Near names">{hits.map((hit) => <div key={hit.ref} className="relation"><EntityChip entityRef={hit.ref} title={hit.title} /><span className="mono dim clip relation-facts">{shortRef(hit.ref)}</span></div>)}</Card>}
        {pointing.length > 0 && <Card title="Depend on it">{pointing.map((entity) => <div key={describe(entity).ref} className="relation"><EntityChip entityRef={describe(entity).ref} title={describe(entity).title} /></div>)}</Card>}
      </div>
    </Page>
  );
}

// No entity has this reference: says so, offers it back when it was removed, suggests near names, and shows who points at it.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useEntities } from "../../api/catalog.ts";
import { useSearch, useTombstones } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { describe } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState } from "../../kit/States.tsx";
import { Time } from "../../kit/Time.tsx";
import { parseRef, paths, shortRef } from "../../paths.ts";
import { RestoreDialog } from "../sources/RestoreDialog.tsx";

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
      <WasRemoved entityRef={entityRef} />
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

/** What is known of it when it was there in the last 30 days. */
function WasRemoved({ entityRef }: { entityRef: string }) {
  const removed = useTombstones({ ref: entityRef }).data?.items[0];
  const may = useMay("catalog.write");
  const [asked, setAsked] = useState(false);
  if (!removed) return null;
  return (
    <div className="was-removed" role="status">
      <span>{removed.title || shortRef(entityRef)} was removed <Time at={removed.deleted_at} />: {removed.reason}.</span>
      <span className="was-removed-acts">
        {may && <Button onClick={() => setAsked(true)}>Restore</Button>}
        <AppLink className="link" href={paths.removed({ source: removed.source_id })}>What else went</AppLink>
      </span>
      {asked && <RestoreDialog wish={{ uids: [removed.uid] }} close={() => setAsked(false)} done={() => setAsked(false)} />}
    </div>
  );
}

// The catalog's APIs with type, lifecycle and owner. The definitions are on the entities' pages.
import { useEntities } from "../../api/catalog.ts";
import { describe } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Card, Page, PageHeader } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { LifecycleTag, Tag } from "../../kit/Tags.tsx";

export function ApisPage() {
  const { data, isPending, error, refetch } = useEntities({ query: { kind: "api" } }, { limit: 500 });
  return (
    <Page>
      <PageHeader title="APIs" count={data?.totalItems} />
      {isPending ? <Skeletons rows={8} /> : error ? <ErrorState error={error} retry={refetch} /> : data.items.length === 0
        ? <EmptyState title="No APIs">Entities of kind API will be listed here.</EmptyState>
        : <Card>{data.items.map(describe).map((d) => <div key={d.ref} className="relation"><EntityChip entityRef={d.ref} title={d.title} /><span className="row relation-facts">{d.type && <Tag>{d.type}</Tag>}<LifecycleTag value={d.lifecycle} />{d.owner && <EntityChip entityRef={d.owner} />}</span></div>)}</Card>}
    </Page>
  );
}

// The panel at the right: what one would look for first, without leaving the list.
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEntity } from "../../api/catalog.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { describe } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { KindIcon } from "../../kit/kinds.tsx";
import { byRelation, relationTitle } from "../../kit/relations.ts";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { LifecycleTag, Tag } from "../../kit/Tags.tsx";
import { paths } from "../../paths.ts";

export function Preview({ entityRef, close }: { entityRef: string; close: () => void }) {
  const { data, isPending, error, refetch } = useEntity(entityRef);
  return (
    <aside className="preview" aria-label="Preview">
      <ActionIcon className="preview-close" onClick={close} aria-label="Close the preview"><IconX size={16} /></ActionIcon>
      {isPending && <Skeletons />}
      {error && <ErrorState small error={error} retry={refetch} />}
      {data === null && <p className="dim">It is no longer in the catalog.</p>}
      {data && <Body entity={data} />}
    </aside>
  );
}

function Body({ entity }: { entity: NonNullable<ReturnType<typeof useEntity>["data"]> }) {
  const d = describe(entity);
  return (
    <>
      <h2 className="row"><KindIcon kind={d.kind} size={18} /><AppLink className="link clip" href={paths.entity(d.ref)} dir="auto">{d.title}</AppLink></h2>
      <p className="mono dim clip" title={d.ref}>{d.ref}</p>
      {d.description && <p dir="auto" className="preview-text">{d.description}</p>}
      <AppLink className="step" href={paths.entity(d.ref)}>Open</AppLink>
      <dl className="pairs">
        {d.type && <><dt>Type</dt><dd>{d.type}</dd></>}
        {d.lifecycle && <><dt>Lifecycle</dt><dd><LifecycleTag value={d.lifecycle} /></dd></>}
        {d.tags.length > 0 && <><dt>Tags</dt><dd className="row" style={{ flexWrap: "wrap", gap: 4 }}>{d.tags.map((tag) => <Tag key={tag}>{tag}</Tag>)}</dd></>}
      </dl>
      {byRelation(entity.relations ?? []).map(([type, relations]) => (
        <section key={type}>
          <h3>{relationTitle(type)} <span className="dim num">{relations.length}</span></h3>
          {relations.slice(0, 6).map((relation) => <div key={relation.targetRef} style={{ height: 26 }}><EntityChip entityRef={relation.targetRef} /></div>)}
          {relations.length > 6 && <AppLink className="link" href={paths.entity(d.ref)}>{relations.length - 6} more</AppLink>}
        </section>
      ))}
    </>
  );
}

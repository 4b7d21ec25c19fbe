// A reference to an entity, the same everywhere: icon, title, and on hover who owns it and what it is.
import { HoverCard } from "@mantine/core";
import { useState } from "react";
import { useEntity } from "../api/catalog.ts";
import { useTitleOf } from "../api/titles.ts";
import type { Entity } from "../api/types.ts";
import { parseRef, paths, shortRef } from "../paths.ts";
import { AppLink } from "./AppLink.tsx";
import { describe } from "./describe.ts";
import { KindIcon } from "./kinds.tsx";
import { LifecycleTag } from "./Tags.tsx";

interface Props {
  entityRef: string;
  title?: string | null;
  dangling?: boolean;
  size?: number;
  hover?: boolean;
}

export function EntityChip({ entityRef, title, dangling = false, size = 15, hover = true }: Props) {
  const [open, setOpen] = useState(false);
  const { kind } = parseRef(entityRef);
  const known = useTitleOf(title || dangling ? "" : entityRef);
  const link = (
    <AppLink href={paths.entity(entityRef)} className={dangling ? "chip dangling" : "chip"}>
      <KindIcon kind={kind} size={size} />
      <span className={known.waiting ? "chip-title clip is-waiting" : "chip-title clip"} dir="auto">{title || known.title || shortRef(entityRef, kind)}</span>
      {dangling && <span className="sr">(not in the catalog)</span>}
    </AppLink>
  );
  if (!hover) return link;
  return (
    <HoverCard openDelay={350} closeDelay={80} shadow="md" position="bottom-start" onOpen={() => setOpen(true)} withinPortal>
      <HoverCard.Target>{link}</HoverCard.Target>
      <HoverCard.Dropdown>{open && <Card entityRef={entityRef} />}</HoverCard.Dropdown>
    </HoverCard>
  );
}

/** What the entity is called, as words without a link. */
export function RefTitle({ entityRef }: { entityRef: string }) {
  const known = useTitleOf(entityRef);
  return <span className={known.waiting ? "is-waiting" : undefined}>{known.title || shortRef(entityRef, parseRef(entityRef).kind)}</span>;
}

function Card({ entityRef }: { entityRef: string }) {
  const { data, isPending } = useEntity(entityRef);
  if (isPending) return <div className="hovercard"><span className="dim">Loading</span></div>;
  if (!data) {
    return (
      <div className="hovercard">
        <strong className="clip">{entityRef}</strong>
        <p>Nothing in the catalog has this reference. Other entities point at it; it may not be registered yet.</p>
      </div>
    );
  }
  return <EntityCard entity={data} />;
}

function EntityCard({ entity }: { entity: Entity }) {
  const d = describe(entity);
  return (
    <div className="hovercard">
      <div className="row"><KindIcon kind={d.kind} /><strong className="clip" dir="auto">{d.title}</strong></div>
      <span className="mono dim clip">{d.ref}</span>
      {d.description && <p dir="auto">{d.description}</p>}
      <dl>
        {d.type && <><dt>Type</dt><dd>{d.type}</dd></>}
        {d.lifecycle && <><dt>Lifecycle</dt><dd><LifecycleTag value={d.lifecycle} /></dd></>}
        {d.owner && <><dt>Owner</dt><dd><EntityChip entityRef={d.owner} hover={false} /></dd></>}
        {d.system && <><dt>System</dt><dd><EntityChip entityRef={d.system} hover={false} /></dd></>}
      </dl>
    </div>
  );
}

// The head of an entity's page: name, reference, owner, lifecycle, tier, star.
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconCopy, IconDots, IconExternalLink, IconPencil, IconSitemap, IconStar, IconStarFilled } from "@tabler/icons-react";
import { useChanged } from "../../api/live.ts";
import { useStars } from "../../api/settings.ts";
import type { Entity } from "../../api/types.ts";
import { Copy } from "../../kit/Copy.tsx";
import { describe } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { KindIcon, kindLook } from "../../kit/kinds.tsx";
import { LifecycleTag, Tag } from "../../kit/Tags.tsx";
import { useGo } from "../../kit/useUrl.ts";
import { paths, safeHref } from "../../paths.ts";
import { Disputed } from "./Disputed.tsx";
import { useTargets } from "./useTargets.ts";

/** The tier is a convention: a label or annotation whose name ends in "tier". */
function tierOf(entity: Entity): string {
  const pairs = [...Object.entries(entity.metadata.labels ?? {}), ...Object.entries(entity.metadata.annotations ?? {})];
  const found = pairs.find(([key]) => /(^|[/.-])tier$/i.test(key))?.[1];
  return found ? (/^\d+$/.test(found) ? `Tier ${found}` : found) : "";
}

export function EntityHeader({ entity }: { entity: Entity }) {
  const d = describe(entity);
  const tier = tierOf(entity);
  const targets = useTargets(entity);
  const missing = (ref: string) => targets.get(ref) === null;
  const changed = useChanged(d.ref);
  const stars = useStars();
  const starred = stars.has(d.ref);
  return (
    <header className={changed ? "entity-head changed" : "entity-head"}>
      <div className="row entity-title">
        <KindIcon kind={d.kind} size={24} />
        <h1 dir="auto" title={d.title.length > 80 ? d.title : undefined}>{d.title}</h1>
        <Tooltip label={starred ? "Remove the star" : "Star"}>
          <ActionIcon onClick={() => stars.toggle(d.ref)} aria-pressed={starred} aria-label="Star this entity" color={starred ? "yellow" : "gray"}>
            {starred ? <IconStarFilled size={17} /> : <IconStar size={17} />}
          </ActionIcon>
        </Tooltip>
        <More entity={entity} entityRef={d.ref} />
      </div>
      <div className="row entity-ref"><code className="clip dim" title={d.ref}>{d.ref}</code><Copy text={d.ref} label="Copy the reference" /></div>
      <div className="entity-facts">
        <Tag>{d.type ? `${kindLook(d.kind).one} · ${d.type}` : kindLook(d.kind).one}</Tag>
        <LifecycleTag value={d.lifecycle} />
        {tier && <Tag>{tier}</Tag>}
        {d.owner ? <span className="row"><span className="dim">Owner</span><EntityChip entityRef={d.owner} dangling={missing(d.owner)} /></span>
          : !["user", "group", "location"].includes(d.kind) && <Tag tone="amber" dot>No owner</Tag>}
        {d.system && <span className="row"><span className="dim">System</span><EntityChip entityRef={d.system} dangling={missing(d.system)} /></span>}
        <Disputed entityRef={d.ref} />
      </div>
    </header>
  );
}

function More({ entity, entityRef }: { entity: Entity; entityRef: string }) {
  const go = useGo();
  const annotations = entity.metadata.annotations ?? {};
  const address = (key: string) => safeHref((annotations[key] ?? "").replace(/^url:/, ""));
  const edit = address("backstage.io/edit-url");
  const view = address("backstage.io/view-url") ?? address("backstage.io/source-location");
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target><ActionIcon aria-label="More actions"><IconDots size={17} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => void navigator.clipboard?.writeText(location.href)}>Copy the address</Menu.Item>
        <Menu.Item leftSection={<IconSitemap size={15} />} onClick={() => go(paths.entity(entityRef, { tab: "graph" }))}>What depends on this</Menu.Item>
        {view && <Menu.Item leftSection={<IconExternalLink size={15} />} component="a" href={view} target="_blank" rel="noopener noreferrer">View the source</Menu.Item>}
        {edit && <Menu.Item leftSection={<IconPencil size={15} />} component="a" href={edit} target="_blank" rel="noopener noreferrer">Edit the file</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

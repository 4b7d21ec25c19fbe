// What the entity is, and what it is connected to.
import type { TabProps } from "./EntityPage.tsx";
import { IconExternalLink } from "@tabler/icons-react";
import type { Entity, EntityLink } from "../../api/types.ts";
import { describe } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Card } from "../../kit/Page.tsx";
import { EmptyState } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { AppLink } from "../../kit/AppLink.tsx";
import { mailto, paths, safeHref } from "../../paths.ts";
import { Activity } from "./Activity.tsx";
import { Relations } from "./Relations.tsx";
import { useTargets } from "./useTargets.ts";

export function Overview({ entity, entityRef }: TabProps) {
  return (
    <div className="overview">
      <div className="overview-column">
        <About entity={entity} />
        <Links links={entity.metadata.links} />
        <Labels entity={entity} />
      </div>
      <Connected entity={entity} />
      <div className="overview-end"><Activity entityRef={entityRef} /></div>
    </div>
  );
}

function About({ entity }: { entity: Entity }) {
  const d = describe(entity);
  const profile = entity.spec?.profile as Record<string, unknown> | undefined;
  const email = typeof profile?.email === "string" ? profile.email : "";
  return (
    <Card title="About">
      {d.description ? <p dir="auto" className="about-text">{d.description}</p> : <p className="dim about-text">No description. Add metadata.description to its file.</p>}
      <dl className="pairs">
        <dt>Name</dt><dd className="mono">{d.name}</dd>
        {d.namespace !== "default" && <><dt>Namespace</dt><dd>{d.namespace}</dd></>}
        {email && <><dt>Email</dt><dd>{mailto(email) ? <a className="link" href={mailto(email)}>{email}</a> : email}</dd></>}
        {d.tags.length > 0 && <><dt>Tags</dt><dd className="tag-list">{d.tags.map((tag) => <AppLink key={tag} href={paths.catalog({ tag })}><Tag>{tag}</Tag></AppLink>)}</dd></>}
      </dl>
    </Card>
  );
}

function Links({ links }: { links: EntityLink[] | undefined }) {
  const shown = Array.isArray(links) ? links.filter((link) => link && typeof link.url === "string") : [];
  if (shown.length === 0) return null;
  return (
    <Card title="Links">
      {shown.map((link, i) => {
        const href = safeHref(link.url);
        return (
          <div key={i} className="row link-row">
            <IconExternalLink size={14} aria-hidden />
            {href ? <a className="link clip" href={href} target="_blank" rel="noopener noreferrer" dir="auto">{link.title || link.url}</a>
              : <span className="clip dim" title="This address is not http, https or mailto, so it is not a link">{link.title || "Link"}: {link.url}</span>}
          </div>
        );
      })}
    </Card>
  );
}

function Labels({ entity }: { entity: Entity }) {
  const labels = Object.entries(entity.metadata.labels ?? {});
  const annotations = Object.entries(entity.metadata.annotations ?? {});
  if (labels.length + annotations.length === 0) return null;
  return (
    <Card title="Labels and annotations">
      <dl className="long-pairs">
        {[...labels, ...annotations].map(([key, value]) => <div key={key}><dt className="clip" title={key}>{key}</dt><dd className="clip mono" title={String(value)}>{String(value)}</dd></div>)}
      </dl>
    </Card>
  );
}

function Connected({ entity }: { entity: Entity }) {
  const relations = entity.relations ?? [];
  const known = useTargets(entity);
  if (relations.length === 0) {
    return <Card title="Connected"><EmptyState small title="Connected to nothing">Relations come from fields such as spec.owner, spec.system, spec.dependsOn and spec.providesApis.</EmptyState></Card>;
  }
  const owner = describe(entity).owner;
  return (
    <div className="overview-column">
      <Relations relations={relations} known={known} />
      {owner && known.get(owner) === null && <p className="dim">The owner <EntityChip entityRef={owner} dangling /> is not in the catalog.</p>}
    </div>
  );
}

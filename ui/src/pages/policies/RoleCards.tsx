// Roles as cards: what each allows and refuses, on what, and who has it.
import { Button } from "@mantine/core";
import type { Grant, Role } from "../../api/types.ts";
import { Code } from "../../kit/code/Code.tsx";
import { areaLabel, areaOf, covers, permissionLabel } from "../../kit/permissions.ts";
import { Tag } from "../../kit/Tags.tsx";
import { plural } from "../../kit/format.ts";
import { Subject } from "./Subject.tsx";
import { scopeWords } from "./words.ts";
import { toConditions } from "./filter.ts";

interface Props {
  roles: Role[];
  builtin: string[];
  grants: Grant[];
  permissions: string[];
  /** In an editor: opens a role of one's own, and makes one from another. */
  edit?: (role: Role) => void;
  copy?: (role: Role) => void;
}

export function RoleCards({ roles, builtin, grants, permissions, edit, copy }: Props) {
  return (
    <div className="role-cards">
      {roles.map((role) => (
        <RoleCard key={role.name} role={role} own={!builtin.includes(role.name)} grants={grants.filter((grant) => grant.role === role.name)} permissions={permissions} edit={edit} copy={copy} />
      ))}
    </div>
  );
}

function RoleCard({ role, own, grants, permissions, edit, copy }: { role: Role; own: boolean; grants: Grant[] } & Pick<Props, "permissions" | "edit" | "copy">) {
  const filter = role.scope?.filter;
  return (
    <section className="card role-card" aria-label={`Role ${role.title || role.name}`}>
      <header>
        <h2 className="clip" dir="auto">{role.title || role.name}</h2>
        <code className="dim clip">{role.name}</code>
        <span className="more">{own ? <Tag tone="blue">Own</Tag> : <Tag>Built in</Tag>}</span>
      </header>
      <div className="body">
        {role.description && <p dir="auto">{role.description}</p>}
        <dl className="pairs">
          <dt>May</dt><dd><Names names={role.allow} permissions={permissions} /></dd>
          {role.deny && role.deny.length > 0 && <><dt>May never</dt><dd><Names names={role.deny} permissions={permissions} refused /></dd></>}
          <dt>On</dt><dd dir="auto">{scopeWords(role.scope)}</dd>
          <dt>Given to</dt><dd>{grants.length === 0 ? <span className="dim">nobody</span> : <Holders grants={grants} />}</dd>
        </dl>
        {filter !== undefined && filter !== null && toConditions(filter) === undefined && <details><summary>The filter</summary><Code text={JSON.stringify(filter, null, 2)} language="json" label={`Filter of ${role.name}`} /></details>}
        {(edit || copy) && (
          <div className="role-actions">
            {own && edit && <Button size="compact-xs" variant="default" onClick={() => edit(role)} aria-label={`Change: the role ${role.name}`}>Change</Button>}
            {copy && <Button size="compact-xs" variant="subtle" color="gray" onClick={() => copy(role)} aria-label={`New one like it: ${role.name}`}>New one like it</Button>}
          </div>
        )}
      </div>
    </section>
  );
}

/** Three are named; the rest is in the table of grants. */
function Holders({ grants }: { grants: Grant[] }) {
  return (
    <>
      {grants.slice(0, 3).map((grant) => <div key={grant.subject}><Subject subject={grant.subject} /></div>)}
      {grants.length > 3 && <span className="dim">and {plural(grants.length - 3, "other")}</span>}
    </>
  );
}

/** By area: "Catalog: see, change". Hovering says the permission. */
function Names({ names, permissions, refused = false }: { names: string[]; permissions: string[]; refused?: boolean }) {
  if (names.length === 0) return <span className="dim">nothing</span>;
  if (names.includes("*")) return <span>{permissionLabel("*")}</span>;
  const areas = Map.groupBy(permissions.filter((permission) => covers(names, permission)), areaOf);
  return (
    <ul className={refused ? "permission-names refused" : "permission-names"}>
      {[...areas].map(([area, list]) => (
        <li key={area} title={list.join(", ")}>
          {names.includes(`${area}.*`) ? `${permissionLabel(`${area}.*`)}` : list.map(permissionLabel).join(", ")}
          <span className="sr"> ({areaLabel(area)})</span>
        </li>
      ))}
    </ul>
  );
}

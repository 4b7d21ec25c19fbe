// Who has which role, by subject; in an editor each can be taken away.
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { Grant, Role } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { FilterBar } from "../../kit/FilterBar.tsx";
import { EmptyState, NoMatch } from "../../kit/States.tsx";
import { Tag } from "../../kit/Tags.tsx";
import { paths } from "../../paths.ts";
import { Subject } from "./Subject.tsx";
import { scopeWords, subjectLabel } from "./words.ts";

interface Props {
  grants: Grant[];
  roles: Role[];
  /** With the place of the grant in the policy. */
  remove?: (at: number) => void;
}

export function GrantsTable({ grants, roles, remove }: Props) {
  const [text, setText] = useState("");
  if (grants.length === 0) return <EmptyState small title="No grants">Nobody has a role, so only administrators may do anything.</EmptyState>;
  const needle = text.toLowerCase();
  const rows = grants.map((grant, at) => ({ ...grant, at })).filter((grant) => !needle || `${grant.subject} ${subjectLabel(grant.subject)} ${grant.role}`.toLowerCase().includes(needle));
  const subjects = [...Map.groupBy(rows, (grant) => grant.subject)];
  return (
    <>
      {grants.length > 10 && <FilterBar label="Filter grants" fields="subject or role" text={text} onText={setText} narrowed={text !== ""} clear={() => setText("")} />}
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Grants">
        <table className="grid-table">
          <thead><tr><th>Who</th><th>Role</th><th className="wide">On</th>{remove && <th><span className="sr">Action</span></th>}</tr></thead>
          <tbody>{subjects.map(([subject, list]) => list.map((grant, i) => <Row key={grant.at} grant={grant} first={i === 0} subject={subject} roles={roles} remove={remove} />))}</tbody>
        </table>
      </div>
      {subjects.length === 0 && <NoMatch small title="No grant matches" clear={() => setText("")} />}
    </>
  );
}

function Row({ grant, subject, first, roles, remove }: { grant: Grant & { at: number }; subject: string; first: boolean; roles: Role[]; remove?: (at: number) => void }) {
  const role = roles.find((one) => one.name === grant.role);
  return (
    <tr>
      <td className="subject">{first ? <Subject subject={subject} /> : <span className="sr">{subjectLabel(subject)}</span>}</td>
      <td>{role ? <AppLink className="link" href={paths.policies()}>{role.title || role.name}</AppLink> : <code>{grant.role || "no role"}</code>}{role && (role.deny?.length ?? 0) > 0 && <> <Tag tone="red">{role.allow.length > 0 ? "Also denies" : "Denies"}</Tag></>}</td>
      <td className="wide text">{role ? scopeWords(role.scope) : <span className="dim">there is no such role</span>}</td>
      {remove && <td className="right"><ActionIcon onClick={() => remove(grant.at)} aria-label={`Take ${grant.role} away from ${subjectLabel(subject)}`}><IconX size={15} /></ActionIcon></td>}
    </tr>
  );
}

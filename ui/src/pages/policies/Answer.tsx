// The answer of the policy tester: yes or no, how far they reach, and what each of their roles says.
import { IconCheck, IconX } from "@tabler/icons-react";
import type * as t from "../../api/types.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount, plural } from "../../kit/format.ts";
import { permissionLabel } from "../../kit/permissions.ts";
import { Tag } from "../../kit/Tags.tsx";
import { shortRef } from "../../paths.ts";
import { Subject, useAccountName } from "./Subject.tsx";
import { subjectLabel, versionName } from "./words.ts";

export function Answer({ question, answer }: { question: t.Question; answer: t.PolicyAnswer }) {
  const account = useAccountName(question.subject.startsWith("principal:") ? question.subject.slice("principal:".length) : "");
  const who = account || subjectLabel(question.subject);
  const what = permissionLabel(question.permission);
  const aboutEntities = question.permission.startsWith("catalog.");
  return (
    <>
      <section className={answer.allowed ? "answer yes" : "answer no"} aria-live="polite" aria-label="The answer">
        <h2>
          {answer.allowed ? <IconCheck size={18} color="var(--green)" aria-hidden /> : <IconX size={18} color="var(--red)" aria-hidden />}
          <span dir="auto">{answer.allowed ? "Yes" : "No"}: {who} may {answer.allowed ? "" : "not "}{what}{question.entity ? `, on ${shortRef(question.entity)}` : ""}</span>
        </h2>
        <p>
          {reach(answer, aboutEntities)}
          {typeof question.version === "number" && <> By {versionName(question.version)}, which does not hold.</>}
        </p>
      </section>
      <h2 className="section">Why</h2>
      <Reasons answer={answer} entity={question.entity ?? undefined} />
      <h2 className="section">Their groups</h2>
      {answer.groups.length === 0 ? <p className="dim">They are in no group of the catalog.</p> : <div className="answer-groups">{answer.groups.map((group) => <EntityChip key={group} entityRef={group} />)}</div>}
    </>
  );
}

function reach({ entities, of }: t.PolicyAnswer, aboutEntities: boolean): string {
  if (!aboutEntities) return entities === 0 ? "" : entities === of ? "This is not limited to some entities." : `Only for what belongs to ${formatCount(entities)} of ${plural(of, "entity", "entities")}.`;
  if (entities === of) return `They reach all ${plural(of, "entity", "entities")}.`;
  return `They reach ${formatCount(entities)} of ${plural(of, "entity", "entities")}.`;
}

function Reasons({ answer, entity }: { answer: t.PolicyAnswer; entity?: string }) {
  if (answer.because.length === 0) return <p className="dim">No role of theirs says anything about it, and what no role allows is refused.</p>;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="What each role says">
      <table className="grid-table">
        <thead><tr><th>Role</th><th>Says</th><th className="wide">Because it is given to</th><th className="right">Entities</th>{entity && <th>This one</th>}</tr></thead>
        <tbody>
          {answer.because.map((reason, i) => (
            <tr key={i}>
              <td>{reason.role}</td>
              <td><Tag dot tone={reason.effect === "allow" ? "green" : "red"}>{reason.effect === "allow" ? "Allows" : "Refuses"}</Tag></td>
              <td className="wide"><Subject subject={reason.grant} /></td>
              <td className="right">{reason.entities === null || reason.entities === undefined ? "all" : formatCount(reason.entities)}</td>
              {entity && <td>{reason.applies ? "is among them" : <span className="dim">is not</span>}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

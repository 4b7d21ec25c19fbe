// For whom a policy would change what against the one that holds, and what is wrong with it.
import type { PolicyEffect, PolicyPreview, PolicyProblem } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { formatCount, plural } from "../../kit/format.ts";
import { permissionLabel } from "../../kit/permissions.ts";
import { SeverityTag, Tag } from "../../kit/Tags.tsx";
import { paths } from "../../paths.ts";
import { Subject } from "./Subject.tsx";
import { useState } from "react";
import { Button } from "@mantine/core";

const STEP = 50;

export function Effects({ preview, version }: { preview: PolicyPreview; version?: number }) {
  const [shown, setShown] = useState(STEP);
  const { items, compared } = preview;
  const count = (what: (item: PolicyEffect) => boolean) => items.filter(what).length;
  const [gain, lose, other] = [count((item) => item.gained.length > 0), count((item) => item.lost.length > 0), count((item) => item.moved.length > 0)];
  if (items.length === 0) return <p className="dim">Nothing changes for anybody: {compared < 2 ? "guests were" : `guests and ${plural(compared - 1, "user")} were`} compared.</p>;
  return (
    <div className="effects">
      <div className="summary">
        <span>Changes for {formatCount(items.length)} of {formatCount(compared)}:</span>
        {lose > 0 && <Tag tone="red" dot>{formatCount(lose)} lose</Tag>}
        {gain > 0 && <Tag tone="green" dot>{formatCount(gain)} gain</Tag>}
        {other > 0 && <Tag tone="amber" dot>{formatCount(other)} reach other entities</Tag>}
      </div>
      <div className="effect-list" tabIndex={0} role="region" aria-label="Who gains and loses what">
        {items.slice(0, shown).map((item) => <Effect key={item.subject} effect={item} version={version} />)}
        {items.length > shown && <Button variant="subtle" onClick={() => setShown(shown + STEP)}>Show more</Button>}
      </div>
      <p className="dim">Compared are guests and the users of the catalog{compared > 2_000 && ", the first 2,000 of them"}. Service accounts are not.</p>
    </div>
  );
}

function Effect({ effect, version }: { effect: PolicyEffect; version?: number }) {
  const ask = (permission: string) => paths.policyTester({ subject: effect.subject, permission, version: version ? String(version) : undefined });
  const link = (permission: string) => <AppLink className="link" href={ask(permission)}>{permissionLabel(permission)}</AppLink>;
  const list = (names: string[]) => names.map((name, i) => <span key={name}>{i > 0 && ", "}{link(name)}</span>);
  return (
    <div className="effect">
      <Subject subject={effect.subject} />
      <ul>
        {effect.lost.length > 0 && <li><span className="loss">No longer may</span> {list(effect.lost)}</li>}
        {effect.gained.length > 0 && <li><span className="gain">May now</span> {list(effect.gained)}</li>}
        {effect.moved.map((move) => (
          <li key={move.permission}>
            <span>{link(move.permission)}</span>: {move.before === move.after ? `other entities, ${formatCount(move.after)} as before` : `${formatCount(move.before)} → ${plural(move.after, "entity", "entities")}`}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function PolicyProblems({ problems, open }: { problems: PolicyProblem[]; open?: (problem: PolicyProblem) => void }) {
  if (problems.length === 0) return null;
  return (
    <div className="policy-problems" role="status" aria-label="Problems of the policy">
      {problems.map((problem, i) => (
        <div key={i} className="policy-problem">
          <div className="row">
            <SeverityTag severity={problem.severity} />
            {open ? <button type="button" className="plain link" onClick={() => open(problem)}>line {problem.line}, column {problem.column}</button> : <span className="dim">line {problem.line}, column {problem.column}</span>}
            <code className="dim clip">{problem.code}</code>
          </div>
          <span dir="auto">{problem.message}</span>
          {problem.help && <span className="dim">{problem.help}</span>}
        </div>
      ))}
    </div>
  );
}

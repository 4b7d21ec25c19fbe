// What is wrong with the entity: what its files say that cannot be read, and what they point at that is not there.
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount } from "../../kit/format.ts";
import { Card } from "../../kit/Page.tsx";
import { relationTitle } from "../../kit/relations.ts";
import { ProblemList } from "../problems/ProblemList.tsx";
import type { TabProps } from "./EntityPage.tsx";
import { useTargets } from "./useTargets.ts";

export default function ProblemsTab({ entity, entityRef }: TabProps) {
  const targets = useTargets(entity);
  const missing = (entity.relations ?? []).filter(({ targetRef }) => targets.get(targetRef) === null);
  const list = <ProblemList filter={{ entity: entityRef }} none={missing.length > 0 && <p className="dim">The files that describe this entity read without errors or warnings.</p>} />;
  if (missing.length === 0) return list;
  return (
    <div className="entity-problems">
      <Card title="References that lead nowhere" more={formatCount(missing.length)}>
        {missing.map(({ type, targetRef }) => (
          <div key={`${type} ${targetRef}`} className="relation">
            <span className="dim">{relationTitle(type)}</span><EntityChip entityRef={targetRef} dangling />
            <code className="dim clip relation-facts">{targetRef}</code>
          </div>
        ))}
        <p className="dim">Nothing in the catalog has these references. Correct them in the file of this entity, or add a source that describes what they name.</p>
      </Card>
      {list}
    </div>
  );
}

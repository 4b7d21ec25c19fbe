// The relations of an entity, a card per type. A target nobody registered is shown as such, not hidden.
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";
import type { Entity, Relation } from "../../api/types.ts";
import { describe } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount } from "../../kit/format.ts";
import { Card } from "../../kit/Page.tsx";
import { byRelation, relationTitle } from "../../kit/relations.ts";
import { LifecycleTag } from "../../kit/Tags.tsx";

const SHORT = 8;

type Known = Map<string, Entity | null>;

export function Relations({ relations, known }: { relations: Relation[]; known: Known }) {
  return (
    <div className="relations">
      {byRelation(relations).map(([type, list]) => <Group key={type} title={relationTitle(type)} refs={list.map((relation) => relation.targetRef)} known={known} />)}
    </div>
  );
}

function Group({ title, refs, known }: { title: string; refs: string[]; known: Known }) {
  const [open, setOpen] = useState(false);
  const shown = open ? refs.slice(0, 300) : refs.slice(0, SHORT);
  return (
    <Card title={title} more={<span className="num">{formatCount(refs.length)}</span>}>
      {shown.map((ref) => {
        const entity = known.get(ref);
        const d = entity ? describe(entity) : undefined;
        return (
          <div key={ref} className="relation">
            <EntityChip entityRef={ref} title={d?.title} dangling={entity === null} />
            {entity === null && <span className="dangling-note" title="Something points here, but no source describes it"><IconPlugConnectedX size={13} aria-hidden /> Not in the catalog</span>}
            {d && <span className="row relation-facts"><span className="dim clip">{d.type}</span><LifecycleTag value={d.lifecycle} /></span>}
          </div>
        );
      })}
      {refs.length > SHORT && <button type="button" className="quiet" onClick={() => setOpen(!open)}>{open ? "Show fewer" : `Show all ${formatCount(refs.length)}`}</button>}
    </Card>
  );
}

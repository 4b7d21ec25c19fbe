// What adding the source would bring: entities and problems with their places. Nothing of it has been kept.
import { Button } from "@mantine/core";
import { useState } from "react";
import type { DryRun } from "../../api/types.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { plural } from "../../kit/format.ts";
import { KindIcon } from "../../kit/kinds.tsx";
import { EmptyState } from "../../kit/States.tsx";
import { StateTag, Tag } from "../../kit/Tags.tsx";
import { parseRef } from "../../paths.ts";
import { ProblemItem } from "../problems/ProblemItem.tsx";

const STEP = 200;

export function PreviewResult({ result }: { result: DryRun }) {
  const { entities, problems, files } = result;
  const conflicts = entities.filter((entity) => entity.change === "conflict").length;
  return (
    <div className="preview-result" aria-live="polite">
      <h3>{plural(entities.length, "entity", "entities")} and {plural(problems.length, "problem")} in {plural(files, "file")}</h3>
      {conflicts > 0 && <p className="dim">{plural(conflicts, "entity is", "entities are")} in the catalog already; the source with the lower rank decides each field.</p>}
      {entities.length === 0 && problems.length === 0 && <EmptyState small title="Nothing to add here">No file with apiVersion and kind was found in this target.</EmptyState>}
      <Entities result={result} />
      <Problems result={result} />
    </div>
  );
}

function Entities({ result }: { result: DryRun }) {
  const [shown, setShown] = useState(STEP);
  const { entities } = result;
  if (entities.length === 0) return null;
  return (
    <div className="preview-entities" tabIndex={0} role="region" aria-label="Entities in the preview">
      {entities.slice(0, shown).map((entity) => (
        <div key={`${entity.ref} ${entity.file} ${entity.line}`}>
          {entity.change === "created" ? <NewEntity entity={entity} /> : <EntityChip entityRef={entity.ref} title={entity.title} hover={false} />}
          {entity.change === "created" ? <Tag dot tone="green">New</Tag> : <StateTag state={entity.change} />}
          <span className="mono dim clip where" title={`${entity.file}:${entity.line}`}>{entity.file}:{entity.line}</span>
        </div>
      ))}
      {entities.length > shown && <Button variant="subtle" onClick={() => setShown(shown + STEP)}>Show more</Button>}
    </div>
  );
}

/** Not a link: there is no page of it yet. */
function NewEntity({ entity }: { entity: DryRun["entities"][number] }) {
  return <span className="preview-new"><KindIcon kind={parseRef(entity.ref).kind} size={15} /><span className="clip" dir="auto" title={entity.ref}>{entity.title}</span></span>;
}

function Problems({ result }: { result: DryRun }) {
  const [open, setOpen] = useState<number[]>([0]);
  const [shown, setShown] = useState(50);
  const { problems } = result;
  if (problems.length === 0) return null;
  return (
    <div>
      <h3>Problems</h3>
      {problems.slice(0, shown).map((problem, i) => (
        <ProblemItem key={i} problem={problem} open={open.includes(i)} onToggle={() => setOpen(open.includes(i) ? open.filter((o) => o !== i) : [...open, i])} showEntity={false} />
      ))}
      {problems.length > shown && <Button variant="subtle" onClick={() => setShown(shown + 50)}>Show more</Button>}
    </div>
  );
}

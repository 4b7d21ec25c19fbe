// One problem: what is wrong, where, how to mend it; opened it shows the place in the file.
import "./problems.css";
import { IconChevronDown, IconChevronRight, IconExternalLink } from "@tabler/icons-react";
import type { ProblemBody } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Prose } from "../../kit/Prose.tsx";
import { SeverityTag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths, safeHref } from "../../paths.ts";
import { Excerpt } from "./Excerpt.tsx";

const placeOf = (p: ProblemBody) => (p.line > 0 ? `${p.file}:${p.line}${p.column > 0 ? `:${p.column}` : ""}` : p.file);

interface Props {
  problem: ProblemBody;
  open: boolean;
  onToggle: () => void;
  showEntity?: boolean;
  /** Under a heading that already says the code and the severity. */
  grouped?: boolean;
}

export function ProblemItem({ problem, open, onToggle, showEntity = true, grouped = false }: Props) {
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <article className="problem">
      <button type="button" className="problem-head" aria-expanded={open} onClick={onToggle}>
        <Chevron size={14} aria-hidden />
        {!grouped && <SeverityTag severity={problem.severity} />}
        <span className="problem-message" dir="auto"><Prose text={problem.message} /></span>
      </button>
      <Where problem={problem} showEntity={showEntity} grouped={grouped} />
      {open && <Excerpt problem={problem} />}
      {open && problem.help && <p className="problem-help"><strong>Help:</strong> <Prose text={problem.help} /></p>}
    </article>
  );
}

function Where({ problem, showEntity, grouped }: { problem: ProblemBody; showEntity: boolean; grouped: boolean }) {
  const href = safeHref(problem.url);
  return (
    <div className="problem-where">
      {href
        ? <a className="link mono" href={href} target="_blank" rel="noreferrer">{placeOf(problem)}<IconExternalLink size={12} aria-hidden /><span className="sr">(opens {new URL(href).host})</span></a>
        : <span className="mono">{placeOf(problem)}</span>}
      {!grouped && <span className="mono">{problem.code}</span>}
      {problem.source_id && <AppLink className="link" href={paths.source(problem.source_id)}>{problem.source_name || "Source"}</AppLink>}
      {showEntity && problem.entity_ref && <EntityChip entityRef={problem.entity_ref} />}
      {problem.first_seen_at && <span>First seen <Time at={problem.first_seen_at} /></span>}
      {problem.last_seen_at && <span>Last seen <Time at={problem.last_seen_at} /></span>}
    </div>
  );
}

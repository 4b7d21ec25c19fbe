// Problems with their place and excerpt. Which filters apply is decided by the page around it.
import { Button } from "@mantine/core";
import { useProblems, type ProblemFilter } from "../../api/portolan.ts";
import type { ProblemBody } from "../../api/types.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { Card } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { SeverityTag } from "../../kit/Tags.tsx";
import { safeHref } from "../../paths.ts";

export function ProblemList({ filter }: { filter: ProblemFilter }) {
  const { data, isPending, error, refetch, hasNextPage, fetchNextPage } = useProblems(filter);
  if (isPending) return <Skeletons rows={6} />;
  if (error) return <ErrorState error={error} retry={refetch} />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState title="No problems">The files read without errors or warnings.</EmptyState>;
  return (
    <Card>
      {items.map((problem) => <Problem key={problem.id} problem={problem} />)}
      {hasNextPage && <Button variant="default" onClick={() => fetchNextPage()}>Show more</Button>}
    </Card>
  );
}

function Problem({ problem }: { problem: ProblemBody }) {
  const href = safeHref(problem.url);
  const place = `${problem.file}:${problem.line}`;
  return (
    <article className="change">
      <div className="row"><SeverityTag severity={problem.severity} /><strong dir="auto">{problem.message}</strong></div>
      <p className="dim mono">{href ? <a className="link" href={href} target="_blank" rel="noopener noreferrer">{place}</a> : place} · {problem.code} · {problem.source_name}</p>
      {problem.entity_ref && <EntityChip entityRef={problem.entity_ref} />}
      {problem.excerpt && <Excerpt problem={problem} />}
      {problem.help && <p dir="auto">{problem.help}</p>}
    </article>
  );
}

function Excerpt({ problem }: { problem: ProblemBody }) {
  const { first_line: first, lines } = problem.excerpt!;
  return (
    <details>
      <summary>Source</summary>
      <pre className="mono" style={{ overflow: "auto" }}>
        {lines.map((line, i) => {
          const n = first + i;
          const last = problem.end_line || problem.line;
          const inside = n >= problem.line && n <= last;
          const from = !inside ? line.length : n === problem.line ? Math.max(0, problem.column - 1) : 0;
          const to = n === last && problem.end_column > problem.column ? problem.end_column - 1 : line.length;
          return (
            <div key={n}>
              <span className="dim">{String(n).padStart(5)} </span>{line.slice(0, from)}
              <span style={inside ? { textDecoration: "underline wavy var(--red)" } : undefined}>{line.slice(from, to)}</span>{line.slice(Math.max(from, to))}
            </div>
          );
        })}
      </pre>
    </details>
  );
}

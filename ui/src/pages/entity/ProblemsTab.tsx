// What is wrong with the entity's files.
import { useProblems } from "../../api/portolan.ts";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { SeverityTag } from "../../kit/Tags.tsx";
import { Card } from "../../kit/Page.tsx";
import type { TabProps } from "./EntityPage.tsx";
import { part } from "./parts.tsx";

interface ListProps {
  filter: { entity: string };
}

const ProblemList = part<ListProps>(import.meta.glob("../problems/ProblemList.tsx"), "ProblemList", Plain);

export default function ProblemsTab({ entityRef }: TabProps) {
  return <ProblemList filter={{ entity: entityRef }} />;
}

function Plain({ filter }: ListProps) {
  const { data, isPending, error, refetch } = useProblems(filter);
  if (isPending) return <Skeletons rows={4} />;
  if (error) return <ErrorState error={error} retry={refetch} />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState title="No problems">The files that describe this entity read without errors or warnings.</EmptyState>;
  return (
    <Card>
      {items.map((problem) => (
        <article key={problem.id} className="change">
          <div className="row"><SeverityTag severity={problem.severity} /><strong>{problem.message}</strong></div>
          <p className="dim mono">{problem.file}:{problem.line} · {problem.code}</p>
          {problem.help && <p>{problem.help}</p>}
        </article>
      ))}
    </Card>
  );
}

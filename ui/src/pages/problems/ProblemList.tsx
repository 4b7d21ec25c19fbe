// Problems of one thing (an entity, a source), each with its excerpt open.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useProblems, type ProblemFilter } from "../../api/portolan.ts";
import { formatCount } from "../../kit/format.ts";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { ProblemItem } from "./ProblemItem.tsx";

export function ProblemList({ filter }: { filter: ProblemFilter }) {
  const list = useProblems(filter, 50);
  const [closed, setClosed] = useState<string[]>([]);
  if (list.isPending) return <Skeletons rows={4} />;
  if (!list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  const total = list.data.pages[0]?.total ?? items.length;
  if (items.length === 0) {
    return <EmptyState title="No problems">{filter.entity ? "The files that describe this entity read without errors or warnings." : "Everything read without errors or warnings."}</EmptyState>;
  }
  const toggle = (id: string) => setClosed(closed.includes(id) ? closed.filter((c) => c !== id) : [...closed, id]);
  return (
    <div className="problem-list">
      {items.map((problem) => (
        <ProblemItem key={problem.id} problem={problem} open={!closed.includes(problem.id)} onToggle={() => toggle(problem.id)} showEntity={!filter.entity} />
      ))}
      {list.hasNextPage && (
        <div className="problem-more">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more of {formatCount(total)}</Button>
        </div>
      )}
    </div>
  );
}

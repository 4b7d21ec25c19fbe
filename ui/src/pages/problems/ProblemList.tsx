// Problems of one thing (an entity, a source), each with its excerpt open unless they are folded.
import { Button } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useProblems, type ProblemFilter } from "../../api/portolan.ts";
import { formatCount } from "../../kit/format.ts";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { ProblemItem } from "./ProblemItem.tsx";

interface Props {
  filter: ProblemFilter;
  step?: number;
  folded?: boolean;
  /** What stands here when there are none, where the usual words would be wrong. */
  none?: ReactNode;
}

export function ProblemList({ filter, step = 50, folded = false, none }: Props) {
  const list = useProblems(filter, step);
  const [turned, setTurned] = useState<string[]>([]);
  if (list.isPending) return <Skeletons rows={4} />;
  if (!list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  const total = list.data.pages[0]?.total ?? items.length;
  if (items.length === 0) {
    return none || <EmptyState title="No problems">{filter.entity ? "The files that describe this entity read without errors or warnings." : "Everything read without errors or warnings."}</EmptyState>;
  }
  const toggle = (id: string) => setTurned(turned.includes(id) ? turned.filter((c) => c !== id) : [...turned, id]);
  return (
    <div className="problem-list">
      {items.map((problem) => (
        <ProblemItem key={problem.id} problem={problem} open={turned.includes(problem.id) === folded} onToggle={() => toggle(problem.id)} showEntity={!filter.entity} />
      ))}
      {list.hasNextPage && (
        <div className="problem-more">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more of {formatCount(total)}</Button>
        </div>
      )}
    </div>
  );
}

// The problems of one code. Read only while the group is open, so that many codes cost one request.
import { Button } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useProblems, type ProblemFilter } from "../../api/portolan.ts";
import type { ProblemPage } from "../../api/types.ts";
import { formatCount } from "../../kit/format.ts";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { SeverityTag } from "../../kit/Tags.tsx";
import { ProblemItem } from "./ProblemItem.tsx";

interface Props {
  group: ProblemPage["groups"][number];
  filter: ProblemFilter;
  open: boolean;
  onToggle: () => void;
  expanded: string[];
  onExpand: (id: string) => void;
}

export function ProblemGroup({ group, filter, open, onToggle, expanded, onExpand }: Props) {
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <section className="problem-group" aria-label={group.code}>
      <header>
        <h2><button type="button" aria-expanded={open} onClick={onToggle}><Chevron size={14} aria-hidden /><span className="mono">{group.code}</span></button></h2>
        <SeverityTag severity={group.severity} />
        <span className="dim num">{formatCount(group.count)}</span>
      </header>
      {open && <div className="body"><Items filter={{ ...filter, code: group.code, severity: group.severity }} expanded={expanded} onExpand={onExpand} /></div>}
    </section>
  );
}

function Items({ filter, expanded, onExpand }: Pick<Props, "filter" | "expanded" | "onExpand">) {
  const list = useProblems(filter, 25);
  if (list.isPending) return <div style={{ padding: "12px 0" }}><Skeletons rows={3} /></div>;
  if (!list.data) return <ErrorState small error={list.error} retry={() => void list.refetch()} />;
  return (
    <div className="problem-list">
      {list.data.pages.flatMap((page) => page.items).map((problem) => (
        <ProblemItem key={problem.id} grouped problem={problem} open={expanded.includes(problem.id)} onToggle={() => onExpand(problem.id)} />
      ))}
      {list.hasNextPage && <div className="problem-more"><Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button></div>}
    </div>
  );
}

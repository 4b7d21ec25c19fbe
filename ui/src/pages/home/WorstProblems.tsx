// What is wrong most, by code.
import { useProblems } from "../../api/portolan.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { formatCount } from "../../kit/format.ts";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { SeverityTag } from "../../kit/Tags.tsx";
import { paths } from "../../paths.ts";

export const MOST_CODES = 8;

export function WorstProblems() {
  const { data, isPending, error, refetch } = useProblems({}, 1);
  const groups = data?.pages[0]?.groups ?? [];
  return (
    <>
      {isPending && <Skeletons rows={4} />}
      {error && !data && <ErrorState small error={error} retry={() => void refetch()} />}
      {data && groups.length === 0 && <EmptyState small title="Everything read well">What is wrong in the files of the sources is counted here by its code.</EmptyState>}
      {groups.slice(0, MOST_CODES).map(({ code, severity, count }) => (
        <div className="line" key={code + severity}>
          <AppLink className="mono clip link" href={paths.problems({ code })}>{code}</AppLink>
          <span className="grow" />
          <SeverityTag severity={severity} />
          <span className="num line-time">{formatCount(count)}</span>
        </div>
      ))}
    </>
  );
}

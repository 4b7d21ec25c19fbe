// What changed last, live.
import { useChanged } from "../../api/live.ts";
import { useChanges } from "../../api/portolan.ts";
import type { ChangeBody } from "../../api/types.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { StateTag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";

export function LatestChanges() {
  const { data, isPending, error, refetch } = useChanges(10);
  return (
    <>
      {isPending && <Skeletons rows={6} />}
      {error && <ErrorState small error={error} retry={refetch} />}
      {data?.items.length === 0 && <EmptyState small title="No change yet">Every created, updated or deleted entity is listed here.</EmptyState>}
      {data?.items.map((change) => <Line key={`${change.revision}-${change.ref}`} change={change} />)}
    </>
  );
}

function Line({ change }: { change: ChangeBody }) {
  const changed = useChanged(change.ref);
  return (
    <div className={changed ? "line changed" : "line"}>
      <EntityChip entityRef={change.ref} title={change.title} dangling={change.action === "deleted"} />
      <span className="grow" />
      <StateTag state={change.action} />
      <span className="dim line-time"><Time at={change.at} /></span>
    </div>
  );
}

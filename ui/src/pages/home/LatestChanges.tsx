// What changed last, live.
import { useChanged } from "../../api/live.ts";
import { useChanges } from "../../api/portolan.ts";
import type { ChangeBody } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { plural } from "../../kit/format.ts";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { StateTag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { parseRef, paths } from "../../paths.ts";
import { byEntity, CHANGES_READ, MOST_CHANGED } from "./changed.ts";

export function LatestChanges() {
  const { data, isPending, error, refetch } = useChanges(CHANGES_READ);
  return (
    <>
      {isPending && <Skeletons rows={6} />}
      {error && <ErrorState small error={error} retry={refetch} />}
      {data?.items.length === 0 && <EmptyState small title="No change yet">Every created, updated or deleted entity is listed here.</EmptyState>}
      {data && byEntity(data.items).slice(0, MOST_CHANGED).map(({ last, count }) => <Line key={last.ref} change={last} count={count} />)}
    </>
  );
}

function Line({ change, count }: { change: ChangeBody; count: number }) {
  const changed = useChanged(change.ref);
  // The log has names of people as they are in the files; what there is shows what it is called now.
  const title = change.action !== "deleted" && change.title?.toLowerCase() === parseRef(change.ref).name ? undefined : change.title;
  return (
    <div className={changed ? "line changed" : "line"}>
      <EntityChip entityRef={change.ref} title={title} dangling={change.action === "deleted"} />
      <span className="grow" />
      {count > 1 && <AppLink className="dim num line-count" href={paths.entity(change.ref, { tab: "history" })}>{plural(count, "change")}</AppLink>}
      <StateTag state={change.action} />
      <span className="dim line-time"><Time at={change.at} /></span>
    </div>
  );
}

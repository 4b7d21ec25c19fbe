// What happened to the entity last: the end of its overview, and the way to its whole history.
import { useActivity } from "../../api/portolan.ts";
import type { ChangeBody } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Card } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { StateTag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";
import { Actor } from "../audit/Who.tsx";
import { changedFields } from "./changes.ts";

const SHOWN = 5;

export function Activity({ entityRef }: { entityRef: string }) {
  const { data, isPending, error, refetch } = useActivity(entityRef, SHOWN);
  const changes = data?.items ?? [];
  return (
    <Card title="Activity" more={changes.length > 0 && <AppLink className="link" href={paths.entity(entityRef, { tab: "history" })}>Whole history</AppLink>}>
      {isPending && <Skeletons rows={3} gap={22} />}
      {error && !data && <ErrorState small error={error} retry={refetch} />}
      {data && changes.length === 0 && <EmptyState small title="Nothing happened yet">Each change is listed here with who or which source made it.</EmptyState>}
      <ul className="activity">{changes.map((change) => <Line key={change.revision} change={change} />)}</ul>
    </Card>
  );
}

function Line({ change }: { change: ChangeBody }) {
  const fields = changedFields(change.operations);
  return (
    <li>
      <StateTag state={change.action} />
      <span className="mono clip activity-what" title={fields.join("\n") || undefined}>{fields.slice(0, 2).join(", ")}{fields.length > 2 && <span className="dim"> and {fields.length - 2} more</span>}</span>
      <span className="activity-who clip">
        {change.source_id
          ? <><span className="dim">from </span><AppLink className="link" dir="auto" href={paths.source(change.source_id)}>{change.source_name ?? change.source_id}</AppLink></>
          : <><span className="dim">by </span><Actor name={change.actor} /></>}
      </span>
      <span className="dim activity-when"><Time at={change.at} /></span>
    </li>
  );
}

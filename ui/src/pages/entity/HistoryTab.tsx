// How the entity changed: newest first, grouped by day, each change as a list of fields before and after.
import { useHistory } from "../../api/portolan.ts";
import type { ChangeBody, Operation } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Card } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { StateTag } from "../../kit/Tags.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";
import { Actor } from "../audit/Who.tsx";
import { dotted, written } from "./changes.ts";
import type { TabProps } from "./EntityPage.tsx";

const day = new Intl.DateTimeFormat("en", { dateStyle: "full" });

export default function HistoryTab({ entityRef }: TabProps) {
  const { data, isPending, error, refetch } = useHistory(entityRef);
  if (isPending) return <Skeletons rows={8} />;
  if (!data) return <ErrorState error={error} retry={refetch} />;
  if (data.items.length === 0) return <EmptyState title="No history yet">Each change to this entity will be listed here with what it was before.</EmptyState>;
  const days = Map.groupBy(data.items, (change) => day.format(new Date(change.at)));
  return (
    <div className="history">
      {[...days].map(([label, changes]) => (
        <Card key={label} title={label}>{changes.map((change) => <Change key={change.revision} change={change} />)}</Card>
      ))}
    </div>
  );
}

function Change({ change }: { change: ChangeBody }) {
  return (
    <article className="change">
      <div className="row">
        <StateTag state={change.action} />
        <span className="dim"><Time at={change.at} /></span>
        {!change.source_id && <span className="row"><span className="dim">by</span><Actor name={change.actor} /></span>}
        {change.source_id && <span className="row"><span className="dim">from</span><AppLink className="link clip" href={paths.source(change.source_id)}>{change.source_name ?? change.source_id}</AppLink></span>}
        <span className="grow" />
        <span className="dim num">revision {change.revision}</span>
      </div>
      {change.operations.length > 0 && <div className="diff">{change.operations.map((operation, i) => <OperationRow key={i} operation={operation} />)}</div>}
    </article>
  );
}

function OperationRow({ operation }: { operation: Operation }) {
  return (
    <div className="operation">
      <span className="mono clip" title={dotted(operation.path)}>{dotted(operation.path)}</span>
      <div>
        {operation.op !== "add" && operation.from !== undefined && <pre className="was"><span className="sr">was </span>{written(operation.from)}</pre>}
        {operation.op !== "remove" && <pre className="now"><span className="sr">now </span>{written(operation.value)}</pre>}
        {operation.op === "remove" && operation.from === undefined && <pre className="was">removed</pre>}
      </div>
    </div>
  );
}

// How the server runs: what serves, where everything is kept, and the work that waits. It follows by itself.
import "./operations.css";
import { useOperations } from "../../api/operations.ts";
import type { Operations } from "../../api/types.ts";
import { Needs } from "../../kit/Denied.tsx";
import { Page, PageHeader } from "../../kit/Page.tsx";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { Time } from "../../kit/Time.tsx";
import { Database } from "./Database.tsx";
import { Nodes } from "./Nodes.tsx";
import { Queue } from "./Queue.tsx";

export function OperationsPage() {
  return (
    <Page>
      <PageHeader title="Operations" />
      <Needs permission="operations.read" waiting={<Skeletons rows={10} gap={24} />}><Running /></Needs>
    </Page>
  );
}

function Running() {
  const operations = useOperations();
  if (!operations.data) return operations.error ? <ErrorState error={operations.error} retry={() => void operations.refetch()} /> : <Skeletons rows={10} gap={24} />;
  return (
    <>
      {operations.error && <p className="operations-old" role="status">What you see is from <Time at={operations.dataUpdatedAt} />: the server does not answer. This page tries again by itself.</p>}
      <Parts operations={operations.data} at={operations.dataUpdatedAt} />
    </>
  );
}

function Parts({ operations, at }: { operations: Operations; at: number }) {
  return (
    <>
      <Database operations={operations} />
      <Nodes nodes={operations.nodes} version={operations.version} at={at} />
      <Queue counts={operations.jobs} at={at} />
    </>
  );
}

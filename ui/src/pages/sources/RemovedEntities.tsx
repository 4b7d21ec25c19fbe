// Entities that left the catalog in the last 30 days; each can come back with its identity.
import { Button } from "@mantine/core";
import { useRestore, useTombstones } from "../../api/portolan.ts";
import { Card } from "../../kit/Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { Time } from "../../kit/Time.tsx";

export function RemovedEntities() {
  const { data, isPending, error, refetch } = useTombstones();
  const restore = useRestore();
  return (
    <Card title="Removed entities" more={data?.items.length}>
      {restore.error && <ErrorState small error={restore.error} />}
      {isPending ? (
        <Skeletons rows={3} />
      ) : error ? (
        <ErrorState small error={error} retry={refetch} />
      ) : data.items.length === 0 ? (
        <EmptyState small title="Nothing was removed">What leaves the catalog is kept here for 30 days and can be restored.</EmptyState>
      ) : (
        data.items.map((one) => (
          <div key={one.uid} className="relation">
            <span className="clip" dir="auto">{one.title || one.ref}</span>
            <span className="row relation-facts dim">
              <span className="mono clip">{one.ref}</span>
              <span>{one.reason}</span>
              <Time at={one.deleted_at} />
              <Button size="compact-xs" variant="default" loading={restore.isPending && restore.variables === one.uid} onClick={() => restore.mutate(one.uid)} aria-label={`Restore ${one.ref}`}>
                Restore
              </Button>
            </span>
          </div>
        ))
      )}
    </Card>
  );
}

// Entities this source removed, which can be restored until they expire.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useRestore, useTombstones } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import type { Tombstone } from "../../api/types.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { EmptyState, ErrorState, Skeletons } from "../../kit/States.tsx";
import { Time } from "../../kit/Time.tsx";
import { ActionError } from "../../kit/ActionError.tsx";

const STEP = 50;

export function Removed({ name }: { name: string }) {
  const { data, isPending, error, refetch } = useTombstones();
  const [shown, setShown] = useState(STEP);
  const restore = useRestore();
  const may = useMay("catalog.write");
  if (isPending) return <Skeletons rows={3} />;
  if (!data) return <ErrorState small error={error} retry={() => void refetch()} />;
  // Tombstones carry the source's name only.
  const items = data.items.filter((item) => item.source_name === name);
  if (items.length === 0) return <EmptyState small title="Nothing was removed">Entities that leave with this source's files are kept here for 30 days and can be restored.</EmptyState>;
  return (
    <>
      <ActionError title="The entity was not restored" error={restore.error} />
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Removed entities">
        <table className="grid-table">
          <thead><tr><th>Entity</th><th>Removed</th><th className="wide">Kept until</th><th className="wide">Why</th><th><span className="sr">Action</span></th></tr></thead>
          <tbody>{items.slice(0, shown).map((item) => <Row key={item.uid} item={item} busy={restore.isPending && restore.variables === item.uid} restore={may ? () => restore.mutate(item.uid) : undefined} />)}</tbody>
        </table>
      </div>
      {items.length > shown && <div style={{ paddingTop: 10 }}><Button variant="default" onClick={() => setShown(shown + STEP)}>Show more</Button></div>}
    </>
  );
}

function Row({ item, busy, restore }: { item: Tombstone; busy: boolean; restore?: () => void }) {
  return (
    <tr>
      <td><div className="source-name"><EntityChip entityRef={item.ref} title={item.title} hover={false} /></div></td>
      <td><Time at={item.deleted_at} /></td>
      <td className="wide"><Time at={item.expires_at} /></td>
      <td className="text wide">{item.reason}</td>
      <td className="right">{restore && <Button variant="default" loading={busy} onClick={restore} aria-label={`Restore ${item.title || item.ref}`}>Restore</Button>}</td>
    </tr>
  );
}

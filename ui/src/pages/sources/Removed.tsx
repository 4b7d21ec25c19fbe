// Removed entities, which can come back until they expire: one, those that are picked, or all that are listed.
import { Button } from "@mantine/core";
import { IconRestore } from "@tabler/icons-react";
import { useState } from "react";
import { useTombstones, type RemovedFilter } from "../../api/portolan.ts";
import { useMay } from "../../api/rights.ts";
import type { RestoreWish, Tombstone } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount, plural } from "../../kit/format.ts";
import { Prose } from "../../kit/Prose.tsx";
import { SelectionBar } from "../../kit/SelectionBar.tsx";
import { EmptyState, ErrorState, NoMatch, Skeletons } from "../../kit/States.tsx";
import { Deadline, Time } from "../../kit/Time.tsx";
import { MOST_PICKED, useSelection, type Selection } from "../../kit/useSelection.ts";
import { paths } from "../../paths.ts";
import { RestoreDialog } from "./RestoreDialog.tsx";

const STEP = 50;

interface Props {
  filter: RemovedFilter;
  /** What all that is listed has in common: "of this sync"; without it only picked ones come back. */
  all?: string;
  /** Of the sources, where there is more than one. */
  names?: Map<string, string>;
  /** The way back to all, where the filter is one that somebody chose. */
  clear?: () => void;
}

export function Removed({ filter, all, names, clear }: Props) {
  const { data, isPending, error, refetch } = useTombstones(filter);
  const [shown, setShown] = useState(STEP);
  const [asked, setAsked] = useState<RestoreWish | null>(null);
  const [told, setTold] = useState("");
  const selection = useSelection({ ...filter });
  const may = useMay("catalog.write");
  if (isPending) return <Skeletons rows={3} />;
  if (!data) return <ErrorState small error={error} retry={() => void refetch()} />;
  const { items, total } = data;
  // What has come back meanwhile cannot be seen to be picked.
  const picked = selection.refs.filter((uid) => items.some((item) => item.uid === uid));
  const came = (count: number) => {
    selection.clear();
    setAsked(null);
    setTold(count === 1 ? "The entity is back" : `${formatCount(count)} entities are back`);
  };
  return (
    <div className="removed">
      {told && <p role="status" className="removed-told">{told}</p>}
      {items.length === 0 ? clear ? <NoMatch small title="No removed entity matches these filters" clear={clear} /> : <EmptyState small title="Nothing is removed" action={names && <AppLink className="step" href={paths.sources()}>All sources</AppLink>}>Entities that leave with their files are kept here for 30 days and can be restored.</EmptyState> : <>
        {may && <div className="removed-acts">
          {picked.length > 0 ? (
            <SelectionBar count={picked.length} full={picked.length === MOST_PICKED} clear={selection.clear}>
              <Button onClick={() => setAsked({ uids: picked })} leftSection={<IconRestore size={14} />}>Restore {plural(picked.length, "entity", "entities")}</Button>
            </SelectionBar>
          ) : all ? (
            <Button variant="default" leftSection={<IconRestore size={14} />} onClick={() => setAsked({ source_id: filter.source, sync_id: filter.sync, kind: filter.kind })}>Restore all {formatCount(total)} {all}</Button>
          ) : <p className="dim">Pick entities, or choose a kind or a source to restore all of it.</p>}
        </div>}
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Removed entities">
          <table className="grid-table">
            <thead><tr>{may && <th><Whole items={items} picked={picked} selection={selection} /></th>}<th>Entity</th>{names && <th className="wide">Source</th>}<th>Removed</th><th className="wide">Kept until</th><th className="wide">Why</th>{may && <th><span className="sr">Action</span></th>}</tr></thead>
            <tbody>{items.slice(0, shown).map((item) => <Row key={item.uid} item={item} source={names && (names.get(item.source_id) ?? "–")} selection={may ? selection : undefined} restore={() => setAsked({ uids: [item.uid] })} />)}</tbody>
          </table>
        </div>
        {items.length > shown ? <div className="removed-more"><Button variant="default" onClick={() => setShown(shown + STEP)}>Show more</Button></div>
          : total > items.length && <p className="dim removed-more">The newest {formatCount(items.length)} of {formatCount(total)} are listed. Filters lead to the others.</p>}
      </>}
      {asked && <RestoreDialog wish={asked} close={() => setAsked(null)} done={came} />}
    </div>
  );
}

function Whole({ items, picked, selection }: { items: Tombstone[]; picked: string[]; selection: Selection }) {
  const some = picked.length > 0;
  const whole = some && picked.length >= Math.min(items.length, MOST_PICKED);
  return <input type="checkbox" className="pick" aria-label="Select all that are listed" checked={whole} ref={(box) => { if (box) box.indeterminate = some && !whole; }} onChange={() => (some ? selection.clear() : selection.add(items.map((item) => item.uid)))} />;
}

function Row({ item, source, selection, restore }: { item: Tombstone; source?: string; selection?: Selection; restore: () => void }) {
  const name = item.title || item.ref;
  const when = <Time at={item.deleted_at} />;
  return (
    <tr>
      {selection && <td><input type="checkbox" className="pick" aria-label={`Select ${name}`} checked={selection.has(item.uid)} onChange={() => selection.toggle(item.uid)} /></td>}
      <td><div className="source-name"><EntityChip entityRef={item.ref} title={item.title} hover={false} /></div></td>
      {source && <td className="wide"><div className="source-name"><span className="clip" dir="auto">{source}</span></div></td>}
      <td>{item.sync_id ? <AppLink className="link" href={paths.removed({ sync: item.sync_id })}>{when}<span className="sr">, all that left with {name}</span></AppLink> : when}</td>
      <td className="wide"><Deadline at={item.expires_at} /></td>
      <td className="text wide"><Prose text={item.reason} /></td>
      {selection && <td className="right"><Button variant="default" onClick={restore} aria-label={`Restore ${name}`}>Restore</Button></td>}
    </tr>
  );
}

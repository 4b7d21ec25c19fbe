// What the nodes are grouped by, and which groups are collapsed into one node each.
import { Button, Checkbox, Popover, SegmentedControl, TextInput } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { formatCount, plural } from "../format.ts";
import { groupsOf } from "./groups.ts";
import type { Graph } from "./model.ts";
import { GROUPINGS, type Groups } from "./useGroups.ts";

const LISTED = 100;

export function GroupsMenu({ graph, groups }: { graph: Graph; groups: Groups }) {
  const all = useMemo(() => groupsOf(graph, groups.by), [graph, groups.by]);
  const closed = all.filter(({ key }) => groups.isClosed(key)).length;
  return (
    <Popover position="bottom-start" width={300} shadow="md" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconStack2 size={14} />}>Groups{closed > 0 && `, ${formatCount(closed)} collapsed`}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="graph-groups">
          <SegmentedControl fullWidth aria-label="Group" data={GROUPINGS} value={groups.by} onChange={groups.setBy} />
          <div className="row">
            <Button variant="default" disabled={closed === all.length} onClick={groups.closeAll}>Collapse all</Button>
            <Button variant="default" disabled={closed === 0} onClick={groups.openAll}>Expand all</Button>
          </div>
          <List all={all} groups={groups} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function List({ all, groups }: { all: ReturnType<typeof groupsOf>; groups: Groups }) {
  const [text, setText] = useState("");
  const wanted = all.filter(({ label, key }) => `${label} ${key}`.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <>
      {all.length > 8 && <TextInput aria-label="Find a group" placeholder="Find a group" value={text} onChange={(event) => setText(event.currentTarget.value)} />}
      <div className="graph-group-list" role="group" aria-label="Expanded groups">
        {wanted.slice(0, LISTED).map(({ key, label, count }) => (
          <label key={key}>
            <Checkbox checked={!groups.isClosed(key)} onChange={() => groups.toggle(key)} aria-label={`${label}, expanded`} />
            <span className="clip grow" dir="auto" title={key || label}>{label}</span>
            <span className="dim num">{formatCount(count)}</span>
          </label>
        ))}
        {wanted.length > LISTED && <p className="dim">and {plural(wanted.length - LISTED, "more group")}; find them by name</p>}
        {wanted.length === 0 && <p className="dim">No group has this name.</p>}
      </div>
    </>
  );
}

// Views, columns and density of the catalog.
import { ActionIcon, Button, Checkbox, Menu, SegmentedControl, TextInput } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconBookmark, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useViews } from "../../api/settings.ts";
import { useGo } from "../../kit/useUrl.ts";
import { COLUMNS } from "./columns.tsx";

export function ViewsMenu({ search }: { search: string }) {
  const { views, save, remove } = useViews();
  const [name, setName] = useState("");
  const go = useGo();
  const submit = () => {
    if (!name.trim()) return;
    save({ name: name.trim(), search });
    setName("");
  };
  return (
    <Menu position="bottom-end" width={260} withinPortal>
      <Menu.Target><Button variant="default" leftSection={<IconBookmark size={14} />}>Views</Button></Menu.Target>
      <Menu.Dropdown>
        {views.length === 0 && <Menu.Label>Save these filters to come back to them</Menu.Label>}
        {views.map((view) => (
          <div key={view.name} className="row">
            <Menu.Item className="view" title={view.name} onClick={() => go(`/catalog${view.search}`)}><span dir="auto">{view.name}</span></Menu.Item>
            <ActionIcon size={24} aria-label={`Remove the view ${view.name}`} onClick={() => remove(view.name)}><IconTrash size={14} /></ActionIcon>
          </div>
        ))}
        <Menu.Divider />
        <form className="row" style={{ padding: 6 }} onSubmit={(event) => { event.preventDefault(); submit(); }}>
          <TextInput className="grow" placeholder="Name of the view" aria-label="Name of the view" value={name} onChange={(event) => setName(event.currentTarget.value)} onKeyDown={(event) => event.stopPropagation()} />
          <Button type="submit" disabled={!name.trim()}>Save</Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}

interface DisplayProps {
  columns: string[];
  dense: boolean;
  onColumns: (columns: string[]) => void;
  onDense: (dense: boolean) => void;
}

export function DisplayMenu({ columns, dense, onColumns, onDense }: DisplayProps) {
  const toggle = (key: string) => {
    const wanted = columns.includes(key) ? columns.filter((c) => c !== key) : [...columns, key];
    onColumns(COLUMNS.map((c) => c.key).filter((c) => wanted.includes(c)));
  };
  return (
    <Menu position="bottom-end" width={220} withinPortal closeOnItemClick={false}>
      <Menu.Target><Button variant="default" leftSection={<IconAdjustmentsHorizontal size={14} />}>Display</Button></Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: "4px 8px 8px" }}>
          <SegmentedControl fullWidth aria-label="Density" value={dense ? "compact" : "comfortable"} onChange={(value) => onDense(value === "compact")} data={[{ value: "compact", label: "Compact" }, { value: "comfortable", label: "Comfortable" }]} />
        </div>
        <Menu.Label>Columns</Menu.Label>
        {COLUMNS.map((column) => (
          <Checkbox key={column.key} style={{ padding: "4px 10px" }} label={column.title} disabled={column.key === "name"} checked={columns.includes(column.key)} onChange={() => toggle(column.key)} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

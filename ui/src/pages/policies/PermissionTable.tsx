// Permissions as rows to tick: what a role allows, and what it refuses whatever other roles allow.
import { Checkbox } from "@mantine/core";
import { Fragment } from "react";
import { areaLabel, areaOf, covers, permissionLabel } from "../../kit/permissions.ts";

interface Props {
  permissions: string[];
  allow: string[];
  deny: string[];
  change: (patch: { allow?: string[]; deny?: string[] }) => void;
}

/** Without the names that a wider one stands for. */
const toggled = (names: string[], name: string) =>
  names.includes(name) ? names.filter((one) => one !== name) : [...(name.endsWith("*") ? names.filter((one) => !one.startsWith(name.slice(0, -1))) : names), name];

export function PermissionTable({ permissions, allow, deny, change }: Props) {
  const areas = [...Map.groupBy(permissions, areaOf)];
  const row = (name: string, label: string, area = false) => (
    <tr key={name} className={area ? "area" : undefined}>
      <td>{label} <code className="dim">{name}</code></td>
      <td className="tick"><Tick names={allow} name={name} label={`Allow ${name}`} set={(names) => change({ allow: names })} /></td>
      <td className="tick"><Tick names={deny} name={name} label={`Refuse ${name}`} set={(names) => change({ deny: names })} /></td>
    </tr>
  );
  return (
    <table className="permission-table">
      <thead><tr><th>May</th><th className="tick">Allow</th><th className="tick" title="Wins over what any role allows">Refuse</th></tr></thead>
      <tbody>
        {row("*", "Everything", true)}
        {areas.map(([area, names]) => (
          <Fragment key={area}>
            {names.length > 1 && row(`${area}.*`, areaLabel(area), true)}
            {names.map((name) => row(name, permissionLabel(name)))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function Tick({ names, name, label, set }: { names: string[]; name: string; label: string; set: (names: string[]) => void }) {
  const own = names.includes(name);
  // What "catalog.*" stands for is ticked by it, and cannot be taken out of it here.
  const implied = !own && covers(names, name.endsWith("*") ? name.slice(0, -1) : name);
  return <Checkbox aria-label={label} checked={own || implied} disabled={implied} onChange={() => set(toggled(names, name))} />;
}

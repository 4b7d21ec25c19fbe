// The rows of the API list: only the windows on the screen are asked for.
import { useEntityWindows, WINDOW, type EntityQuery } from "../../api/catalog.ts";
import type { Entity } from "../../api/types.ts";
import { useColumns, type Column } from "../../kit/columns.tsx";
import { describe, targets, type Described } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { formatCount } from "../../kit/format.ts";
import { RowsTable, useRowKeys, useRows } from "../../kit/Rows.tsx";
import { LifecycleTag } from "../../kit/Tags.tsx";
import { useGo } from "../../kit/useUrl.ts";
import { paths } from "../../paths.ts";

const NONE = <span className="dim">None</span>;

function providers(entity: Entity) {
  const count = targets(entity, "apiProvidedBy").length;
  return count === 0 ? NONE : formatCount(count);
}

interface Api {
  d: Described;
  entity: Entity;
}

const COLUMNS: Column<Api>[] = [
  { title: "API", width: "minmax(150px, 2fr)", cell: ({ d }) => <EntityChip entityRef={d.ref} title={d.title} /> },
  { title: "Type", width: "92px", cell: ({ d }) => <span className="clip dim" title={d.type}>{d.type}</span> },
  { title: "Owner", width: "minmax(110px, 1fr)", wide: true, cell: ({ d }) => (d.owner ? <EntityChip entityRef={d.owner} /> : NONE) },
  { title: "System", width: "minmax(110px, 1fr)", wide: true, cell: ({ d }) => d.system && <EntityChip entityRef={d.system} /> },
  { title: "Lifecycle", width: "124px", wide: true, cell: ({ d }) => <LifecycleTag value={d.lifecycle} /> },
  { title: "Providers", width: "88px", number: true, cell: ({ entity }) => providers(entity) },
];

export function ApisTable({ query, total }: { query: EntityQuery; total: number }) {
  const go = useGo();
  const rows = useRows({ total, rowHeight: 36 });
  const data = useEntityWindows(query, rows.items.map((item) => Math.floor(item.index / WINDOW)));
  const at = (index: number): Api | undefined => {
    const entity = data.row(index);
    return entity && { entity, d: describe(entity) };
  };
  useRowKeys(rows, {
    open: (index) => {
      const api = at(index);
      if (api) go(paths.entity(api.d.ref));
    },
  });
  const { template, head, cells } = useColumns(COLUMNS);
  return <RowsTable rows={rows} label="APIs" template={template} head={head}>{(index) => cells(at(index))}</RowsTable>;
}

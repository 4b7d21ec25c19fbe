// The columns a catalog table can show: how each is drawn, its width, and by what it sorts.
import type { ReactNode } from "react";
import type { Described } from "../../kit/describe.ts";
import { EntityChip } from "../../kit/EntityChip.tsx";
import { LifecycleTag, Tag } from "../../kit/Tags.tsx";

export interface Column {
  key: string;
  title: string;
  width: string;
  sortable: boolean;
  cell: (d: Described) => ReactNode;
}

const NONE = <span className="dim" aria-label="none">–</span>;

export const COLUMNS: Column[] = [
  { key: "name", title: "Name", width: "minmax(180px, 1.7fr)", sortable: true, cell: (d) => <EntityChip entityRef={d.ref} title={d.title} /> },
  { key: "type", title: "Type", width: "110px", sortable: true, cell: (d) => (d.type ? <span className="clip" title={d.type}>{d.type}</span> : NONE) },
  { key: "lifecycle", title: "Lifecycle", width: "124px", sortable: true, cell: (d) => (d.lifecycle ? <LifecycleTag value={d.lifecycle} /> : NONE) },
  { key: "owner", title: "Owner", width: "minmax(140px, 1.1fr)", sortable: true, cell: (d) => (d.owner ? <EntityChip entityRef={d.owner} /> : NONE) },
  { key: "system", title: "System", width: "minmax(140px, 1.1fr)", sortable: true, cell: (d) => (d.system ? <EntityChip entityRef={d.system} /> : NONE) },
  { key: "description", title: "Description", width: "minmax(160px, 1.7fr)", sortable: true, cell: (d) => (d.description ? <span className="clip" dir="auto" title={d.description}>{d.description}</span> : NONE) },
  { key: "tags", title: "Tags", width: "minmax(120px, 1fr)", sortable: false, cell: (d) => (d.tags.length ? <span className="row" style={{ gap: 4, overflow: "hidden" }}>{d.tags.slice(0, 3).map((tag) => <Tag key={tag}>{tag}</Tag>)}</span> : NONE) },
  { key: "namespace", title: "Namespace", width: "110px", sortable: true, cell: (d) => <span className="clip">{d.namespace}</span> },
];

export const DEFAULT_COLUMNS = ["name", "type", "lifecycle", "owner", "system", "description"];

// The graph as a table: every relation as a row, for keyboards, screen readers and people who like lists.
import { useMemo } from "react";
import { paths } from "../../paths.ts";
import { useColumns, type Column } from "../columns.tsx";
import { EntityChip } from "../EntityChip.tsx";
import { relationTitle } from "../relations.ts";
import { RowsTable, useRowKeys, useRows } from "../Rows.tsx";
import { EmptyState } from "../States.tsx";
import { useGo } from "../useUrl.ts";
import { ownTitle, type Edge, type Graph, type Node } from "./model.ts";

interface Line {
  edge: Edge;
  source: Node;
  target: Node;
}

const chip = (node: Node) => <EntityChip entityRef={node.ref} title={ownTitle(node)} dangling={node.dangling} />;

const COLUMNS: Column<Line>[] = [
  { title: "From", width: "minmax(100px, 1fr)", cell: ({ source }) => chip(source) },
  { title: "Relation", width: "minmax(90px, 0.6fr)", cell: ({ edge }) => <span className="clip">{edge.types.map(relationTitle).join(", ")}</span> },
  { title: "To", width: "minmax(100px, 1fr)", cell: ({ target }) => chip(target) },
];

export function EdgeTable({ graph, found }: { graph: Graph; found?: Set<string> }) {
  const lines = useMemo(() => {
    const edges = found ? graph.edges.filter((edge) => found.has(edge.source) || found.has(edge.target)) : graph.edges;
    return edges.map((edge) => ({ edge, source: graph.byRef.get(edge.source)!, target: graph.byRef.get(edge.target)! }));
  }, [graph, found]);
  const go = useGo();
  const rows = useRows({ total: lines.length, rowHeight: 36 });
  useRowKeys(rows, { open: (index) => go(paths.entity(lines[index]!.source.ref)) });
  const { template, head, cells } = useColumns(COLUMNS);
  if (lines.length === 0) return <EmptyState title="No relations to list">No entity here is connected in the chosen ways.</EmptyState>;
  return <RowsTable rows={rows} label="Relations" template={template} head={head}>{(index) => cells(lines[index])}</RowsTable>;
}

// The graph as a table: every relation as a row, for keyboards, screen readers and people who like lists.
import { Button } from "@mantine/core";
import { useState } from "react";
import { EntityChip } from "../EntityChip.tsx";
import { formatCount } from "../format.ts";
import { relationTitle } from "../relations.ts";
import { EmptyState } from "../States.tsx";
import type { Graph } from "./model.ts";
import { nodeTitle } from "./model.ts";

const STEP = 200;

export function EdgeTable({ graph, found }: { graph: Graph; found?: Set<string> }) {
  const [most, setMost] = useState(STEP);
  const rows = found ? graph.edges.filter((edge) => found.has(edge.source) || found.has(edge.target)) : graph.edges;
  if (rows.length === 0) return <EmptyState title="No relations to list">No entity here is connected in the chosen ways.</EmptyState>;
  const chip = (ref: string) => {
    const node = graph.byRef.get(ref)!;
    return <EntityChip entityRef={ref} title={nodeTitle(node)} dangling={node.dangling} />;
  };
  return (
    <>
      <table className="graph-table">
        <thead><tr><th>From</th><th>Relation</th><th>To</th></tr></thead>
        <tbody>
          {rows.slice(0, most).map((edge) => (
            <tr key={edge.key}><td>{chip(edge.source)}</td><td>{edge.types.map(relationTitle).join(", ")}</td><td>{chip(edge.target)}</td></tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && <p style={{ padding: 10 }}><Button variant="default" onClick={() => setMost(most + STEP)}>Show more of {formatCount(rows.length)}</Button></p>}
    </>
  );
}

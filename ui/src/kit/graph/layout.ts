// Places the nodes in layers. The layout library is loaded when the first graph is drawn.
import { useEffect, useState } from "react";
import type { Graph } from "./model.ts";

export const NODE_WIDTH = 190;
export const NODE_HEIGHT = 44;

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  graph: Graph;
  places: Map<string, Point>;
  lines: Map<string, Point[]>;
  width: number;
  height: number;
}

async function place(graph: Graph): Promise<Layout> {
  const module = await import("@dagrejs/dagre");
  const dagre = module.default ?? module;
  const g = new dagre.graphlib.Graph();
  g.setGraph({ rankdir: "LR", nodesep: 10, ranksep: 90, edgesep: 6, marginx: 20, marginy: 20 });
  g.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) g.setNode(node.ref, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of graph.edges) if (edge.source !== edge.target) g.setEdge(edge.source, edge.target, {});
  dagre.layout(g);
  const places = new Map<string, Point>();
  for (const node of graph.nodes) {
    const { x = 0, y = 0 } = g.node(node.ref) as Partial<Point>;
    places.set(node.ref, { x, y });
  }
  const lines = new Map<string, Point[]>();
  for (const edge of graph.edges) {
    const line = g.edge(edge.source, edge.target) as { points?: Point[] } | undefined;
    const from = places.get(edge.source);
    const to = places.get(edge.target);
    if (line?.points && from && to) lines.set(edge.key, atSides(line.points, from, to));
  }
  const { width = 0, height = 0 } = g.graph() as { width?: number; height?: number };
  return { graph, places, lines, width, height };
}

/** Lines leave and reach a box in the middle of its side, where an arrow can be seen, and not at a corner. */
function atSides(points: Point[], from: Point, to: Point): Point[] {
  const half = from.x <= to.x ? NODE_WIDTH / 2 : -NODE_WIDTH / 2;
  const middle = points.slice(1, -1);
  const start = { x: from.x + half, y: from.y };
  const end = { x: to.x - half, y: to.y };
  const bend = half / 4;
  return [start, { x: start.x + bend, y: start.y }, ...middle, { x: end.x - bend, y: end.y }, end];
}

/** The last finished layout stays until the next one is ready. */
export function useLayout(graph: Graph | undefined) {
  const [state, setState] = useState<{ layout?: Layout; error?: unknown }>({});
  useEffect(() => {
    if (!graph) return;
    let current = true;
    place(graph).then(
      (layout) => current && setState({ layout }),
      (error: unknown) => current && setState({ error }),
    );
    return () => {
      current = false;
    };
  }, [graph]);
  return state;
}

/** A smooth line through the points. */
export function curve(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M${first.x},${first.y}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const a = rest[i]!;
    const b = rest[i + 1]!;
    path += ` Q${a.x},${a.y} ${(a.x + b.x) / 2},${(a.y + b.y) / 2}`;
  }
  const last = rest.at(-1);
  return last ? `${path} L${last.x},${last.y}` : path;
}

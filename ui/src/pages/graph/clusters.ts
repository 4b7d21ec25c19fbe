// Packs nodes into circles by system, domain or owner and the circles into rows. No forces: the same data, the same picture.
import type { GraphNode } from "../../api/types.ts";
import type { Graph } from "../../kit/graph/model.ts";
import { shortRef } from "../../paths.ts";

export type GroupBy = "system" | "domain" | "owner";

export interface Cluster {
  key: string;
  label: string;
  x: number;
  y: number;
  r: number;
  count: number;
}

export interface Packed {
  clusters: Cluster[];
  nodes: GraphNode[];
  xs: Float64Array;
  ys: Float64Array;
  index: Map<string, number>;
  ends: Int32Array;
  cells: Map<string, number[]>;
  width: number;
  height: number;
}

export const NODE_RADIUS = 5;
const SPACING = 9;
const GAP = 26;
const CELL = 24;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

export function pack(graph: Graph, by: GroupBy): Packed {
  const keys = keyOf(graph, by);
  const groups = [...Map.groupBy(graph.nodes, keys)].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]));
  const nodes: GraphNode[] = [];
  const xs = new Float64Array(graph.nodes.length);
  const ys = new Float64Array(graph.nodes.length);
  const clusters = rows(groups.map(([key, members]) => ({ key, label: label(key, by), x: 0, y: 0, r: 16 + SPACING * Math.sqrt(members.length), count: members.length })));
  groups.forEach(([, members], at) => {
    const { x, y } = clusters[at]!;
    members.sort((a, b) => a.kind.localeCompare(b.kind) || a.ref.localeCompare(b.ref));
    members.forEach((node, i) => {
      const distance = SPACING * Math.sqrt(i + 0.3);
      xs[nodes.length] = x + distance * Math.cos(i * GOLDEN);
      ys[nodes.length] = y + distance * Math.sin(i * GOLDEN);
      nodes.push(node);
    });
  });
  const index = new Map(nodes.map((node, i) => [node.ref, i]));
  const ends = new Int32Array(graph.edges.length * 2);
  graph.edges.forEach((edge, i) => {
    ends[i * 2] = index.get(edge.source)!;
    ends[i * 2 + 1] = index.get(edge.target)!;
  });
  const width = Math.max(...clusters.map((c) => c.x + c.r), 1) + GAP;
  const height = Math.max(...clusters.map((c) => c.y + c.r), 1) + GAP * 2;
  return { clusters, nodes, xs, ys, index, ends, cells: cells(xs, ys), width, height };
}

function keyOf(graph: Graph, by: GroupBy): (node: GraphNode) => string {
  if (by === "owner") return (node) => (node.kind.toLowerCase() === "group" ? node.ref : node.owner ?? "");
  const system = (node: GraphNode) => (node.kind.toLowerCase() === "system" ? node.ref : node.system ?? "");
  if (by === "system") return system;
  const parent = new Map(graph.edges.filter((edge) => edge.types.includes("partOf")).map((edge) => [edge.source, edge.target]));
  return (node) => {
    if (node.kind.toLowerCase() === "domain") return node.ref;
    const above = parent.get(system(node)) ?? "";
    return above.startsWith("domain:") ? above : "";
  };
}

const label = (key: string, by: GroupBy) => (key ? shortRef(key, by === "owner" ? "group" : by) : `No ${by}`);

function rows(clusters: Cluster[]): Cluster[] {
  const area = clusters.reduce((sum, c) => sum + (2 * c.r + GAP) ** 2, 0);
  const widest = Math.max(Math.sqrt(area) * 1.6, 2 * (clusters[0]?.r ?? 0) + GAP);
  let x = GAP;
  let top = GAP;
  let tallest = 0;
  for (const cluster of clusters) {
    const size = 2 * cluster.r;
    if (x > GAP && x + size > widest) {
      top += tallest + GAP * 1.6;
      x = GAP;
      tallest = 0;
    }
    tallest = Math.max(tallest, size);
    cluster.x = x + cluster.r;
    cluster.y = top + cluster.r + 14;
    x += size + GAP;
  }
  return clusters;
}

function cells(xs: Float64Array, ys: Float64Array) {
  const map = new Map<string, number[]>();
  for (let i = 0; i < xs.length; i++) {
    const key = `${Math.floor(xs[i]! / CELL)} ${Math.floor(ys[i]! / CELL)}`;
    const cell = map.get(key);
    if (cell) cell.push(i);
    else map.set(key, [i]);
  }
  return map;
}

/** The node under a place, or -1. Only the cells around it are looked at. */
export function hit(packed: Packed, x: number, y: number, reach: number): number {
  let best = -1;
  let nearest = Math.min(reach, CELL);
  const cx = Math.floor(x / CELL);
  const cy = Math.floor(y / CELL);
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (const i of packed.cells.get(`${cx + dx} ${cy + dy}`) ?? []) {
        const distance = Math.hypot(packed.xs[i]! - x, packed.ys[i]! - y);
        if (distance < nearest) {
          nearest = distance;
          best = i;
        }
      }
    }
  }
  return best;
}

// Packs nodes into circles by system, domain or owner and the circles into rows. No forces: the same data, the same picture.
import { groupBy } from "../groupBy.ts";
import { groupLabel, inOrder, keyOf, type GroupBy } from "./groups.ts";
import { nodeTitle, type Graph, type Node } from "./model.ts";

export interface Cluster {
  key: string;
  label: string;
  x: number;
  y: number;
  r: number;
  count: number;
  /** Collapsed: its only node stands for all of them. */
  closed: boolean;
  /** The place of its first node. */
  first: number;
}

export interface Packed {
  clusters: Cluster[];
  nodes: Node[];
  xs: Float64Array;
  ys: Float64Array;
  index: Map<string, number>;
  /** Pairs of node positions, a line each. */
  ends: Int32Array;
  /** The lines between two clusters taken together: what is drawn while single lines would be a blur. */
  bundles: { a: number; b: number; count: number }[];
  /** Nodes of one colour are painted in one go. */
  kinds: { kind: string; ids: number[] }[];
  /** The most connected first: they are named first where there is no room for all names. */
  order: number[];
  cells: Map<string, number[]>;
  width: number;
  height: number;
}

export const NODE_RADIUS = 5;
const SPACING = 9;
export const GAP = 26;
const CELL = 24;
/** The strongest are kept: more of them hide each other. */
const MOST_BUNDLES = 1200;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

export function pack(graph: Graph, by: GroupBy): Packed {
  const groups = [...groupBy(graph.nodes, keyOf(graph, by))].map(([key, members]) => toGroup(graph, by, key, members));
  // A collapsed group keeps its place and size, so that nothing moves when it opens.
  groups.sort((a, b) => b.cluster.count - a.cluster.count || inOrder(a.cluster.key, b.cluster.key));
  const clusters = rows(groups.map(({ cluster }) => cluster));
  const nodes: Node[] = [];
  const home: number[] = [];
  const xs = new Float64Array(graph.nodes.length);
  const ys = new Float64Array(graph.nodes.length);
  groups.forEach(({ members, cluster }, at) => {
    const { x, y, closed } = cluster;
    cluster.first = nodes.length;
    members.sort((a, b) => a.kind.localeCompare(b.kind) || a.ref.localeCompare(b.ref));
    members.forEach((node, i) => {
      const distance = closed ? 0 : SPACING * Math.sqrt(i + 0.3);
      xs[nodes.length] = x + distance * Math.cos(i * GOLDEN);
      ys[nodes.length] = y + distance * Math.sin(i * GOLDEN);
      home.push(at);
      nodes.push(node);
    });
  });
  const index = new Map(nodes.map((node, i) => [node.ref, i]));
  const ends = Int32Array.from(graph.edges.flatMap((edge) => [index.get(edge.source)!, index.get(edge.target)!]));
  const width = Math.max(...clusters.map((c) => c.x + c.r), 1) + GAP;
  const height = Math.max(...clusters.map((c) => c.y + c.r), 1) + GAP * 2;
  const degree = (i: number) => graph.near.get(nodes[i]!.ref)?.size ?? 0;
  return {
    clusters, nodes, xs, ys, index, ends, width, height,
    bundles: bundled(graph, index, home),
    kinds: [...groupBy(nodes.keys(), (i) => nodes[i]!.kind)].map(([kind, ids]) => ({ kind, ids: ids.filter((i) => !nodes[i]!.group) })),
    order: [...nodes.keys()].sort((a, b) => degree(b) - degree(a)),
    cells: cells(xs, ys),
  };
}

function toGroup(graph: Graph, by: GroupBy, key: string, members: Node[]) {
  const only = members.length === 1 ? members[0]! : undefined;
  const count = only?.group?.count ?? members.length;
  const label = only?.group ? nodeTitle(only) : groupLabel(graph, key, by);
  const cluster: Cluster = { key: only?.group?.key ?? key, label, x: 0, y: 0, r: 16 + SPACING * Math.sqrt(count), count, closed: only?.group !== undefined, first: 0 };
  return { members, cluster };
}

function bundled(graph: Graph, index: Map<string, number>, home: number[]) {
  const counts = new Map<number, number>();
  for (const edge of graph.edges) {
    const from = home[index.get(edge.source)!]!;
    const to = home[index.get(edge.target)!]!;
    if (from === to) continue;
    const pair = Math.min(from, to) * 65_536 + Math.max(from, to);
    counts.set(pair, (counts.get(pair) ?? 0) + edge.count);
  }
  const all = [...counts].map(([pair, count]) => ({ a: Math.floor(pair / 65_536), b: pair % 65_536, count }));
  return all.sort((a, b) => b.count - a.count).slice(0, MOST_BUNDLES);
}

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

/** The cluster under a place: its circle, or the line with its name above it (`name` units high). */
export function clusterAt(packed: Packed, x: number, y: number, name: number): { cluster: number; onName: boolean } | undefined {
  for (const [cluster, c] of packed.clusters.entries()) {
    if (Math.hypot(c.x - x, c.y - y) <= c.r) return { cluster, onName: false };
    if (Math.abs(c.x - x) <= c.r && y < c.y - c.r && y > c.y - c.r - name) return { cluster, onName: true };
  }
  return undefined;
}

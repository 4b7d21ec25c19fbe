// What every drawing of a graph shares: its data with parallel edges joined, neighbours, and matching by text.
import type { GraphBody, GraphNode } from "../../api/types.ts";
import { formatRef, parseRef, shortRef } from "../../paths.ts";

/** A node as it is drawn: an entity, or a collapsed group that stands for `count` of them. */
export interface Node extends GraphNode {
  group?: { key: string; count: number };
}

export interface Edge {
  key: string;
  source: string;
  target: string;
  types: string[];
  /** How many relations this line stands for. */
  count: number;
}

export interface Graph {
  nodes: Node[];
  byRef: Map<string, Node>;
  edges: Edge[];
  /** The references each node touches, in either direction. */
  near: Map<string, Set<string>>;
}

export function toGraph(body: Pick<GraphBody, "nodes" | "edges">): Graph {
  return join(body.nodes, body.edges.map(({ source, target, type }) => ({ source, target, types: [type], count: 1 })));
}

/** A graph of these nodes with one edge between each pair; edges to nodes that are not there are left out. */
export function join(nodes: Node[], parts: Omit<Edge, "key">[]): Graph {
  const byRef = new Map(nodes.map((node) => [node.ref, node]));
  const near = new Map<string, Set<string>>(nodes.map((node) => [node.ref, new Set()]));
  const joined = new Map<string, Edge>();
  for (const { source, target, types, count } of parts) {
    if (!byRef.has(source) || !byRef.has(target)) continue;
    const key = `${source} ${target}`;
    const edge = joined.get(key);
    if (edge) {
      edge.count += count;
      for (const type of types) if (!edge.types.includes(type)) edge.types.push(type);
    } else joined.set(key, { key, source, target, types: [...types], count });
    near.get(source)!.add(target);
    near.get(target)!.add(source);
  }
  return { nodes, byRef, edges: [...joined.values()], near };
}

/** The reference that an address says; undefined when its text is none, so that there is nothing to ask the server for. */
export const readRef = (text: string) => (/^[^:/\s]+:(?:[^:/\s]+\/)?[^:/\s]+$/.test(text) ? formatRef(parseRef(text)) : undefined);

/** The title when it says more than the name: people are called by their profile, which the graph does not carry. */
export const ownTitle = (node: GraphNode) => (node.title && node.title !== node.name ? node.title : "");
export const nodeTitle = (node: GraphNode) => node.title || node.name || shortRef(node.ref);
export const ownerName = (node: GraphNode) => (node.owner ? shortRef(node.owner, "group") : "");

export function matching(nodes: GraphNode[], text: string): Set<string> | undefined {
  const term = text.trim().toLowerCase();
  if (!term) return undefined;
  return new Set(nodes.filter((node) => `${nodeTitle(node)} ${node.ref}`.toLowerCase().includes(term)).map((node) => node.ref));
}

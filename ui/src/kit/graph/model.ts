// What every drawing of a graph shares: its data with parallel edges joined, neighbours, and matching by text.
import type { GraphBody, GraphNode } from "../../api/types.ts";
import { shortRef } from "../../paths.ts";

export interface Edge {
  key: string;
  source: string;
  target: string;
  types: string[];
}

export interface Graph {
  nodes: GraphNode[];
  byRef: Map<string, GraphNode>;
  edges: Edge[];
  /** The references each node touches, in either direction. */
  near: Map<string, Set<string>>;
}

export function toGraph(body: GraphBody, relations: string[] = []): Graph {
  const byRef = new Map(body.nodes.map((node) => [node.ref, node]));
  const near = new Map<string, Set<string>>(body.nodes.map((node) => [node.ref, new Set()]));
  const joined = new Map<string, Edge>();
  for (const { source, target, type } of body.edges) {
    if (!byRef.has(source) || !byRef.has(target)) continue;
    if (relations.length > 0 && !relations.includes(type)) continue;
    const key = `${source} ${target}`;
    const edge = joined.get(key);
    if (!edge) joined.set(key, { key, source, target, types: [type] });
    else if (!edge.types.includes(type)) edge.types.push(type);
    near.get(source)?.add(target);
    near.get(target)?.add(source);
  }
  return { nodes: body.nodes, byRef, edges: [...joined.values()], near };
}

export const nodeTitle = (node: GraphNode) => node.title || node.name || shortRef(node.ref);
export const ownerName = (node: GraphNode) => (node.owner ? shortRef(node.owner, "group") : "");

export function matching(nodes: GraphNode[], text: string): Set<string> | undefined {
  const term = text.trim().toLowerCase();
  if (!term) return undefined;
  return new Set(nodes.filter((node) => `${nodeTitle(node)} ${node.ref}`.toLowerCase().includes(term)).map((node) => node.ref));
}

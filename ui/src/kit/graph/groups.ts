// Groups of nodes by system, domain or owner, and the graph that is left when some of them are collapsed.
import { groupBy } from "../groupBy.ts";
import { parseRef, shortRef } from "../../paths.ts";
import { join, nodeTitle, type Graph, type Node } from "./model.ts";

export type GroupBy = "system" | "domain" | "owner";

export interface Group {
  /** The reference of the system, domain or owner; "" for the nodes without one. */
  key: string;
  label: string;
  count: number;
}

const KIND: Readonly<Record<GroupBy, string>> = { system: "system", domain: "domain", owner: "group" };

/** The group of each node. A system is in its own group, a team in the group of what it owns. */
export function keyOf(graph: Graph, by: GroupBy): (node: Node) => string {
  if (by === "owner") return (node) => (node.kind.toLowerCase() === "group" ? node.ref : node.owner ?? "");
  const system = (node: Node) => (node.kind.toLowerCase() === "system" ? node.ref : node.system ?? "");
  if (by === "system") return system;
  const parent = new Map(graph.edges.filter((edge) => edge.types.includes("partOf")).map((edge) => [edge.source, edge.target]));
  return (node) => {
    if (node.kind.toLowerCase() === "domain") return node.ref;
    const above = parent.get(system(node)) ?? "";
    return above.startsWith("domain:") ? above : "";
  };
}

export function groupLabel(graph: Graph, key: string, by: GroupBy): string {
  const known = graph.byRef.get(key);
  return known ? nodeTitle(known) : key ? shortRef(key, KIND[by]) : `No ${by}`;
}

/** "domain 2" before "domain 10". */
export const inOrder = new Intl.Collator("en", { numeric: true }).compare;

/** The groups of a graph, the largest first. */
export function groupsOf(graph: Graph, by: GroupBy): Group[] {
  return [...groupBy(graph.nodes, keyOf(graph, by))]
    .map(([key, members]) => ({ key, label: groupLabel(graph, key, by), count: members.length }))
    .sort((a, b) => b.count - a.count || inOrder(a.key, b.key));
}

/** What a node or a reference is called while its group is collapsed. */
const standIn = (key: string, by: GroupBy) => key || `none:${by}`;

/** Each collapsed group becomes one node; the relations that cross its border become lines of that node. */
export function collapse(graph: Graph, by: GroupBy, isClosed: (key: string) => boolean): Graph {
  const of = keyOf(graph, by);
  const keys = new Map(graph.nodes.map((node) => [node.ref, of(node)]));
  const closed = groupBy(graph.nodes.filter((node) => isClosed(keys.get(node.ref)!)), (node) => keys.get(node.ref)!);
  if (closed.size === 0) return graph;
  const nodes = graph.nodes.filter((node) => !closed.has(keys.get(node.ref)!));
  for (const [key, members] of closed) nodes.push(groupNode(graph, key, by, members));
  const place = (ref: string) => (closed.has(keys.get(ref)!) ? standIn(keys.get(ref)!, by) : ref);
  const parts = graph.edges.map((edge) => ({ ...edge, source: place(edge.source), target: place(edge.target) }));
  return join(nodes, parts.filter((edge) => edge.source !== edge.target));
}

function groupNode(graph: Graph, key: string, by: GroupBy, members: Node[]): Node {
  const known = graph.byRef.get(key);
  return {
    ref: standIn(key, by), kind: key ? parseRef(key).kind : KIND[by], name: key ? parseRef(key).name : "",
    title: groupLabel(graph, key, by), owner: known?.owner, system: known?.system,
    dangling: false, depth: Math.min(...members.map((node) => node.depth)), group: { key, count: members.length },
  };
}

/** Where an entity is seen: itself, or the collapsed group it is in. */
export function seenAs(graph: Graph, by: GroupBy, isClosed: (key: string) => boolean, ref: string): string {
  const node = graph.byRef.get(ref);
  const key = node && keyOf(graph, by)(node);
  return key !== undefined && isClosed(key) ? standIn(key, by) : ref;
}

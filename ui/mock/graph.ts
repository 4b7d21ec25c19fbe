// A made-up graph of any size, the same for the same size: for the mock, the tests and the figures of mock/frames.mjs.
import type { GraphBody, GraphNode } from "../src/api/types.ts";

const KINDS = ["Component", "Component", "Component", "API", "Resource", "User"];
const NAMES = ["ledger", "gateway", "indexer", "relay", "scheduler", "결제-처리", "خدمة-الطلبات", "a-name-that-goes-on-longer-than-anybody-would-like-it-to"];

export function madeUpGraph(nodeCount: number, edgeCount: number): GraphBody {
  let seed = 11;
  const below = (limit: number) => {
    seed = (seed * 1664525 + 1013904223) % 4294967296;
    return Math.floor((seed / 4294967296) * limit);
  };
  const systems = Math.max(1, Math.round(nodeCount / 60));
  const domains = Math.max(1, Math.round(systems / 8));
  const node = (kind: string, name: string, more: Partial<GraphNode> = {}): GraphNode => ({ ref: `${kind.toLowerCase()}:default/${name}`, kind, name, title: name, type: null, owner: null, system: null, lifecycle: null, dangling: false, depth: 1, ...more });
  const nodes: GraphNode[] = [];
  const edges: GraphBody["edges"] = [];
  for (let i = 0; i < domains; i++) nodes.push(node("Domain", `domain-${i}`));
  for (let i = 0; i < systems; i++) {
    nodes.push(node("System", `system-${i}`, { owner: `group:default/team-${i % 40}` }));
    edges.push({ source: `system:default/system-${i}`, target: `domain:default/domain-${i % domains}`, type: "partOf" });
  }
  while (nodes.length < nodeCount) {
    const i = nodes.length;
    const at = Math.floor((below(systems) * below(systems)) / systems);
    const made = node(KINDS[i % KINDS.length]!, `${NAMES[i % NAMES.length]}-${i}`, { type: "service", lifecycle: "production", owner: `group:default/team-${at % 40}`, system: `system:default/system-${at}` });
    nodes.push(made);
    edges.push({ source: made.ref, target: made.system!, type: "partOf" });
  }
  while (edges.length < edgeCount) {
    const source = nodes[below(nodes.length)]!;
    const near = nodes[below(nodes.length)]!;
    if (source !== near) edges.push({ source: source.ref, target: near.ref, type: below(2) ? "dependsOn" : "consumesApi" });
  }
  nodes[domains]!.depth = 0;
  return { nodes, edges, truncated: false };
}

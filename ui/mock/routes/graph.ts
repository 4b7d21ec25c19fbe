// The graph: a made-up one of MOCK_GRAPH ("5000x12000") nodes and edges, else the made-up catalog's own relations.
import type { GraphBody } from "../../src/api/types.ts";
import { groupBy } from "../../src/kit/groupBy.ts";
import { describe, entities } from "../data.ts";
import { madeUpGraph } from "../graph.ts";
import type { MockRoute } from "../plugin.ts";

const OUTWARD = ["ownedBy", "partOf", "providesApi", "consumesApi", "dependsOn", "memberOf", "childOf"];

function around(root: string, depth: number, limit: number): Map<string, number> {
  const found = new Map([[root, 0]]);
  for (const [ref, at] of found) {
    if (at >= depth) continue;
    for (const { targetRef } of entities.get(ref)?.relations ?? []) if (!found.has(targetRef) && found.size < limit) found.set(targetRef, at + 1);
  }
  return found;
}

function graph(url: URL): GraphBody {
  const size = /^(\d+)x(\d+)$/.exec(process.env.MOCK_GRAPH ?? "");
  if (size) return madeUpGraph(Number(size[1]), Number(size[2]));
  const root = url.searchParams.get("root");
  const limit = Number(url.searchParams.get("limit") ?? 5000);
  const found = root ? around(root, Number(url.searchParams.get("depth") ?? 1), limit) : new Map([...entities.keys()].slice(0, limit).map((ref) => [ref, 0]));
  const nodes = [...found].map(([ref, depth]) => {
    const entity = entities.get(ref);
    const d = entity ? describe(entity) : undefined;
    const name = ref.slice(ref.indexOf("/") + 1);
    return { ref, kind: entity?.kind ?? ref.slice(0, ref.indexOf(":")), name, title: d?.title ?? name, type: d?.type || null, owner: d?.owner || null, system: d?.system || null, lifecycle: d?.lifecycle || null, dangling: !entity, depth };
  });
  const edges = [...found.keys()].flatMap((source) => (entities.get(source)?.relations ?? []).filter(({ type, targetRef }) => OUTWARD.includes(type) && found.has(targetRef)).map(({ type, targetRef }) => ({ source, target: targetRef, type })));
  return { nodes, edges, truncated: entities.size > limit };
}

function impact(root: string) {
  const nodes = graph(new URL(`http://mock/?root=${encodeURIComponent(root)}&depth=2`)).nodes.slice(1, 60);
  const owners = [...groupBy(nodes.filter((node) => node.owner), (node) => node.owner!)].map(([ref, all]) => ({ ref, count: all.length }));
  return { nodes: nodes.map((node) => ({ ...node, via: node.depth === 1 ? root : nodes[0]!.ref })), owners, truncated: false };
}

export const routes: MockRoute[] = [
  { method: "GET", path: "/api/v1/graph", handle: ({ url }) => graph(url) },
  { method: "GET", path: "/api/v1/entities/:kind/:namespace/:name/impact", handle: ({ params: p }) => impact(`${p.kind}:${p.namespace}/${p.name}`) },
];

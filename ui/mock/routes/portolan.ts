// Our own API over the made-up catalog: figures, search, claims, history and the live events.
import type { MockRoute } from "../plugin.ts";
import { PERMISSIONS } from "../../src/kit/permissions.ts";
import { SOURCES, describe, entities, marks, pick, values } from "../data.ts";

const count = (key: string) => {
  const counts = new Map<string, number>();
  for (const [ref, e] of entities) for (const v of values(ref, e, key)) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts].map(([value, n]) => ({ value, count: n })).sort((a, b) => b.count - a.count);
};

function stats() {
  const own = [...entities.values()].filter((e) => ["Component", "API", "Resource", "System", "Domain"].includes(e.kind));
  const has = (value: string) => [...marks.values()].filter((m) => m["portolan.problem"] === value).length;
  return {
    revision: 4211,
    entities: entities.size,
    kinds: count("kind").map(({ value, count: n }) => ({ kind: value, count: n })),
    lifecycles: count("spec.lifecycle"),
    owner_coverage: { owned: own.filter((e) => describe(e).owner).length, total: own.length },
    problems: { errors: has("error"), warnings: has("warning") },
    sources: entities.size ? { total: 4, healthy: 2, failing: 1, held: 1, syncing: 0 } : { total: 0, healthy: 0, failing: 0, held: 0, syncing: 0 },
    dangling: entities.size ? 34 : 0,
    conflicts: [...marks.values()].filter((m) => m["portolan.conflict"]).length,
    last_change_at: entities.size ? new Date(Date.now() - 90_000).toISOString() : null,
  };
}

function search(q: string, limit: number) {
  const hits = [];
  for (const entity of entities.values()) {
    const d = describe(entity);
    if (`${d.name} ${d.title}`.toLowerCase().includes(q.toLowerCase())) {
      hits.push({ ref: d.ref, kind: d.kind, title: d.title, type: d.type, owner: d.owner || null, description: d.description });
    }
  }
  return { items: hits.slice(0, limit) };
}

function change(ref: string, i: number) {
  const entity = entities.get(ref)!;
  const source = SOURCES[i % SOURCES.length]!;
  const action = i % 7 === 6 ? "created" : "updated";
  const operations = [
    { op: "replace", path: "/spec/lifecycle", from: "experimental", value: "production" },
    { op: "add", path: "/metadata/tags/1", value: "tier-1" },
    ...(i % 2 ? [{ op: "remove", path: "/metadata/annotations/acme.io~1owner-mail", from: "team@example.com" }] : []),
  ];
  return {
    revision: 4211 - i, at: new Date(Date.now() - 60_000 * (i * i * 7 + 1)).toISOString(), action, actor: `source:${source.id}`,
    source_id: source.id, source_name: source.name, ref, title: describe(entity).title, operations: action === "created" ? [] : operations,
  };
}

function claims(ref: string) {
  const entity = entities.get(ref)!;
  const raw = `apiVersion: backstage.io/v1alpha1\nkind: ${entity.kind}\nmetadata:\n  name: ${entity.metadata.name}\n  description: ${entity.metadata.description ?? "-"}\nspec:\n  type: ${entity.spec?.type ?? "-"}\n  owner: ${entity.spec?.owner ?? "-"}\n`;
  const claim = (i: number) => ({ source_id: SOURCES[i]!.id, source_name: SOURCES[i]!.name, rank: i * 10, file: i ? "imports/all.yaml" : `services/${entity.metadata.name}/catalog-info.yaml`, line: i ? 1204 : 1, raw, observed_at: new Date(Date.now() - 3_600_000 * (i + 1)).toISOString(), url: i ? null : "https://example.com/acme/repo/blob/main/catalog-info.yaml#L1" });
  return {
    items: [claim(0), claim(1)],
    provenance: ["metadata.name", "metadata.description", "metadata.tags", "spec.type", "spec.owner", "spec.system"].map((path) => ({ path, claim: 0 })).concat([{ path: "spec.lifecycle", claim: 1 }]),
    conflicts: [{ path: "spec.owner", values: [{ claim: 0, value: entity.spec?.owner }, { claim: 1, value: "team-old-owners" }] }],
  };
}

const refOf = (p: Record<string, string>) => `${p.kind}:${p.namespace}/${p.name}`;

export const routes: MockRoute[] = [
  { method: "GET", path: "/api/v1/stats", handle: stats },
  { method: "GET", path: "/api/v1/me", handle: () => ({ principal: "user:default/guest", user_ref: "user:default/person-1", display_name: "Guest", kind: "guest", guest: true, admin: false, email: "", link: "", groups: [] }) },
  { method: "GET", path: "/api/v1/me/permissions", handle: () => ({ permissions: PERMISSIONS.map((one) => one.name), limited: [], administrators: ["Ada Root"] }) },
  { method: "GET", path: "/api/v1/auth/providers", handle: () => ({ local: true, guest: true, setup: false, items: [] }) },
  { method: "GET", path: "/api/v1/search", handle: ({ url }) => search(url.searchParams.get("q") ?? "", Number(url.searchParams.get("limit") ?? 10)) },
  { method: "GET", path: "/api/v1/changes", handle: ({ url }) => ({ items: [...entities.keys()].filter((_, i) => i % 131 === 5).slice(0, Number(url.searchParams.get("limit") ?? 20)).map(change) }) },
  { method: "GET", path: "/api/v1/entities/:kind/:namespace/:name/claims", handle: ({ params }) => (entities.has(refOf(params)) ? claims(refOf(params)) : [404, { title: "Not found", detail: "No such entity", code: "not-found", request_id: "mock" }]) },
  { method: "GET", path: "/api/v1/entities/:kind/:namespace/:name/history", handle: ({ params }) => ({ items: entities.has(refOf(params)) ? Array.from({ length: 7 }, (_, i) => change(refOf(params), i)) : [] }) },
  {
    method: "GET",
    path: "/api/v1/events",
    handle: ({ raw }) => {
      raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      raw.write('event: hello\ndata: {"revision":4211}\n\n');
      let revision = 4211;
      const refs = [...entities.keys()].filter((ref) => ref.startsWith("component:"));
      const timer = setInterval(() => {
        if (refs.length) raw.write(`event: change\ndata: ${JSON.stringify({ revision: ++revision, changes: [{ ref: pick(refs.slice(0, 60)), action: "updated" }], total: 1 })}\n\n`);
      }, 6000);
      raw.on("close", () => clearInterval(timer));
    },
  },
];

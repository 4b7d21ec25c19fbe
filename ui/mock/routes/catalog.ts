// Backstage's catalog API over the made-up catalog.
import type { MockRoute } from "../plugin.ts";
import { entities, matches, values } from "../data.ts";

const settings = new Map<string, unknown>();
const all = () => [...entities.entries()];

function found(body: any) {
  const term = body?.fullTextFilter?.term?.toLowerCase();
  const fields: string[] = body?.fullTextFilter?.fields ?? [];
  return all()
    .filter(([ref, e]) => matches(ref, e, body?.query))
    .filter(([ref, e]) => !term || fields.some((f) => values(ref, e, f).some((v) => v.toLowerCase().includes(term))));
}

function byQuery(body: any) {
  const field = body?.orderBy?.[0]?.field ?? "metadata.name";
  const down = body?.orderBy?.[0]?.order === "desc";
  const rows = found(body)
    .map(([ref, e]) => ({ e, key: values(ref, e, field)[0]?.toLowerCase() }))
    .filter((row) => row.key !== undefined)
    .sort((a, b) => (a.key! < b.key! ? -1 : a.key! > b.key! ? 1 : 0) * (down ? -1 : 1));
  const offset = body?.offset ?? 0;
  return { items: rows.slice(offset, offset + (body?.limit ?? 200)).map((row) => row.e), totalItems: rows.length, pageInfo: {} };
}

function facets(body: any) {
  const result: Record<string, { value: string; count: number }[]> = {};
  const rows = found(body);
  for (const facet of body?.facets ?? []) {
    const counts = new Map<string, number>();
    for (const [ref, e] of rows) for (const v of values(ref, e, facet)) counts.set(v, (counts.get(v) ?? 0) + 1);
    result[facet] = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => (a.value < b.value ? -1 : 1));
  }
  return { facets: result };
}

const setting = (p: Record<string, string>) => `${p.bucket}/${p.key}`;

export const routes: MockRoute[] = [
  { method: "POST", path: "/api/catalog/entities/by-query", handle: ({ body }) => byQuery(body) },
  { method: "POST", path: "/api/catalog/entity-facets", handle: ({ body }) => facets(body) },
  { method: "POST", path: "/api/catalog/entities/by-refs", handle: ({ body }) => ({ items: body.entityRefs.map((ref: string) => entities.get(ref) ?? null) }) },
  {
    method: "GET",
    path: "/api/catalog/entities/by-name/:kind/:namespace/:name",
    handle: ({ params: p }) => entities.get(`${p.kind}:${p.namespace}/${p.name}`) ?? [404, { error: { name: "NotFoundError", message: `No entity named '${p.name}' found` } }],
  },
  {
    method: "GET",
    path: "/api/user-settings/buckets/:bucket/keys/:key",
    handle: ({ params }) => (settings.has(setting(params)) ? { ...params, value: settings.get(setting(params)) } : [404, { error: { name: "NotFoundError", message: "No such setting" } }]),
  },
  {
    method: "PUT",
    path: "/api/user-settings/buckets/:bucket/keys/:key",
    handle: ({ params, body }) => {
      settings.set(setting(params), body.value);
      return { ...params, value: body.value };
    },
  },
];

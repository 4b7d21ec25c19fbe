// The made-up catalog: deterministic, about 2,000 entities, with the odd names and gaps real catalogs have.
import type { Entity, Relation } from "../src/api/types.ts";
import { describe } from "../src/kit/describe.ts";

let seed = 7;
function random(): number {
  seed = (seed * 1664525 + 1013904223) % 4294967296;
  return seed / 4294967296;
}
export const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const AREAS = ["payments", "orders", "search", "identity", "shipping", "pricing", "catalogue", "billing", "media", "risk", "support", "insights"];
const PARTS = ["gateway", "worker", "api", "console", "ledger", "router", "indexer", "scheduler", "events", "store", "relay", "sync"];
const TAGS = ["java", "go", "rust", "python", "typescript", "kafka", "grpc", "pci", "tier-1", "legacy"];
const PEOPLE = ["Ana Sousa", "Jun Park", "Mira Patel", "Tom Becker", "Lea Martin", "Omar Haddad", "Ines Costa", "김민준", "نور حداد", "Eva Novak"];

export const SOURCES = ["platform-monorepo", "payments", "legacy-import", "org-chart"].map((name, i) => ({ id: `src-${i + 1}`, name }));
export const entities = new Map<string, Entity>();
export const marks = new Map<string, Record<string, string>>();

function add(kind: string, name: string, spec: Record<string, unknown>, relations: Relation[], extra: object = {}) {
  const n = entities.size;
  const entity: Entity = {
    metadata: { name, namespace: "default", uid: `uid-${n}`, etag: `e${n}`, ...extra },
    apiVersion: "backstage.io/v1alpha1",
    kind,
    spec,
    relations,
  };
  const ref = `${kind}:default/${name}`.toLowerCase();
  entities.set(ref, entity);
  const mark: Record<string, string> = { "portolan.source": SOURCES[n % 3]!.id };
  if (n % 41 === 7) mark["portolan.problem"] = n % 2 ? "error" : "warning";
  if (n % 97 === 3) mark["portolan.conflict"] = "true";
  marks.set(ref, mark);
}

const rel = (type: string, targetRef: string): Relation => ({ type, targetRef });

function inverse() {
  const names: Record<string, string> = { ownedBy: "ownerOf", partOf: "hasPart", dependsOn: "dependencyOf", providesApi: "apiProvidedBy", consumesApi: "apiConsumedBy", childOf: "parentOf", memberOf: "hasMember" };
  for (const [ref, entity] of entities) {
    for (const { type, targetRef } of entity.relations ?? []) {
      const back = names[type];
      if (back) entities.get(targetRef)?.relations?.push(rel(back, ref));
    }
  }
}

function people() {
  for (const area of AREAS) {
    add("Group", `team-${area}`, { type: "team", profile: { displayName: `Team ${area}` }, children: [] }, [rel("childOf", "group:default/engineering")], { description: `Builds and runs everything about ${area}.` });
  }
  add("Group", "engineering", { type: "department", profile: { displayName: "Engineering" }, children: [] }, []);
  for (let i = 0; i < 80; i++) {
    const full = PEOPLE[i % PEOPLE.length]!;
    const team = `group:default/team-${AREAS[i % AREAS.length]}`;
    add("User", `person-${i + 1}`, { profile: { displayName: i < 10 ? full : `${full} ${i}`, email: `person-${i + 1}@example.com` }, memberOf: [team] }, [rel("memberOf", team)]);
  }
}

const OPENAPI = (name: string) => `openapi: 3.0.3\ninfo:\n  title: ${name}\n  version: 1.4.0\npaths:\n  /items:\n    get:\n      tags: [items]\n      summary: List items\n      parameters:\n        - { name: limit, in: query, schema: { type: integer, default: 20 } }\n      responses:\n        "200":\n          description: The items\n          content:\n            application/json:\n              schema: { $ref: "#/components/schemas/Page" }\n    post:\n      tags: [items]\n      summary: Create an item\n      requestBody:\n        content:\n          application/json:\n            schema: { $ref: "#/components/schemas/Item" }\n      responses:\n        "201": { description: Created }\ncomponents:\n  schemas:\n    Page:\n      type: object\n      properties:\n        items: { type: array, items: { $ref: "#/components/schemas/Item" } }\n        next: { type: string }\n    Item:\n      type: object\n      required: [id]\n      properties:\n        id: { type: string, format: uuid }\n        name: { type: string, description: What people see }\n        parent: { $ref: "#/components/schemas/Item" }\n`;

function systems() {
  for (const [i, area] of AREAS.entries()) {
    if (i % 3 === 0) add("Domain", `${area}-domain`, { owner: `team-${area}` }, [rel("ownedBy", `group:default/team-${area}`)], { description: `The ${area} part of the business.` });
    const domain = `domain:default/${AREAS[i - (i % 3)]}-domain`;
    add("System", area, { owner: `team-${area}`, domain }, [rel("ownedBy", `group:default/team-${area}`), rel("partOf", domain)], { title: area[0]!.toUpperCase() + area.slice(1) });
    for (let k = 0; k < 8; k++) {
      const name = `${area}-api-${k + 1}`;
      const type = k === 6 ? "graphql" : k === 7 ? "asyncapi" : "openapi";
      add("API", name, { type, lifecycle: "production", owner: `team-${area}`, system: area, definition: type === "graphql" ? "type Query {\n  items(limit: Int = 20): [Item!]!\n}\n\ntype Item {\n  id: ID!\n}\n" : OPENAPI(name) }, [rel("ownedBy", `group:default/team-${area}`), rel("partOf", `system:default/${area}`)]);
    }
  }
}

function components(count: number) {
  const made: string[] = [];
  for (let i = 0; i < count; i++) {
    const area = AREAS[i % AREAS.length]!;
    const name = i === 11 ? `an-extremely-long-component-name-${"that-goes-on-".repeat(5)}end` : `${area}-${PARTS[Math.floor(i / AREAS.length) % PARTS.length]}${i >= 144 ? `-${Math.floor(i / 144) + 1}` : ""}`;
    const relations = [rel("partOf", `system:default/${area}`)];
    if (i % 19 !== 4) relations.push(rel("ownedBy", `group:default/team-${area}`));
    if (made.length > 3) relations.push(rel("dependsOn", pick(made)));
    relations.push(rel(i % 4 ? "consumesApi" : "providesApi", `api:default/${pick(AREAS)}-api-${1 + (i % 8)}`));
    if (i % 53 === 9) relations.push(rel("dependsOn", "resource:default/decommissioned-queue"));
    const resource = i % 6 === 5;
    const type = resource ? pick(["database", "queue", "bucket", "cache"]) : pick(["service", "service", "service", "website", "library"]);
    const description = i === 3 ? "결제 요청을 처리하고 정산 기록을 남깁니다." : i === 4 ? "خدمة تدير الطلبات وتسجيل المعاملات" : `Takes ${area} requests and keeps their records straight.`;
    const extra = {
      description,
      ...(i % 9 === 0 ? { title: `${area} ${PARTS[i % PARTS.length]}` } : {}),
      tags: [pick(TAGS), pick(TAGS)].filter((t, at, all) => all.indexOf(t) === at),
      annotations: { "backstage.io/source-location": `url:https://example.com/acme/${name}/`, "acme.io/tier": String(1 + (i % 3)) },
      links: i % 3 === 0 ? [{ url: `https://dash.example.com/${name}`, title: "Dashboard" }, { url: "javascript:alert(1)", title: "A hostile link" }] : [],
    };
    add(resource ? "Resource" : "Component", name, { type, ...(resource ? {} : { lifecycle: pick(["production", "production", "production", "experimental", "deprecated"]) }), owner: `team-${area}`, system: area }, relations, extra);
    made.push(`${resource ? "resource" : "component"}:default/${name}`.toLowerCase());
  }
}

const EMPTY = process.env.MOCK_EMPTY === "1";
if (!EMPTY) {
  people();
  systems();
  components(Number(process.env.MOCK_COMPONENTS ?? 1800));
  inverse();
}

/** Whether an entity matches a Backstage predicate; enough of it for the pages. */
export function matches(ref: string, entity: Entity, predicate: any): boolean {
  if (!predicate) return true;
  return Object.entries(predicate).every(([key, want]: [string, any]) => {
    if (key === "$all") return want.every((p: any) => matches(ref, entity, p));
    if (key === "$any") return want.some((p: any) => matches(ref, entity, p));
    if (key === "$not") return !matches(ref, entity, want);
    const have = values(ref, entity, key).map((v) => v.toLowerCase());
    if (want && typeof want === "object") {
      if ("$exists" in want) return want.$exists === have.length > 0;
      if ("$in" in want) return want.$in.some((v: string) => have.includes(String(v).toLowerCase()));
      if ("$contains" in want) return have.includes(String(want.$contains).toLowerCase());
      return false;
    }
    return have.includes(String(want).toLowerCase());
  });
}

export function values(ref: string, entity: Entity, key: string): string[] {
  if (key.startsWith("portolan.")) return [marks.get(ref)?.[key] ?? ""].filter(Boolean);
  if (key.startsWith("relations.")) return (entity.relations ?? []).filter((r) => `relations.${r.type}` === key).map((r) => r.targetRef);
  const value = key.split(".").reduce<any>((at, part) => at?.[part], entity);
  return (Array.isArray(value) ? value : [value]).filter((v) => v !== undefined && v !== null && typeof v !== "object").map(String);
}

export { describe };

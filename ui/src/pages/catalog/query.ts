// From the address of the catalog page to what is asked of the server, and nothing else.
import type { EntityQuery } from "../../api/catalog.ts";
import type { Predicate } from "../../api/types.ts";

export interface FacetSpec {
  /** The name in the address. */
  key: string;
  title: string;
  /** The field of the index. */
  field: string;
}

export const FACETS: FacetSpec[] = [
  { key: "type", title: "Type", field: "spec.type" },
  { key: "lifecycle", title: "Lifecycle", field: "spec.lifecycle" },
  { key: "owner", title: "Owner", field: "relations.ownedBy" },
  { key: "system", title: "System", field: "relations.partOf" },
  { key: "tag", title: "Tag", field: "metadata.tags" },
  { key: "problem", title: "Problems", field: "portolan.problem" },
  { key: "source", title: "Source", field: "portolan.source" },
  { key: "namespace", title: "Namespace", field: "metadata.namespace" },
];

const SORTS: Readonly<Record<string, string>> = {
  name: "metadata.name",
  type: "spec.type",
  owner: "spec.owner",
  lifecycle: "spec.lifecycle",
  system: "spec.system",
  namespace: "metadata.namespace",
  description: "metadata.description",
};

export interface Filters {
  kind: string;
  text: string;
  sort: string;
  facets: Record<string, string[]>;
  /** Only these references (the "Starred" view). */
  refs?: string[];
}

/** All conditions but those of `except`: a facet's own counts must not be narrowed by its own choice. */
export function predicate(filters: Filters, except?: string): Predicate | undefined {
  const parts: Predicate[] = [];
  if (filters.kind && except !== "kind") parts.push({ kind: filters.kind });
  for (const spec of FACETS) {
    const selected = filters.facets[spec.key] ?? [];
    if (selected.length && except !== spec.key) parts.push({ [spec.field]: { $in: selected } });
  }
  if (filters.facets.missing?.includes("owner")) parts.push({ "relations.ownedBy": { $exists: false } });
  if (filters.facets.dangling?.length) parts.push({ "portolan.dangling": { $exists: true } });
  if (filters.facets.conflict?.length) parts.push({ "portolan.conflict": { $exists: true } });
  return parts.length ? { $all: parts } : undefined;
}

export function parseSort(sort: string): { key: string; order: "asc" | "desc" } {
  const down = sort.startsWith("-");
  const key = down ? sort.slice(1) : sort;
  return { key: Object.hasOwn(SORTS, key) ? key : "name", order: down ? "desc" : "asc" };
}

export function entityQuery(filters: Filters): EntityQuery {
  const { key, order } = parseSort(filters.sort);
  return { query: predicate(filters), text: filters.text || undefined, sort: { field: SORTS[key]!, order } };
}

/**
 * The same conditions in Backstage's query-string form, for the export link; undefined where that form cannot say them:
 * it has no text, no "without", and a comma always separates.
 */
export function exportFilters(filters: Filters): string[] | undefined {
  const values = FACETS.flatMap((spec) => (filters.facets[spec.key] ?? []).map((value) => [spec.field, value] as const));
  if (filters.kind) values.unshift(["kind", filters.kind]);
  if (filters.text || filters.facets.missing?.includes("owner") || values.some(([, value]) => /,|^\s|\s$/.test(value))) return undefined;
  const parts = values.map(([field, value]) => `${field}=${value}`);
  for (const mark of ["dangling", "conflict"]) if (filters.facets[mark]?.length) parts.push(`portolan.${mark}`);
  return parts.length ? [parts.join(",")] : [];
}

// From the address of the catalog page to what is asked of the server, and nothing else.
import type { EntityQuery } from "../../api/catalog.ts";
import type { Predicate } from "../../api/types.ts";

export interface FacetSpec {
  /** The name in the address. */
  key: string;
  title: string;
  /** The fields of the index that are counted. */
  fields: string[];
}

/** What may be wrong with an entity: one facet, of which each value stands in the address under a name of its own. */
export const PROBLEMS = [
  { value: "error", title: "Has errors", key: "problem", kept: "error", field: "portolan.problem", counted: "error", match: { "portolan.problem": "error" } },
  { value: "warning", title: "Has warnings", key: "problem", kept: "warning", field: "portolan.problem", counted: "warning", match: { "portolan.problem": "warning" } },
  { value: "dangling", title: "Dangling references", key: "dangling", kept: "1", field: "portolan.dangling", counted: "true", match: { "portolan.dangling": { $exists: true } } },
  { value: "conflict", title: "In conflict", key: "conflict", kept: "1", field: "portolan.conflict", counted: "true", match: { "portolan.conflict": { $exists: true } } },
  { value: "owner", title: "No owner", key: "missing", kept: "owner", field: "", counted: "", match: { "portolan.unowned": { $exists: true } } },
];

export const FACETS: FacetSpec[] = [
  { key: "type", title: "Type", fields: ["spec.type"] },
  { key: "lifecycle", title: "Lifecycle", fields: ["spec.lifecycle"] },
  { key: "owner", title: "Owner", fields: ["relations.ownedBy"] },
  { key: "system", title: "System", fields: ["relations.partOf"] },
  { key: "tag", title: "Tag", fields: ["metadata.tags"] },
  { key: "problem", title: "Problems", fields: ["portolan.problem", "portolan.dangling", "portolan.conflict"] },
  { key: "source", title: "Source", fields: ["portolan.source"] },
  { key: "namespace", title: "Namespace", fields: ["metadata.namespace"] },
];

/** The names in the address that narrow the list, but for its kind and text. */
export const FILTER_KEYS = [...new Set([...FACETS.map(({ key }) => key), ...PROBLEMS.map(({ key }) => key)])];

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
  /** By name in the address. */
  facets: Record<string, string[]>;
}

const chosenProblems = ({ facets }: Filters) => PROBLEMS.filter(({ key, kept }) => (kept === "1" ? facets[key]?.length : facets[key]?.includes(kept)));

/** The values that are chosen in a facet. */
export const chosenIn = (filters: Filters, key: string): string[] => (key === "problem" ? chosenProblems(filters).map(({ value }) => value) : (filters.facets[key] ?? []));

/** What the choice in a facet makes of the address. */
export function addressOf(key: string, selected: string[]): Record<string, string[]> {
  if (key !== "problem") return { [key]: selected };
  const patch: Record<string, string[]> = {};
  for (const problem of PROBLEMS) (patch[problem.key] ??= []).push(...(selected.includes(problem.value) ? [problem.kept] : []));
  return patch;
}

/** All conditions but those of `except`: a facet's own counts must not be narrowed by its own choice. */
export function predicate(filters: Filters, except?: string): Predicate | undefined {
  const parts: Predicate[] = [];
  if (filters.kind && except !== "kind") parts.push({ kind: filters.kind });
  for (const { key, fields } of FACETS) {
    const selected = filters.facets[key] ?? [];
    if (key !== "problem" && selected.length && except !== key) parts.push({ [fields[0]!]: { $in: selected } });
  }
  const wrong = chosenProblems(filters).map(({ match }) => match);
  if (wrong.length > 0 && except !== "problem") parts.push(wrong.length === 1 ? wrong[0]! : { $any: wrong });
  return parts.length ? { $all: parts } : undefined;
}

/** The same with one thing more that is wrong, for its count. */
export const withProblem = (filters: Filters, match: Predicate): Predicate => {
  const rest = predicate(filters, "problem");
  return rest ? { $all: [rest, match] } : match;
};

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
 * it has no text, no "without", no "or" between fields, and a comma always separates.
 */
export function exportFilters(filters: Filters): string[] | undefined {
  const wrong = chosenProblems(filters);
  const values = FACETS.filter(({ key }) => key !== "problem").flatMap(({ key, fields }) => (filters.facets[key] ?? []).map((value) => [fields[0]!, value] as const));
  if (filters.kind) values.unshift(["kind", filters.kind]);
  if (filters.text || wrong.length > 1 || wrong[0]?.value === "owner" || values.some(([, value]) => /,|^\s|\s$/.test(value))) return undefined;
  const parts = values.map(([field, value]) => `${field}=${value}`);
  for (const { key, kept, field } of wrong) parts.push(key === "problem" ? `${field}=${kept}` : field);
  return parts.length ? [parts.join(",")] : [];
}

// The filter of a scope as rows of a form, and back. What the form cannot say stays a filter in JSON.

export type FilterTest = "in" | "not_in" | "prefix" | "exists" | "missing";

export interface Condition {
  field: string;
  test: FilterTest;
  values: string[];
}

export const FIELDS = [
  { value: "kind", label: "Kind" },
  { value: "spec.type", label: "Type" },
  { value: "spec.lifecycle", label: "Lifecycle" },
  { value: "metadata.namespace", label: "Namespace" },
  { value: "metadata.tags", label: "Tag" },
  { value: "relations.ownedBy", label: "Owner" },
  { value: "relations.partOf", label: "Part of" },
  { value: "portolan.source", label: "Source" },
];

export const TESTS: { value: FilterTest; label: string }[] = [
  { value: "in", label: "is one of" },
  { value: "not_in", label: "is none of" },
  { value: "prefix", label: "begins with" },
  { value: "exists", label: "is there" },
  { value: "missing", label: "is not there" },
];

export const needsValues = (test: FilterTest) => test === "in" || test === "not_in" || test === "prefix";

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";

/** The rows; undefined when the form has no words for the filter. */
export function toConditions(filter: unknown): Condition[] | undefined {
  if (filter === undefined || filter === null) return [];
  if (!isObject(filter)) return undefined;
  if (Array.isArray(filter.$all) && Object.keys(filter).length === 1) {
    const parts = filter.$all.map(toConditions);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if ("$not" in filter && Object.keys(filter).length === 1) {
    const inner = toConditions(filter.$not);
    return inner?.length === 1 && inner[0]!.test === "in" ? [{ ...inner[0]!, test: "not_in" }] : undefined;
  }
  const rows = Object.entries(filter).map(([field, value]) => toCondition(field, value));
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

function toCondition(field: string, value: unknown): Condition | undefined {
  if (field.startsWith("$")) return undefined;
  if (isText(value)) return { field, test: "in", values: [value] };
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  if (Array.isArray(value.$in) && value.$in.every(isText)) return { field, test: "in", values: value.$in };
  if (isText(value.$hasPrefix)) return { field, test: "prefix", values: [value.$hasPrefix] };
  if (typeof value.$exists === "boolean") return { field, test: value.$exists ? "exists" : "missing", values: [] };
  return undefined;
}

/** Rows that are not filled in yet say nothing. */
export function toFilter(conditions: Condition[]): Record<string, unknown> | undefined {
  const parts = conditions.filter((row) => row.field && (!needsValues(row.test) || row.values.length > 0)).map(toPart);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : { $all: parts };
}

function toPart({ field, test, values }: Condition): Record<string, unknown> {
  const among = values.length === 1 ? values[0] : { $in: values };
  if (test === "in") return { [field]: among };
  if (test === "not_in") return { $not: { [field]: among } };
  if (test === "prefix") return { [field]: { $hasPrefix: values[0] } };
  return { [field]: { $exists: test === "exists" } };
}

// What one line of a schema tree says, and which lines are under it. Pure; the tree itself is in SchemaTree.tsx.
import { list, obj, refName, resolve, str, type Obj } from "./read.ts";

interface Child {
  name: string;
  schema: unknown;
  required: boolean;
  /** A choice or an item rather than a property. */
  note: boolean;
}

export interface Node {
  type: string;
  description: string;
  facts: string[];
  enums: string[];
  deprecated: boolean;
  refs: string[];
  broken: string;
  children: Child[];
}

const LIMITS: [string, string][] = [
  ["minimum", "≥"], ["maximum", "≤"], ["exclusiveMinimum", ">"], ["exclusiveMaximum", "<"], ["multipleOf", "multiple of"],
  ["minLength", "min length"], ["maxLength", "max length"], ["minItems", "min items"], ["maxItems", "max items"], ["pattern", "pattern"],
];

const show = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value) ?? "");

export function readSchema(root: unknown, schema: unknown): Node {
  const { value, refs, broken } = resolve(root, schema);
  const whole = flatten(root, value, []);
  return {
    type: typeName(root, whole, refs),
    description: str(obj(schema).description) || str(whole.description),
    facts: facts(whole),
    enums: (Object.hasOwn(whole, "const") ? [whole.const] : list(whole.enum)).map(show),
    deprecated: whole.deprecated === true,
    refs,
    broken,
    children: children(root, whole),
  };
}

/** allOf is read as one object, which is what its authors nearly always mean; a cycle of allOf is cut. */
function flatten(root: unknown, schema: Obj, seen: Obj[]): Obj {
  const parts = list(schema.allOf);
  if (parts.length === 0 || seen.includes(schema)) return schema;
  const merged: Obj = { ...schema, properties: {}, required: [] };
  for (const part of [...parts.map((p) => flatten(root, resolve(root, p).value, [...seen, schema])), { ...schema, allOf: undefined }]) {
    const { properties, required, ...rest } = part as Obj;
    for (const [key, value] of Object.entries(rest)) if (value !== undefined && key !== "allOf") merged[key] = value;
    merged.properties = { ...obj(merged.properties), ...obj(properties) };
    merged.required = [...list(merged.required), ...list(required)];
  }
  return merged;
}

function typeName(root: unknown, s: Obj, refs: string[]): string {
  const own = Array.isArray(s.type) ? s.type.map(str).join(" | ") : str(s.type);
  const called = refs.length ? refName(refs.at(-1)!) : "";
  if (own.startsWith("array") || s.items) {
    const { value, refs: inner } = resolve(root, s.items);
    const item = inner.length ? refName(inner.at(-1)!) : str(value.type);
    return item ? `array of ${item}` : "array";
  }
  const kind = own || (s.properties ? "object" : s.oneOf ? "one of" : s.anyOf ? "any of" : s.enum ? "enum" : "any");
  const full = called && (kind === "object" || !own) ? called : kind;
  return s.nullable === true ? `${full} | null` : full;
}

function facts(s: Obj): string[] {
  const out: string[] = [];
  if (s.format) out.push(str(s.format));
  for (const [key, word] of LIMITS) if (s[key] !== undefined && typeof s[key] !== "boolean") out.push(`${word} ${show(s[key])}`);
  if (s.uniqueItems === true) out.push("unique");
  if (s.readOnly === true) out.push("read only");
  if (s.writeOnly === true) out.push("write only");
  if (s.default !== undefined) out.push(`default ${show(s.default)}`);
  if (s.example !== undefined) out.push(`example ${show(s.example)}`);
  return out;
}

function children(root: unknown, s: Obj): Child[] {
  const required = list(s.required).map(str);
  const out: Child[] = Object.entries(obj(s.properties)).map(([name, schema]) => ({ name, schema, required: required.includes(name), note: false }));
  for (const [key, word] of [["oneOf", "one of"], ["anyOf", "any of"]] as const) {
    list(s[key]).forEach((schema, i) => out.push({ name: `${word} ${i + 1}`, schema, required: false, note: true }));
  }
  if (s.items) {
    // An array of objects shows the fields of its items at once.
    const item = readSchema(root, s.items);
    if (item.children.length > 0 || item.enums.length > 0) out.push({ name: "items", schema: s.items, required: false, note: true });
  }
  if (s.additionalProperties && typeof s.additionalProperties === "object") out.push({ name: "any other key", schema: s.additionalProperties, required: false, note: true });
  return out;
}

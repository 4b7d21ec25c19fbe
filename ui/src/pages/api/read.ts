// Reads values out of a parsed document of unknown shape: people write these files, so nothing is taken on trust.

export type Obj = Record<string, unknown>;

export const obj = (value: unknown): Obj => (value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Obj) : {});
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const str = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : "";
export const at = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) return value[Number(key)];
  const o = obj(value);
  return Object.hasOwn(o, key) ? o[key] : undefined;
};

function unescape(part: string): string {
  const plain = part.replace(/~1/g, "/").replace(/~0/g, "~");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

function pointer(root: unknown, ref: string): unknown {
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return undefined;
  return ref.slice(2).split("/").map(unescape).reduce<unknown>(at, root);
}

export interface Resolved {
  value: Obj;
  /** The references followed, the last one being what the value is called. */
  refs: string[];
  /** Set when a reference leads nowhere, out of the document, or back to itself. */
  broken: string;
}

/** Follows $ref inside the document; a chain that comes back to itself ends as broken. */
export function resolve(root: unknown, value: unknown): Resolved {
  const refs: string[] = [];
  let current = value;
  for (;;) {
    const ref = at(current, "$ref");
    if (typeof ref !== "string") return { value: obj(current), refs, broken: "" };
    if (refs.includes(ref)) return { value: {}, refs, broken: `${ref} refers to itself` };
    refs.push(ref);
    const next = pointer(root, ref);
    if (next === undefined) return { value: {}, refs, broken: ref.startsWith("#") ? `${ref} is not in this document` : `${ref} is in another document` };
    current = next;
  }
}

export const refName = (ref: string) => unescape(ref.slice(ref.lastIndexOf("/") + 1));

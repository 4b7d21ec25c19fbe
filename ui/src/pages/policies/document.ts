// The text of a policy and edits to it. An edit changes what it is about and keeps the rest as written, with its comments.
import { isMap, isSeq, parseDocument, stringify, type Document } from "yaml";
import type { Grant, Policy, PolicyBody, Role } from "../../api/types.ts";

/** The text to begin a draft with: the built-in policy is kept as JSON and is edited more easily as YAML. */
export function startingText(version: PolicyBody): string {
  return version.version === 0 ? stringify(version.policy) : version.text;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

function toRole(value: unknown): Role {
  const role = isObject(value) ? value : {};
  const scope = isObject(role.scope) ? (role.scope as Role["scope"]) : undefined;
  return { name: text(role.name), title: text(role.title), description: text(role.description), allow: texts(role.allow), deny: texts(role.deny), scope };
}

/** What a text says, as far as it can be read; undefined when it is no YAML or no mapping. The server decides what it means. */
export function readText(source: string): Policy | undefined {
  const document = parseDocument(source);
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (value !== null && !isObject(value)) return undefined;
  const roles = Array.isArray(value?.roles) ? value.roles.map(toRole) : [];
  const grants = Array.isArray(value?.grants) ? value.grants.map((grant: unknown) => (isObject(grant) ? { subject: text(grant.subject), role: text(grant.role) } : { subject: "", role: "" })) : [];
  return { roles, grants };
}

function edit(source: string, change: (document: Document) => void): string {
  const document = parseDocument(source);
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
  change(document);
  return document.toString({ lineWidth: 0 });
}

function append(document: Document, key: string, value: unknown) {
  const list = document.get(key);
  // An empty list is written as [], and what is put into it should not stay on that line.
  if (isSeq(list) && list.items.length > 0) list.add(document.createNode(value));
  else document.set(key, document.createNode([value]));
}

export const addGrant = (source: string, grant: Grant) => edit(source, (document) => append(document, "grants", grant));
export const removeGrant = (source: string, at: number) => edit(source, (document) => document.deleteIn(["grants", at]));

/** Without what says nothing. */
function plain(role: Role): Record<string, unknown> {
  const scope = role.scope && (role.scope.filter || role.scope.connection) ? role.scope : undefined;
  const fields = { name: role.name, title: role.title, description: role.description, allow: role.allow, deny: role.deny, scope };
  return Object.fromEntries(Object.entries(fields).filter(([key, value]) => key === "allow" || (Array.isArray(value) ? value.length > 0 : Boolean(value))));
}

/** Puts a role in the place of the one at `at`, or at the end. A new name is taken over by its grants. */
export function putRole(source: string, role: Role, at?: number): string {
  return edit(source, (document) => {
    if (at === undefined) return append(document, "roles", plain(role));
    const before = document.getIn(["roles", at, "name"]);
    for (const [key, value] of Object.entries({ name: undefined, title: undefined, description: undefined, allow: undefined, deny: undefined, scope: undefined, ...plain(role) })) {
      if (value === undefined) document.deleteIn(["roles", at, key]);
      else if (JSON.stringify(value) !== JSON.stringify(toPlain(document.getIn(["roles", at, key])))) document.setIn(["roles", at, key], typeof value === "string" ? value : document.createNode(value));
    }
    if (before !== role.name) renameGrants(document, String(before), role.name);
  });
}

const toPlain = (node: unknown): unknown => (isSeq(node) || isMap(node) ? node.toJSON() : node);

function renameGrants(document: Document, before: string, after: string) {
  const grants = document.get("grants");
  if (!isSeq(grants)) return;
  for (const i of grants.items.keys()) if (document.getIn(["grants", i, "role"]) === before) document.setIn(["grants", i, "role"], after);
}

export function removeRole(source: string, at: number): string {
  return edit(source, (document) => {
    document.deleteIn(["roles", at]);
  });
}

// Roles, scopes and subjects in words.
import { formatCount } from "../../kit/format.ts";
import type { PolicyBody, RoleConnection, RoleScope } from "../../api/types.ts";
import { shortRef } from "../../paths.ts";
import { FIELDS, toConditions, type Condition } from "./filter.ts";

export const CONNECTIONS: { value: RoleConnection; label: string; words: string }[] = [
  { value: "owns", label: "They or one of their groups own it", words: "that they or their groups own" },
  { value: "member_of", label: "It is one of their groups, or a member of one", words: "that are their groups and the members of those" },
  { value: "same_system", label: "It is part of a system that they or their groups own", words: "that are part of a system they or their groups own" },
];

/** Subjects that are no entity. */
export const EVERYBODY: { value: string; label: string; note: string }[] = [
  { value: "everyone", label: "Everyone", note: "who has come in, guests and programs too" },
  { value: "people", label: "People", note: "with an account" },
  { value: "services", label: "Service accounts", note: "programs" },
  { value: "guests", label: "Guests", note: "let in without a name" },
];

const listed = (values: string[]) => (values.length < 2 ? (values[0] ?? "") : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`);

function conditionWords({ field, test, values }: Condition): string {
  const name = FIELDS.find((one) => one.value === field)?.label.toLowerCase() ?? field;
  const shown = listed(field.startsWith("relations.") ? values.map((value) => shortRef(value)) : values);
  if (test === "in") return `${name} ${shown}`;
  if (test === "not_in") return `${name} not ${shown}`;
  if (test === "prefix") return `${name} beginning with ${shown}`;
  return test === "exists" ? `a ${name}` : `no ${name}`;
}

/** After "On": "everything", "entities with kind component, that they or their groups own". */
export function scopeWords(scope?: RoleScope): string {
  const connection = CONNECTIONS.find((one) => one.value === scope?.connection)?.words;
  const conditions = toConditions(scope?.filter);
  const filter = conditions === undefined ? "that a filter finds" : conditions.length > 0 ? `with ${conditions.map(conditionWords).join(", ")}` : "";
  if (!connection && !filter) return "everything";
  return `entities ${[filter, connection].filter(Boolean).join(filter && connection ? ", " : "")}`;
}

export function subjectLabel(subject: string): string {
  const known = EVERYBODY.find((one) => one.value === subject);
  if (known) return known.label;
  return subject.includes("/") ? shortRef(subject) : subject;
}

export const versionName = (version: number) => (version === 0 ? "the built-in policy" : `version ${formatCount(version)}`);

export const hasErrors = (problems: PolicyBody["problems"]) => problems.some((problem) => problem.severity === "error");

// From the address of the API list to what is asked of the server.
import type { Predicate } from "../../api/types.ts";

export const API_FACETS = [
  { key: "type", title: "Type", field: "spec.type" },
  { key: "owner", title: "Owner", field: "relations.ownedBy" },
  { key: "lifecycle", title: "Lifecycle", field: "spec.lifecycle" },
];

export type Chosen = Record<string, string[]>;

/** All conditions but those of `except`: a facet's own counts are not narrowed by its own choice. */
export function apiPredicate(chosen: Chosen, except?: string): Predicate {
  const parts: Predicate[] = [{ kind: "api" }];
  for (const { key, field } of API_FACETS) {
    const values = chosen[key] ?? [];
    if (values.length && key !== except) parts.push({ [field]: { $in: values } });
  }
  return { $all: parts };
}

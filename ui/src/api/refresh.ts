// Reads again the sources that entities come from.
import { parseRef } from "../paths.ts";
import { useAct } from "./act.ts";
import { call } from "./client.ts";
import { request } from "./http.ts";
import type { FacetValue, Predicate } from "./types.ts";

/** References of one question: the server takes 2,000 conditions in one. */
const REFS = 200;

/** One condition per kind and namespace, with the names in it. */
function anyOf(refs: string[]): Predicate {
  const places = Map.groupBy(refs.map((ref) => parseRef(ref)), ({ kind, namespace }) => `${kind}:${namespace}`);
  const conditions = [...places.values()].map((all) => ({
    $all: [{ kind: all[0]!.kind }, { "metadata.namespace": all[0]!.namespace }, { "metadata.name": { $in: all.map(({ name }) => name) } }],
  }));
  return { $any: conditions };
}

async function sourcesOf(refs: string[]): Promise<string[]> {
  const found = new Set<string>();
  for (let from = 0; from < refs.length; from += REFS) {
    const body = { facets: ["portolan.source"], query: anyOf(refs.slice(from, from + REFS)) };
    const { facets } = await request<{ facets: Record<string, FacetValue[]> }>("/api/catalog/entity-facets", { method: "POST", body });
    for (const { value } of facets["portolan.source"] ?? []) found.add(value);
  }
  return [...found];
}

/** Answers how many sources were read; what one of them refuses is an error after all of them were asked. */
export const useRefreshSources = () =>
  useAct(async (refs: string[]) => {
    const ids = await sourcesOf(refs);
    const answers = await Promise.allSettled(ids.map((id) => call("post", "/api/v1/sources/{id}/sync", { path: { id } })));
    const refused = answers.find((answer) => answer.status === "rejected");
    if (refused) throw refused.reason;
    return ids.length;
  }, ["sources", "syncs"]);

// The words for relation types, and the order in which they are shown.
import type { Relation } from "../api/types.ts";
import { sentence } from "./format.ts";

const TITLES: ReadonlyMap<string, string> = new Map([
  ["ownedBy", "Owned by"], ["ownerOf", "Owns"], ["partOf", "Part of"], ["hasPart", "Parts"], ["dependsOn", "Depends on"],
  ["dependencyOf", "Needed by"], ["providesApi", "Provides APIs"], ["apiProvidedBy", "Provided by"], ["consumesApi", "Uses APIs"],
  ["apiConsumedBy", "Used by"], ["parentOf", "Children"], ["childOf", "Parent"], ["memberOf", "Member of"], ["hasMember", "Members"],
]);
const ORDER = [...TITLES.keys()];

/** Each relation has two names, one for either end: what is drawn is named from the side that says it. */
const PAIRS = [
  ["ownedBy", "ownerOf"], ["partOf", "hasPart"], ["dependsOn", "dependencyOf"], ["providesApi", "apiProvidedBy"],
  ["consumesApi", "apiConsumedBy"], ["childOf", "parentOf"], ["memberOf", "hasMember"],
] as const;

/** The name under which a relation is drawn. */
export const drawnAs = (type: string): string => PAIRS.find(([, inverse]) => inverse === type)?.[0] ?? type;

/** The relation from either end. */
export const bothNames = (type: string): string[] => [...(PAIRS.find((pair) => pair.some((name) => name === type)) ?? [type])];

export const relationTitle = (type: string) => TITLES.get(type) ?? sentence(type);

export function byRelation(relations: Relation[]): [string, Relation[]][] {
  const rank = (type: string) => (ORDER.includes(type) ? ORDER.indexOf(type) : ORDER.length);
  return [...Map.groupBy(relations, (relation) => relation.type)].sort((a, b) => rank(a[0]) - rank(b[0]));
}

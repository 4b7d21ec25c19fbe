// What an entity points at, by reference: null for what is not in the catalog, undefined while that is not known.
import { useEntitiesByRefs } from "../../api/catalog.ts";
import type { Entity } from "../../api/types.ts";

/** Of one question. */
const MOST = 500;

export function useTargets(entity: Entity): Map<string, Entity | null> {
  const refs = [...new Set((entity.relations ?? []).map((relation) => relation.targetRef))].slice(0, MOST);
  const { data } = useEntitiesByRefs(refs);
  return new Map(data?.map((found, i) => [refs[i]!, found]));
}

// The changes by entity: one that changes all the time must not be all there is to see.
import type { ChangeBody } from "../../api/types.ts";

/** So many changes are read for so many entities. */
export const CHANGES_READ = 60;
export const MOST_CHANGED = 10;

/** The entities in the order of their last change, each with how many there were, the newest first. */
export function byEntity<T extends Pick<ChangeBody, "ref">>(changes: T[]): { last: T; count: number }[] {
  const groups = new Map<string, { last: T; count: number }>();
  for (const change of changes) {
    const group = groups.get(change.ref);
    if (group) group.count += 1;
    else groups.set(change.ref, { last: change, count: 1 });
  }
  return [...groups.values()];
}

// Of when, or of how much, a card tells. That something was cut off is said only where it was.
import { useChanges, useProblems, useSources, useStats } from "../../api/portolan.ts";
import { plural } from "../../kit/format.ts";
import { MOST_BARS } from "./Glance.tsx";
import { byEntity, CHANGES_READ, MOST_CHANGED } from "./changed.ts";
import { MOST_SOURCES } from "./SourcesHealth.tsx";
import { MOST_CODES } from "./WorstProblems.tsx";

const largest = (count = 0) => (count > MOST_BARS ? `now, the ${MOST_BARS} largest` : "now");

export const Now = () => "now";
export const KindsRange = () => largest(useStats().data?.kinds.length);
export const LifecyclesRange = () => largest(useStats().data?.lifecycles.length);

export function ChangesRange() {
  const { data } = useChanges(CHANGES_READ);
  return data ? `the last ${plural(Math.min(byEntity(data.items).length, MOST_CHANGED), "entity", "entities")}` : "the last";
}

export function SourcesRange() {
  const count = useSources().data?.items.length ?? 0;
  return count > MOST_SOURCES ? `the last sync of ${MOST_SOURCES} of ${count}` : "the last sync of each";
}

export function ProblemsRange() {
  const groups = useProblems({}, 1).data?.pages[0]?.groups.length ?? 0;
  return groups > MOST_CODES ? `now, the ${MOST_CODES} worst codes` : "now, by code";
}

// The facets of the catalog with counts. Each facet's counts ignore its own choice, so that more can be added to it.
import { useCounts, useFacets } from "../../api/catalog.ts";
import { useSources } from "../../api/portolan.ts";
import { useKnownTitles } from "../../api/titles.ts";
import type { FacetValue } from "../../api/types.ts";
import { Facets, type Facet } from "../../kit/Facets.tsx";
import { useLast } from "../../kit/useLast.ts";
import { FacetLabel, isRef } from "./FacetLabel.tsx";
import { addressOf, chosenIn, FACETS, predicate, PROBLEMS, withProblem, type FacetSpec, type Filters } from "./query.ts";

type Counts = Record<string, FacetValue[]>;

export function FacetRail({ filters, onChange }: { filters: Filters; onChange: (patch: Record<string, string[]>) => void }) {
  const open = FACETS.filter((spec) => chosenIn(filters, spec.key).length === 0);
  const { data } = useFacets(open.flatMap((spec) => spec.fields), predicate(filters), { text: filters.text });
  const known = useLast(data);
  const sources = useSources();
  const titleOf = useKnownTitles();
  const chosen = useChosen(filters);
  const problems = useProblemCounts(filters, chosen.problem ?? known);
  const words = (key: string, value: string) => {
    if (isRef(key)) return titleOf(value);
    return key === "source" ? (sources.data?.items.find((source) => source.id === value)?.name ?? "") : "";
  };
  const facets: Facet[] = FACETS.map((spec) => ({
    key: spec.key,
    title: spec.title,
    values: spec.key === "problem" ? problems : (chosen[spec.key] ?? known)?.[spec.fields[0]!],
    selected: chosenIn(filters, spec.key),
    label: (value) => <FacetLabel facet={spec.key} value={value} />,
    words: (value) => words(spec.key, value),
  }));
  return <Facets facets={facets} onChange={(key, selected) => onChange(addressOf(key, selected))} />;
}

/** The counts of the facets with a choice: one question each. The number of hooks is fixed, the disabled ones ask nothing. */
function useChosen(filters: Filters): Record<string, Counts | undefined> {
  const result: Record<string, Counts | undefined> = {};
  for (const spec of FACETS) result[spec.key] = useOwnCounts(filters, spec);
  return result;
}

function useOwnCounts(filters: Filters, spec: FacetSpec): Counts | undefined {
  const selected = chosenIn(filters, spec.key).length > 0;
  const { data } = useFacets(spec.fields, predicate(filters, spec.key), { text: filters.text, enabled: selected });
  const known = useLast(data);
  return selected ? known : undefined;
}

/** What is missing is in no field, so it is counted by asking for it. */
function useProblemCounts(filters: Filters, counts: Counts | undefined): FacetValue[] | undefined {
  const asked = PROBLEMS.filter(({ field }) => !field);
  const missing = useLast(useCounts(asked.map(({ match }) => ({ query: withProblem(filters, match), text: filters.text || undefined })))[0]);
  if (!counts) return undefined;
  const count = ({ field, counted }: (typeof PROBLEMS)[number]) => (field ? counts[field]?.find(({ value }) => value === counted)?.count : missing) ?? 0;
  return PROBLEMS.map((problem) => ({ value: problem.value, count: count(problem) })).filter((each) => each.count > 0);
}

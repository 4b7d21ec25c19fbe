// The facets of the catalog with counts. Each facet's counts ignore its own choice, so that more can be added to it.
import { useFacets } from "../../api/catalog.ts";
import { useSources } from "../../api/portolan.ts";
import { RefTitle } from "../../kit/EntityChip.tsx";
import { Facets, type Facet } from "../../kit/Facets.tsx";
import { FACETS, predicate, type FacetSpec, type Filters } from "./query.ts";

const isRef = (key: string) => key === "owner" || key === "system";

export function FacetRail({ filters, onChange }: { filters: Filters; onChange: (key: string, selected: string[]) => void }) {
  const open = FACETS.filter((spec) => !filters.facets[spec.key]?.length);
  const { data } = useFacets(open.map((spec) => spec.field), predicate(filters), { text: filters.text });
  const sources = useSources();
  const sourceName = new Map(sources.data?.items.map((source) => [source.id, source.name]));
  const chosen = useChosen(filters);
  const facets: Facet[] = FACETS.map((spec) => ({
    key: spec.key,
    title: spec.title,
    values: chosen[spec.key] ?? data?.[spec.field] ?? [],
    selected: filters.facets[spec.key] ?? [],
    label: (value) => {
      if (isRef(spec.key)) return <RefTitle entityRef={value} />;
      if (spec.key === "source") return sourceName.get(value) ?? value;
      return spec.key === "problem" ? (value === "error" ? "Has errors" : "Has warnings") : value;
    },
  }));
  return <Facets facets={facets} onChange={onChange} />;
}

/** The counts of the facets with a choice: one question each. The number of hooks is fixed, the disabled ones ask nothing. */
function useChosen(filters: Filters): Record<string, Facet["values"]> {
  const result: Record<string, Facet["values"]> = {};
  for (const spec of FACETS) {
    const values = useOwnCounts(filters, spec);
    if (values) result[spec.key] = values;
  }
  return result;
}

function useOwnCounts(filters: Filters, spec: FacetSpec) {
  const selected = (filters.facets[spec.key] ?? []).length > 0;
  const { data } = useFacets([spec.field], predicate(filters, spec.key), { text: filters.text, enabled: selected });
  return selected ? data?.[spec.field] : undefined;
}

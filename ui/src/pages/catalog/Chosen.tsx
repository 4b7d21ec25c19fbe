// What narrows the list, each with the way to take it back.
import { IconX } from "@tabler/icons-react";
import { FacetLabel } from "./FacetLabel.tsx";
import { addressOf, chosenIn, FACETS, type Filters } from "./query.ts";

export function Chosen({ filters, onChange }: { filters: Filters; onChange: (patch: Record<string, string[]>) => void }) {
  return FACETS.flatMap(({ key, title }) => {
    const chosen = chosenIn(filters, key);
    return chosen.map((value) => (
      <button key={`${key} ${value}`} type="button" className="chosen" title="Remove this filter" onClick={() => onChange(addressOf(key, chosen.filter((each) => each !== value)))}>
        <span className="sr">Remove the filter </span><span className="dim">{title}</span> <span className="clip" dir="auto"><FacetLabel facet={key} value={value} /></span><IconX size={13} aria-hidden />
      </button>
    ));
  });
}

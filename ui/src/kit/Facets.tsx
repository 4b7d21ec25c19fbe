// A rail of facets: values with counts, several may be chosen in one facet. The state belongs to the caller.
import { useState, type ReactNode } from "react";
import type { FacetValue } from "../api/types.ts";
import { formatCount } from "./format.ts";

export interface Facet {
  key: string;
  title: string;
  values: FacetValue[];
  selected: string[];
  label?: (value: string) => ReactNode;
}

const SHORT = 7;

export function Facets({ facets, onChange }: { facets: Facet[]; onChange: (key: string, selected: string[]) => void }) {
  return (
    <div className="facets">
      {facets.map((facet) => (
        <FacetGroup key={facet.key} facet={facet} onChange={(selected) => onChange(facet.key, selected)} />
      ))}
    </div>
  );
}

function FacetGroup({ facet, onChange }: { facet: Facet; onChange: (selected: string[]) => void }) {
  const [open, setOpen] = useState(false);
  const missing = facet.selected.filter((s) => !facet.values.some((v) => v.value === s)).map((value) => ({ value, count: 0 }));
  const values = [...missing, ...facet.values].sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
  if (values.length === 0) return null;
  const shown = open ? values.slice(0, 200) : values.filter((v, i) => i < SHORT || facet.selected.includes(v.value));
  const toggle = (value: string) =>
    onChange(facet.selected.includes(value) ? facet.selected.filter((s) => s !== value) : [...facet.selected, value]);
  return (
    <div className="facet" role="group" aria-label={facet.title}>
      <h3>
        {facet.title}
        {facet.selected.length > 0 && <button type="button" onClick={() => onChange([])}>Clear</button>}
      </h3>
      {shown.map(({ value, count }) => (
        <label key={value}>
          <input type="checkbox" checked={facet.selected.includes(value)} onChange={() => toggle(value)} />
          <span className="clip" dir="auto" title={value}>{facet.label ? facet.label(value) : value}</span>
          <span className="n">{formatCount(count)}</span>
        </label>
      ))}
      {values.length > SHORT && (
        <button type="button" className="more" onClick={() => setOpen(!open)}>
          {open ? "Show fewer" : `Show all ${formatCount(values.length)}`}
        </button>
      )}
    </div>
  );
}

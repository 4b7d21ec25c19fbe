// A rail of facets: values with counts, several may be chosen in one facet. The state belongs to the caller.
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import type { FacetValue } from "../api/types.ts";
import { findValues } from "./facetValues.ts";
import { byName, formatCount } from "./format.ts";

export interface Facet {
  key: string;
  title: string;
  /** Undefined while they are not known: what is chosen is then shown without a number. */
  values: FacetValue[] | undefined;
  selected: string[];
  label?: (value: string) => ReactNode;
  /** The words of the label, to look for. */
  words?: (value: string) => string;
}

/** So many values are shown at first; from so many on they can be looked for; more than so many are not drawn. */
const SHORT = 7;
const SEARCHED = 15;
const MOST = 200;

export function Facets({ facets, onChange }: { facets: Facet[]; onChange: (key: string, selected: string[]) => void }) {
  const none = facets.every(({ values, selected }) => values?.length === 0 && selected.length === 0);
  return (
    <div className="facets">
      {none && <p className="facet-note">There is nothing to filter by.</p>}
      {facets.map((facet) => (
        <FacetGroup key={facet.key} facet={facet} onChange={(selected) => onChange(facet.key, selected)} />
      ))}
    </div>
  );
}

type Counted = Pick<FacetValue, "value"> & { count: number | undefined };

/** The chosen ones are among them even when nothing is left that has them. */
function valuesOf({ values, selected }: Facet): Counted[] {
  const missing = selected.filter((s) => !values?.some((v) => v.value === s)).map((value) => ({ value, count: values && 0 }));
  return [...missing, ...(values ?? [])].sort((a, b) => (b.count ?? 0) - (a.count ?? 0) || byName({ name: a.value }, { name: b.value }));
}

function FacetGroup({ facet, onChange }: { facet: Facet; onChange: (selected: string[]) => void }) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const values = valuesOf(facet);
  if (values.length === 0) return null;
  const searched = open && values.length > SEARCHED;
  const found = searched ? findValues(values, text, facet.words) : values;
  const most = open ? MOST : SHORT;
  const shown = found.filter((v, i) => i < most || facet.selected.includes(v.value));
  const toggle = (value: string) =>
    onChange(facet.selected.includes(value) ? facet.selected.filter((s) => s !== value) : [...facet.selected, value]);
  return (
    <div className="facet" role="group" aria-label={facet.title}>
      <h3>
        {facet.title}
        {facet.selected.length > 0 && <button type="button" onClick={() => onChange([])}>Clear</button>}
      </h3>
      {searched && <TextInput className="facet-find" leftSection={<IconSearch size={13} />} dir="auto" placeholder={`Find in ${formatCount(values.length)}`} aria-label={`Find in ${facet.title}`} value={text} onChange={(event) => setText(event.currentTarget.value)} />}
      <div className={searched ? "facet-values long" : "facet-values"}>
        {shown.map(({ value, count }) => (
          <label key={value}>
            <input type="checkbox" checked={facet.selected.includes(value)} onChange={() => toggle(value)} />
            <span className="clip" dir="auto" title={value}>{facet.label ? facet.label(value) : value}</span>
            <span className="n">{count === undefined ? "" : formatCount(count)}</span>
          </label>
        ))}
      </div>
      {searched && <p className="facet-note" role="status">{found.length === 0 ? "Nothing matches" : shown.length < found.length ? `${formatCount(shown.length)} of ${formatCount(found.length)}; type to find others` : ""}</p>}
      {values.length > SHORT && (
        <button type="button" className="more" onClick={() => { setOpen(!open); setText(""); }}>
          {open ? "Show fewer" : `Show all ${formatCount(values.length)}`}
        </button>
      )}
    </div>
  );
}

// What a value of a facet is called.
import { useSources } from "../../api/portolan.ts";
import { RefTitle } from "../../kit/EntityChip.tsx";
import { PROBLEMS } from "./query.ts";

export const isRef = (facet: string) => facet === "owner" || facet === "system";

export function FacetLabel({ facet, value }: { facet: string; value: string }) {
  if (isRef(facet)) return <RefTitle entityRef={value} />;
  if (facet === "source") return <SourceName id={value} />;
  return facet === "problem" ? PROBLEMS.find((problem) => problem.value === value)?.title : value;
}

function SourceName({ id }: { id: string }) {
  return useSources().data?.items.find((source) => source.id === id)?.name ?? id;
}

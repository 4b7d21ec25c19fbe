// The values of a facet that somebody looks for by typing.
import type { FacetValue } from "../api/types.ts";

/** Words as people type them: "Team 10", "team-10" and "équipe" written without its accent are found alike. */
const bare = (text: string) => text.normalize("NFKD").replace(/[\s\p{M}._:/-]+/gu, "").toLowerCase();

/** Those whose value, or what is shown for it, holds the text. */
export function findValues<T extends Pick<FacetValue, "value">>(values: T[], text: string, shown: (value: string) => string = () => ""): T[] {
  const wanted = bare(text);
  return wanted ? values.filter(({ value }) => bare(value).includes(wanted) || bare(shown(value)).includes(wanted)) : values;
}

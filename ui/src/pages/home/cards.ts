// The cards that the first page can have, and what moving one does to their order.
import type { ComponentType } from "react";
import type { PlacedCard } from "../../api/settings.ts";
import { paths } from "../../paths.ts";
import { ByKind, ByLifecycle, Figures } from "./Glance.tsx";
import { LatestChanges } from "./LatestChanges.tsx";
import { MyThings } from "./MyThings.tsx";
import { ChangesRange, KindsRange, LifecyclesRange, Now, ProblemsRange, SourcesRange } from "./ranges.tsx";
import { SourcesHealth } from "./SourcesHealth.tsx";
import { WorstProblems } from "./WorstProblems.tsx";

export interface HomeCard {
  id: string;
  title: string;
  /** Of when, or how much, it tells. */
  range: ComponentType;
  href: string;
  body: ComponentType;
  /** Without it the card is not offered. */
  permission?: string;
}

export const CARDS: HomeCard[] = [
  { id: "figures", title: "At a glance", range: Now, href: paths.catalog(), body: Figures },
  { id: "kinds", title: "By kind", range: KindsRange, href: paths.catalog(), body: ByKind },
  { id: "lifecycles", title: "By lifecycle", range: LifecyclesRange, href: paths.catalog(), body: ByLifecycle },
  { id: "mine", title: "My things", range: Now, href: paths.catalog(), body: MyThings },
  { id: "changes", title: "Latest changes", range: ChangesRange, href: paths.catalog(), body: LatestChanges },
  { id: "sources", title: "Sources", range: SourcesRange, href: paths.sources(), body: SourcesHealth, permission: "source.read" },
  { id: "problems", title: "Problems", range: ProblemsRange, href: paths.problems(), body: WorstProblems },
];

/** As it was: what somebody sees who never moved a card. */
export const AS_IT_WAS: PlacedCard[] = [
  { id: "figures", wide: true },
  ...["kinds", "lifecycles", "mine", "changes", "sources"].map((id) => ({ id, wide: false })),
];

/** The card at another place, as far as there is one. */
export function moved(cards: PlacedCard[], id: string, to: number): PlacedCard[] {
  const card = cards.find((each) => each.id === id);
  if (!card) return cards;
  const rest = cards.filter((each) => each.id !== id);
  const place = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, place), card, ...rest.slice(place)];
}

/** What is kept may be of another version: unknown cards and second ones are left out. */
export function known(kept: PlacedCard[] | null): PlacedCard[] {
  if (!kept) return AS_IT_WAS;
  const ids = new Set(CARDS.map((card) => card.id));
  return kept.filter((card) => card && ids.delete(card.id)).map(({ id, wide }) => ({ id, wide: wide === true }));
}

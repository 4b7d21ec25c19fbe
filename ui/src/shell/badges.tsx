// What waits behind an entry of the navigation: how many, what they are, and whether something broke or somebody is only asked.
import { useStats } from "../api/portolan.ts";
import { findings, formatCount, plural } from "../kit/format.ts";
import { paths } from "../paths.ts";
import type { NavItem } from "./nav.ts";

export interface Badge {
  count: number;
  words: string;
  tone: "red" | "amber";
}

/** By address of the page; one of which nothing waits has none. */
export function useBadges(): Map<string, Badge> {
  const { data } = useStats();
  const badges = new Map<string, Badge>();
  if (!data) return badges;
  const { problems: { errors }, sources: { failing, held } } = data;
  if (errors > 0) badges.set(paths.problems(), { count: errors, words: findings({ errors, warnings: 0 }), tone: "red" });
  const sources = [failing > 0 && plural(failing, "failing source"), held > 0 && plural(held, "held removal")].filter(Boolean).join(", ");
  if (sources) badges.set(paths.sources(), { count: failing + held, words: sources, tone: failing > 0 ? "red" : "amber" });
  return badges;
}

/** For a menu: what waits behind any of its entries. */
export function badgeOf(items: NavItem[], badges: Map<string, Badge>): Badge | undefined {
  const found = items.flatMap(({ href }) => badges.get(href) ?? []);
  if (found.length < 2) return found[0];
  return { count: found.reduce((sum, { count }) => sum + count, 0), words: found.map(({ words }) => words).join(", "), tone: found.some(({ tone }) => tone === "red") ? "red" : "amber" };
}

/** `small`: in the corner of a sign, where there is no room for large numbers. */
export function NavBadge({ badge, small = false }: { badge: Badge | undefined; small?: boolean }) {
  if (!badge) return null;
  const { count, words, tone } = badge;
  return (
    <span className={`nav-badge num ${tone}${small ? " small" : ""}`} title={words}>
      <span aria-hidden>{small && count > 99 ? "99+" : formatCount(count)}</span>
      <span className="sr">{words}</span>
    </span>
  );
}

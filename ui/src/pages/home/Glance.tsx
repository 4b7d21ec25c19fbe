// The catalog in a few figures; each opens what it counts.
import { useStats } from "../../api/portolan.ts";
import type { Stats } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Bars } from "../../kit/Bars.tsx";
import { formatCount, findings, formatPercent, plural } from "../../kit/format.ts";
import { kindColor, kindLook } from "../../kit/kinds.tsx";
import { ErrorState, Skeletons } from "../../kit/States.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";

export function Figures() {
  const { data: stats, error, refetch } = useStats();
  if (error && !stats) return <ErrorState small error={error} retry={refetch} />;
  if (!stats) return <div className="figures">{[1, 2, 3, 4].map((n) => <div key={n} className="figure"><Skeletons rows={3} gap={13} /></div>)}</div>;
  const { owned, total } = stats.owner_coverage;
  return (
    <div className="figures">
      <Figure title="Entities" value={formatCount(stats.entities)} href={paths.catalog()} note={<>Last change <Time at={stats.last_change_at} /></>} />
      <Figure title="Have an owner" value={formatPercent(owned, total)} href={paths.catalog({ missing: "owner" })} note={total - owned > 0 ? `${formatCount(total - owned)} without` : total === 0 ? "Nothing that needs one yet" : "All of them"} />
      <Figure title="Problems" value={formatCount(stats.problems.errors + stats.problems.warnings)} tone={stats.problems.errors ? "red" : undefined} href={paths.problems()} note={stats.problems.errors + stats.problems.warnings === 0 ? "Everything read well" : findings(stats.problems)} />
      <Figure title="Entities with dangling references" value={formatCount(stats.dangling)} href={paths.catalog({ dangling: "1" })} note={stats.conflicts === 0 ? "No conflict between sources" : <AppLink className="link" href={paths.catalog({ conflict: "1" })}>{plural(stats.conflicts, "conflict")} between sources</AppLink>} />
    </div>
  );
}

function Figure({ title, value, note, href, tone }: { title: string; value: string; note: React.ReactNode; href: string; tone?: "red" }) {
  return (
    <div className="figure">
      <AppLink href={href}><h3>{title}</h3><span className="figure-value num" style={tone ? { color: `var(--${tone})` } : undefined}>{value}</span></AppLink>
      <span className="dim">{note}</span>
    </div>
  );
}

type Row = Parameters<typeof Bars>[0]["bars"][number];

export const MOST_BARS = 8;

/** The largest. */
function Counted({ rows, none }: { rows: (stats: Stats) => Row[]; none: string }) {
  const { data, error, refetch } = useStats();
  if (error && !data) return <ErrorState small error={error} retry={refetch} />;
  if (!data) return <Skeletons rows={8} gap={16} />;
  const bars = rows(data).sort((a, b) => b.count - a.count).slice(0, MOST_BARS);
  return bars.length > 0 ? <Bars bars={bars} /> : <p className="dim">{none}</p>;
}

export const ByKind = () => <Counted none="No entity yet." rows={(stats) => stats.kinds.map(({ kind, count }) => ({ key: kind, label: kindLook(kind).many, count, color: kindColor(kind), href: paths.catalog({ kind: kind.toLowerCase() }) }))} />;

export const ByLifecycle = () => <Counted none="No entity says its lifecycle." rows={(stats) => stats.lifecycles.map(({ value, count }) => ({ key: value, label: value, count, href: paths.catalog({ lifecycle: value }) }))} />;

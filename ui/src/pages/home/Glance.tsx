// The catalog in a few figures; each opens what it counts.
import type { Stats } from "../../api/types.ts";
import { AppLink } from "../../kit/AppLink.tsx";
import { Bars } from "../../kit/Bars.tsx";
import { formatCount, findings, formatPercent, plural } from "../../kit/format.ts";
import { kindColor, kindLook } from "../../kit/kinds.tsx";
import { Card } from "../../kit/Page.tsx";
import { Skeletons } from "../../kit/States.tsx";
import { Time } from "../../kit/Time.tsx";
import { paths } from "../../paths.ts";

export function Glance({ stats }: { stats: Stats | undefined }) {
  if (!stats) return <Waiting />;
  const { owned, total } = stats.owner_coverage;
  return (
    <>
      <div className="figures">
        <Figure title="Entities" value={formatCount(stats.entities)} href={paths.catalog()} note={<>Last change <Time at={stats.last_change_at} /></>} />
        <Figure title="Have an owner" value={formatPercent(owned, total)} href={paths.catalog({ missing: "owner" })} note={total - owned > 0 ? `${formatCount(total - owned)} without` : total === 0 ? "Nothing that needs one yet" : "All of them"} />
        <Figure title="Problems" value={formatCount(stats.problems.errors + stats.problems.warnings)} tone={stats.problems.errors ? "red" : undefined} href={paths.problems()} note={stats.problems.errors + stats.problems.warnings === 0 ? "Everything read well" : findings(stats.problems)} />
        <Figure title="Dangling references" value={formatCount(stats.dangling)} href={paths.catalog({ dangling: "1" })} note={stats.conflicts === 0 ? "No conflict between sources" : <AppLink className="link" href={paths.catalog({ conflict: "1" })}>{plural(stats.conflicts, "conflict")} between sources</AppLink>} />
      </div>
      <div className="glance">
        <Card title="By kind">
          <Bars bars={[...stats.kinds].sort((a, b) => b.count - a.count).slice(0, 8).map(({ kind, count }) => ({ key: kind, label: kindLook(kind).many, count, color: kindColor(kind), href: paths.catalog({ kind: kind.toLowerCase() }) }))} />
        </Card>
        <Card title="By lifecycle">
          {stats.lifecycles.length === 0 && <p className="dim">No entity says its lifecycle.</p>}
          <Bars bars={[...stats.lifecycles].sort((a, b) => b.count - a.count).slice(0, 8).map(({ value, count }) => ({ key: value, label: value, count, href: paths.catalog({ lifecycle: value }) }))} />
        </Card>
      </div>
    </>
  );
}

/** As high as what comes. */
function Waiting() {
  return (
    <>
      <div className="figures">{["Entities", "Have an owner", "Problems", "Dangling references"].map((title) => <section key={title} className="card figure waiting"><span><Skeletons rows={3} gap={13} /></span></section>)}</div>
      <div className="glance">{["By kind", "By lifecycle"].map((title) => <Card key={title} title={title}><Skeletons rows={8} gap={16} /></Card>)}</div>
    </>
  );
}

function Figure({ title, value, note, href, tone }: { title: string; value: string; note: React.ReactNode; href: string; tone?: "red" }) {
  return (
    <section className="card figure">
      <AppLink href={href}><h2>{title}</h2><span className="figure-value num" style={tone ? { color: `var(--${tone})` } : undefined}>{value}</span></AppLink>
      <span className="dim">{note}</span>
    </section>
  );
}

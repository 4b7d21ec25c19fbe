// Who is affected when this changes: everything that depends on it, how far away, and the owners to tell.
import { useMemo, useState } from "react";
import { useImpact } from "../../api/portolan.ts";
import { useKnownTitles } from "../../api/titles.ts";
import type { ImpactBody } from "../../api/types.ts";
import { paths } from "../../paths.ts";
import { Bars } from "../Bars.tsx";
import { useColumns, type Column } from "../columns.tsx";
import { EntityChip, RefTitle } from "../EntityChip.tsx";
import { FilterBar } from "../FilterBar.tsx";
import { formatCount } from "../format.ts";
import { Card } from "../Page.tsx";
import { RowsTable, useRowKeys, useRows } from "../Rows.tsx";
import { EmptyState, ErrorState, Skeletons } from "../States.tsx";
import { useGo, useUrl } from "../useUrl.ts";

type Affected = ImpactBody["nodes"][number];

const OWNERS = 15;
/** Longer lists can be looked through. */
const SEEN_AT_ONCE = 15;

export function ImpactView({ root }: { root: string }) {
  const { data, isPending, error, refetch } = useImpact(root);
  if (isPending) return <Skeletons rows={8} />;
  if (!data) return <ErrorState error={error} retry={refetch} />;
  if (data.nodes.length === 0) return <EmptyState title="Nothing depends on this">No entity needs it, uses its APIs or contains it.</EmptyState>;
  return (
    <div className="graph-impact">
      <Owners owners={data.owners} />
      <Dependents impact={data} root={root} />
    </div>
  );
}

function Owners({ owners }: { owners: ImpactBody["owners"] }) {
  const [all, setAll] = useState(false);
  const shown = all ? owners : owners.slice(0, OWNERS);
  return (
    <Card title="Owners to tell" more={formatCount(owners.length)}>
      {owners.length === 0 && <p className="dim">None of them says who owns it.</p>}
      <Bars bars={shown.map(({ ref, count }) => ({ key: ref, label: <RefTitle entityRef={ref} />, count, href: paths.entity(ref) }))} />
      {owners.length > OWNERS && <button type="button" className="graph-more" onClick={() => setAll(!all)}>{all ? "Show fewer" : `Show all ${formatCount(owners.length)}`}</button>}
    </Card>
  );
}

function Dependents({ impact, root }: { impact: ImpactBody; root: string }) {
  const url = useUrl();
  const titleOf = useKnownTitles();
  const { nodes } = impact;
  const text = url.get("q");
  const term = text.trim().toLowerCase();
  const words = ({ ref, title, owner }: Affected) => [title, ref, owner, owner && titleOf(owner)].join(" ").toLowerCase();
  const shown = term ? nodes.filter((node) => words(node).includes(term)) : nodes;
  const set = (q: string | undefined) => url.set({ q }, { replace: true });
  return (
    <section aria-label="Depend on this">
      <h2 className="graph-impact-title">Depend on this <span className="dim num">{term && `${formatCount(shown.length)} of `}{formatCount(nodes.length)}{impact.truncated && " shown, there are more"}</span></h2>
      {(nodes.length > SEEN_AT_ONCE || term) && <FilterBar label="Filter what depends on this" fields="name or owner" text={text} onText={set} narrowed={term !== ""} clear={() => set(undefined)} />}
      {shown.length === 0 ? <EmptyState small title="Nothing matches">No name or owner of them has this text.</EmptyState> : <Table nodes={shown} root={root} />}
    </section>
  );
}

function Table({ nodes, root }: { nodes: Affected[]; root: string }) {
  const go = useGo();
  const rows = useRows({ total: nodes.length, rowHeight: 36 });
  useRowKeys(rows, { open: (index) => go(paths.entity(nodes[index]!.ref)) });
  // The server names the entity through which the trouble comes; the direct ones come through the root.
  const columns = useMemo<Column<Affected>[]>(() => [
    { title: "Entity", width: "minmax(110px, 1.4fr)", cell: (node) => <EntityChip entityRef={node.ref} title={node.title} /> },
    { title: "Through", width: "minmax(90px, 1fr)", cell: (node) => (node.via === root ? <span className="dim" aria-label="nothing else">–</span> : <EntityChip entityRef={node.via} />) },
    { title: "Owner", width: "minmax(110px, 1fr)", wide: true, cell: (node) => (node.owner ? <EntityChip entityRef={node.owner} /> : <span className="dim">None</span>) },
    { title: "Distance", width: "86px", cell: (node) => (node.depth === 1 ? "Direct" : `${node.depth} steps`) },
  ], [root]);
  const { template, head, cells } = useColumns(columns);
  return <RowsTable rows={rows} label="Depend on this" template={template} head={head}>{(index) => cells(nodes[index])}</RowsTable>;
}

// The entities around one, in columns by distance. Large graphs are listed, not drawn.
import { Select } from "@mantine/core";
import { useGraph } from "../../api/portolan.ts";
import { kindColor } from "../kinds.tsx";
import { EntityChip } from "../EntityChip.tsx";
import { relationTitle } from "../relations.ts";
import { Card } from "../Page.tsx";
import { EmptyState, ErrorState, Skeletons } from "../States.tsx";
import { useGo, useUrl } from "../useUrl.ts";
import { paths, shortRef } from "../../paths.ts";

export function EntityGraph({ root }: { root?: string }) {
  const url = useUrl();
  const go = useGo();
  const depth = Math.min(6, Math.max(1, Number(url.get("depth")) || 2));
  const { data, isPending, error, refetch } = useGraph({ root, depth: root ? depth : undefined });
  if (isPending) return <Skeletons rows={8} />;
  if (error) return <ErrorState error={error} retry={refetch} />;
  if (data.nodes.length === 0) return <EmptyState title="Nothing to draw">Relations between entities will be drawn here.</EmptyState>;
  const rows = new Map<number, number>();
  const at = new Map(data.nodes.map((n) => { const y = rows.get(n.depth) ?? 0; rows.set(n.depth, y + 1); return [n.ref, { x: n.depth * 260 + 10, y: y * 44 + 10 }]; }));
  const drawn = root && data.nodes.length <= 400;
  return (
    <>
      {root && <Select aria-label="Depth" w={120} value={String(depth)} onChange={(v) => url.set({ depth: v ?? "" })} data={["1", "2", "3", "4", "5", "6"]} />}
      {drawn && <div style={{ overflow: "auto" }}><svg role="img" aria-label="Graph; the list below says the same" width={(Math.max(...rows.keys()) + 1) * 260} height={Math.max(...rows.values()) * 44 + 20}>
        {data.edges.map((e, i) => { const a = at.get(e.source), b = at.get(e.target); return a && b ? <line key={i} x1={a.x + 100} y1={a.y + 15} x2={b.x + 100} y2={b.y + 15} stroke="currentColor" opacity={0.2} /> : null; })}
        {data.nodes.map((n) => { const p = at.get(n.ref)!; return <g key={n.ref} transform={`translate(${p.x},${p.y})`} style={{ cursor: "pointer" }} onClick={() => go(paths.entity(n.ref))}><rect width={200} height={30} rx={6} fill="var(--mantine-color-body)" stroke={kindColor(n.kind)} /><text x={10} y={20} fontSize={12} fill="currentColor">{(n.title || shortRef(n.ref)).slice(0, 28)}</text></g>; })}
      </svg></div>}
      {data.truncated && <p className="dim">Only a part is shown.</p>}
      <Card title="Relations">{data.edges.slice(0, 500).map((e, i) => <div key={i} className="row"><EntityChip entityRef={e.source} hover={false} /><span className="dim">{relationTitle(e.type)}</span><EntityChip entityRef={e.target} hover={false} /></div>)}</Card>
    </>
  );
}

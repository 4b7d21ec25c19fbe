// A large graph on a canvas: clusters to see the shape, zoom to read names, hover for neighbours, click to open around it.
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { Tools } from "../../kit/graph/LayeredGraph.tsx";
import { nodeTitle, type Graph } from "../../kit/graph/model.ts";
import { usePanZoom } from "../../kit/graph/usePanZoom.ts";
import { KindIcon } from "../../kit/kinds.tsx";
import { plural } from "../../kit/format.ts";
import { shortRef } from "../../paths.ts";
import { hit, pack, type GroupBy } from "./clusters.ts";
import { paint, readInks } from "./paint.ts";

interface Props {
  graph: Graph;
  by: GroupBy;
  found?: Set<string>;
  onOpen: (ref: string) => void;
}

export function CanvasGraph({ graph, by, found, onOpen }: Props) {
  const packed = useMemo(() => pack(graph, by), [graph, by]);
  const pan = usePanZoom<HTMLCanvasElement>(packed);
  const scheme = useComputedColorScheme("light");
  const inks = useRef<{ scheme: string; read: ReturnType<typeof readInks> }>(undefined);
  const [over, setOver] = useState({ node: -1, x: 0, y: 0 });
  const hover = over.node < packed.nodes.length ? over.node : -1;
  const lit = useMemo(() => {
    const refs = hover >= 0 ? [packed.nodes[hover]!.ref, ...(graph.near.get(packed.nodes[hover]!.ref) ?? [])] : found;
    return refs ? new Set([...refs].map((ref) => packed.index.get(ref)!)) : undefined;
  }, [hover, found, packed, graph]);
  const { view, size } = pan;
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (inks.current?.scheme !== scheme) inks.current = { scheme, read: readInks() };
      if (pan.element.current && size.width) paint(pan.element.current, { packed, view, size, inks: inks.current.read, lit, hover });
    });
    return () => cancelAnimationFrame(frame);
  }, [packed, view, size, lit, hover, scheme, pan.element]);
  const at = (event: { clientX: number; clientY: number }) => {
    const box = pan.element.current!.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    return { x, y, node: hit(packed, (x - view.x) / view.k, (y - view.y) / view.k, Math.max(5, 10 / view.k)) };
  };
  const node = packed.nodes[hover];
  return (
    <div className="graph-canvas">
      <canvas
        ref={pan.element} tabIndex={0} role="img"
        aria-label={`${plural(graph.nodes.length, "entity", "entities")} in ${plural(packed.clusters.length, "group")}. Arrow keys move, plus and minus zoom. The table view lists every relation.`}
        {...pan.handlers} onKeyDown={pan.onKeyDown} style={{ cursor: hover >= 0 ? "pointer" : undefined }}
        onPointerMove={(event) => {
          pan.handlers.onPointerMove(event);
          if (event.buttons === 0) {
            const next = at(event);
            setOver((before) => (before.node === next.node ? before : next));
          }
        }}
        onPointerLeave={(event) => { pan.handlers.onPointerLeave(event); setOver({ node: -1, x: 0, y: 0 }); }}
        onClick={(event) => {
          const target = at(event).node;
          if (!pan.moved.current && target >= 0) onOpen(packed.nodes[target]!.ref);
        }}
      />
      {node && (
        <div className="graph-tip-card" style={{ left: Math.max(0, Math.min(over.x + 14, size.width - 264)), top: Math.max(0, Math.min(over.y + 14, size.height - 90)) }}>
          <div className="row"><KindIcon kind={node.kind} size={14} /><strong dir="auto">{nodeTitle(node)}</strong></div>
          <div className="dim">{[node.type, node.lifecycle, node.owner && `owned by ${shortRef(node.owner, "group")}`].filter(Boolean).join(" · ")}</div>
          <div className="dim">{plural(graph.near.get(node.ref)?.size ?? 0, "neighbour")}</div>
        </div>
      )}
      <Tools zoom={pan.zoom} fit={pan.fit} />
    </div>
  );
}

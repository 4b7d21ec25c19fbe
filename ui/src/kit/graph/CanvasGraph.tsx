// A large graph on a canvas: groups to see the shape, zoom to read names, hover for neighbours, click to open.
import { useComputedColorScheme } from "@mantine/core";
import { useCallback, useEffect, useMemo, useState, type KeyboardEvent } from "react";
import { RefTitle } from "../EntityChip.tsx";
import { plural } from "../format.ts";
import { KindIcon } from "../kinds.tsx";
import { clusterAt, hit, pack, type Cluster } from "./clusters.ts";
import { pictureScale, savePng } from "./exportImage.ts";
import { wholeView } from "./fit.ts";
import type { GroupBy } from "./groups.ts";
import type { Hit } from "./hits.ts";
import { Minimap } from "./Minimap.tsx";
import { nodeTitle, type Graph, type Node } from "./model.ts";
import { paint } from "./paint.ts";
import { zoomOfNames } from "./paintNames.ts";
import { isFar, readInks, type Inks } from "./scene.ts";
import { Tools } from "./Tools.tsx";
import { usePanZoom } from "./usePanZoom.ts";

interface Props {
  graph: Graph;
  by: GroupBy;
  root?: string;
  found?: Set<string>;
  goal?: Hit;
  onFocus: (ref: string) => void;
  onToggle: (key: string) => void;
}

/** What is under the pointer: a node, the name of a group, or a group seen as one thing. */
interface Over {
  node: number;
  cluster: number;
  x: number;
  y: number;
}

const LEAST = 0.4;
const CHOSEN = 0.8;
/** From this zoom on the entity that was looked for is named, and those around it. */
const NEAR = 1.2;
const NOTHING: Over = { node: -1, cluster: -1, x: 0, y: 0 };

export function CanvasGraph({ graph, by, root, found, goal, onFocus, onToggle }: Props) {
  const packed = useMemo(() => pack(graph, by), [graph, by]);
  const rootAt = packed.index.get(root ?? "") ?? -1;
  // A graph around an entity starts where that entity can be seen.
  const around = rootAt >= 0 ? { x: packed.xs[rootAt]!, y: packed.ys[rootAt]! } : packed.clusters[0];
  // One around nothing shows its shape, unless none of its groups could be told from another: on a phone.
  const names = zoomOfNames(packed.clusters[packed.clusters.length >> 1]?.r ?? 1);
  const least = rootAt >= 0 ? LEAST : names.least;
  const pan = usePanZoom<HTMLCanvasElement>({ width: packed.width, height: packed.height, readable: { least, chosen: rootAt >= 0 ? CHOSEN : names.chosen, around } });
  const scheme = useComputedColorScheme("light");
  const [over, setOver] = useState(NOTHING);
  const hover = over.node < packed.nodes.length ? over.node : -1;
  const lit = useMemo(() => {
    const refs = hover >= 0 ? [packed.nodes[hover]!.ref, ...(graph.near.get(packed.nodes[hover]!.ref) ?? [])] : found;
    return refs ? new Set([...refs].map((ref) => packed.index.get(ref)!)) : undefined;
  }, [hover, found, packed, graph]);
  const { view, size } = pan;
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const canvas = pan.element.current;
      const c = canvas?.getContext("2d", { alpha: false });
      if (!canvas || !c || !size.width) return;
      const ratio = window.devicePixelRatio || 1;
      if (canvas.width !== Math.round(size.width * ratio)) canvas.width = Math.round(size.width * ratio);
      if (canvas.height !== Math.round(size.height * ratio)) canvas.height = Math.round(size.height * ratio);
      paint(c, { packed, view, size, inks: inksOf(scheme), lit, hover, root: rootAt }, ratio);
    });
    return () => cancelAnimationFrame(frame);
  }, [packed, view, size, lit, hover, rootAt, scheme, pan.element]);
  const at = (event: { clientX: number; clientY: number }): Over => {
    const box = pan.element.current!.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const px = (x - view.x) / view.k;
    const py = (y - view.y) / view.k;
    const far = isFar(view);
    const under = clusterAt(packed, px, py, 18 / view.k);
    const whole = under && (under.onName || far || packed.clusters[under.cluster]!.closed);
    return { x, y, cluster: whole ? under.cluster : -1, node: whole || far ? -1 : hit(packed, px, py, Math.max(5, 10 / view.k)) };
  };
  const { show, element } = pan;
  useEffect(() => {
    const node = packed.index.get(goal?.ref ?? "");
    if (!goal || node === undefined) return;
    show(packed.xs[node]!, packed.ys[node]!, Math.max(view.k, NEAR));
    const closed = packed.nodes[node]!.group ? packed.clusters.findIndex(({ first }) => first === node) : -1;
    setOver({ node: closed < 0 ? node : -1, cluster: closed, x: size.width / 2, y: size.height / 2 });
    element.current?.focus({ preventScroll: true });
  }, [goal]);
  const open = (target: Over) => {
    const cluster = packed.clusters[target.cluster];
    if (cluster && isFar(view) && !cluster.closed) pan.show(cluster.x, cluster.y, Math.min(size.width, size.height) / (cluster.r * 2.4));
    else if (cluster) onToggle(cluster.key);
    else if (target.node >= 0) onFocus(packed.nodes[target.node]!.ref);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return pan.onKeyDown(event);
    event.preventDefault();
    open(over);
  };
  const click = (event: { clientX: number; clientY: number }) => {
    if (!pan.moved.current) open(at(event));
  };
  const draw = useCallback((c: CanvasRenderingContext2D, inks: Inks, unit: number) => {
    for (const cluster of packed.clusters) {
      c.beginPath();
      c.arc(cluster.x, cluster.y, Math.max(cluster.r, unit), 0, Math.PI * 2);
      c.fillStyle = cluster.closed ? inks.accentSoft : inks.bg;
      c.fill();
      c.lineWidth = unit;
      c.strokeStyle = inks.line;
      c.stroke();
    }
  }, [packed]);
  const save = () => {
    // Near enough that most names have room.
    const k = pictureScale(packed.width, packed.height, 4);
    const picture = { width: packed.width * k, height: packed.height * k };
    savePng(picture.width, picture.height, (c) => paint(c, { packed, view: { x: 0, y: 0, k }, size: picture, inks: inksOf(scheme), lit: undefined, hover: -1, root: rootAt }, 1));
  };
  return (
    <div className="graph-canvas">
      <canvas
        ref={pan.element} tabIndex={0} role="img"
        aria-label={`${plural(graph.nodes.length, "entity", "entities")} in ${plural(packed.clusters.length, "group")}. Arrow keys move, plus and minus zoom. The table view lists every relation.`}
        {...pan.handlers} onKeyDown={onKeyDown} style={{ cursor: hover >= 0 || over.cluster >= 0 ? "pointer" : undefined }}
        onPointerMove={(event) => {
          pan.handlers.onPointerMove(event);
          if (event.buttons !== 0) return;
          const next = at(event);
          setOver((before) => (before.node === next.node && before.cluster === next.cluster ? before : next));
        }}
        onPointerLeave={(event) => { pan.handlers.onPointerLeave(event); setOver(NOTHING); }}
        onClick={click}
      />
      <Tip over={over} size={size} node={packed.nodes[hover]} cluster={packed.clusters[over.cluster]} graph={graph} far={isFar(view)} />
      <Tools zoom={pan.zoom} fit={pan.fit} whole={pan.whole} large={size.width > 0 && wholeView(packed, size).k < least} savePng={save} />
      <Minimap content={packed} size={size} view={view} draw={draw} show={pan.show} />
    </div>
  );
}

let inks: { scheme: string; read: Inks } | undefined;
/** Read once per theme: asking the browser for styles in every frame is dear. */
function inksOf(scheme: string): Inks {
  if (inks?.scheme !== scheme) inks = { scheme, read: readInks() };
  return inks.read;
}

function Tip({ over, size, node, cluster, graph, far }: { over: Over; size: { width: number; height: number }; node?: Node; cluster?: Cluster; graph: Graph; far: boolean }) {
  if (!node && !cluster) return null;
  return (
    <div className="graph-tip-card" style={{ left: Math.max(0, Math.min(over.x + 14, size.width - 264)), top: Math.max(0, Math.min(over.y + 14, size.height - 90)) }}>
      {cluster ? <>
        <strong dir="auto">{cluster.label}</strong>
        <div className="dim">{plural(cluster.count, "entity", "entities")}. Press to {cluster.closed ? "expand" : far ? "look at it" : "collapse"}.</div>
      </> : node && <>
        <div className="row"><KindIcon kind={node.kind} size={14} /><strong dir="auto">{nodeTitle(node)}</strong></div>
        <div className="dim">{[node.type, node.lifecycle].filter(Boolean).join(" · ")}{node.owner && <>{(node.type || node.lifecycle) && " · "}owned by <RefTitle entityRef={node.owner} /></>}</div>
        <div className="dim">{plural(graph.near.get(node.ref)?.size ?? 0, "neighbour")}</div>
      </>}
    </div>
  );
}

// The layered drawing as SVG: nodes with kind, title and owner; relations named on hover; pan, zoom, keys.
import "./graph.css";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useKeys } from "../Keys.tsx";
import { saveSvg, saveSvgAsPng } from "./exportImage.ts";
import { wholeView } from "./fit.ts";
import type { Hit } from "./hits.ts";
import { Box, Line, type Actions } from "./LayeredParts.tsx";
import { NODE_HEIGHT, NODE_WIDTH, type Layout } from "./layout.ts";
import { Minimap } from "./Minimap.tsx";
import type { Edge, Graph } from "./model.ts";
import type { Inks } from "./scene.ts";
import { Tools } from "./Tools.tsx";
import { usePanZoom } from "./usePanZoom.ts";

interface Props {
  layout: Layout;
  root?: string;
  found?: Set<string>;
  goal?: Hit;
  onFocus: (ref: string) => void;
  onOpen: (ref: string) => void;
  onToggle: (key: string) => void;
}

const DOUBLE_CLICK_MS = 230;
/** Below this zoom the boxes show their title only, larger. */
const FAR = 0.66;
const FARTHER = 0.5;
/** A graph opens near enough that its titles and owners can be read. */
const LEAST = FAR;
const CHOSEN = 0.85;
/** One of no more than so many entities opens whole while its larger titles can be read. */
const SEEN_WHOLE = 50;
const LEAST_WHOLE = 0.35;

export function LayeredGraph({ layout, root, found, goal, onFocus, onOpen, onToggle }: Props) {
  const { graph, width, height, places } = layout;
  const least = graph.nodes.length <= SEEN_WHOLE ? LEAST_WHOLE : LEAST;
  const pan = usePanZoom<SVGSVGElement>({ width, height, readable: { least, chosen: CHOSEN, around: places.get(root ?? "") ?? places.get(mostConnected(graph)) } });
  useKeys([
    { key: " ", what: "Put the focused entity in the middle, open the group" },
    { key: "Enter", what: "Open the focused entity" },
  ]);
  const [hover, setHover] = useState("");
  const [saving, setSaving] = useState(false);
  const lit = useMemo(() => {
    const near = graph.near.get(hover);
    return near ? new Set([hover, ...near]) : found;
  }, [graph, hover, found]);
  const act = useActions({ layout, onFocus, onOpen, onToggle, setHover, moved: pan.moved });
  const { x, y, k } = pan.view;
  const far = k >= FAR || saving ? "" : k < FARTHER ? "farther" : "far";
  const { show, element } = pan;
  useEffect(() => {
    const at = places.get(goal?.ref ?? "");
    if (!goal || !at) return;
    show(at.x, at.y, Math.max(pan.view.k, CHOSEN));
    // The frame must not scroll by itself: the drawing has moved.
    element.current?.querySelector<SVGGElement>(`[data-ref="${CSS.escape(goal.ref)}"]`)?.focus({ preventScroll: true });
  }, [goal]);
  const save = (how: typeof saveSvg) => {
    // A picture has all of its text, whatever the zoom of the screen.
    flushSync(() => setSaving(true));
    if (pan.element.current) how(pan.element.current, width, height);
    setSaving(false);
  };
  const draw = useCallback((c: CanvasRenderingContext2D, inks: Inks, unit: number) => {
    for (const node of graph.nodes) {
      const at = places.get(node.ref)!;
      c.fillStyle = node.ref === root ? inks.accent : inks.kind(node.kind);
      const tall = Math.max(NODE_HEIGHT * 0.8, unit * 1.5);
      c.fillRect(at.x - NODE_WIDTH / 2, at.y - tall / 2, NODE_WIDTH, tall);
    }
  }, [graph, places, root]);
  return (
    <div className="graph-canvas">
      <svg ref={pan.element} className="graph-svg" role="group" aria-label={`Graph of ${graph.nodes.length} entities`} {...pan.handlers} onKeyDown={pan.onKeyDown}>
        <defs>
          <marker id="graph-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0.5 L7.5,4 L0,7.5 z" className="graph-tip" /></marker>
        </defs>
        <g transform={`translate(${x},${y}) scale(${k})`}>
          <g>{graph.edges.map((edge) => <Line key={edge.key} edge={edge} points={layout.lines.get(edge.key)} dim={Boolean(lit) && !touches(edge, hover, found)} named={edge.key === hover || (hover !== "" && (edge.source === hover || edge.target === hover))} hover={setHover} />)}</g>
          <g>{graph.nodes.map((node) => <Box key={node.ref} node={node} at={places.get(node.ref)!} root={node.ref === root} far={far} dim={Boolean(lit) && !lit!.has(node.ref)} act={act} />)}</g>
        </g>
      </svg>
      <Tools zoom={pan.zoom} fit={pan.fit} whole={pan.whole} large={pan.size.width > 0 && wholeView({ width, height }, pan.size).k < least} savePng={() => save(saveSvgAsPng)} saveSvg={() => save(saveSvg)} />
      <Minimap content={layout} size={pan.size} view={pan.view} draw={draw} show={pan.show} />
    </div>
  );
}

/** Where to look first when the graph is about no entity in particular. */
function mostConnected(graph: Graph): string {
  let best = "";
  for (const [ref, near] of graph.near) if (near.size > (graph.near.get(best)?.size ?? 0)) best = ref;
  return best;
}

interface Acting extends Pick<Props, "layout" | "onFocus" | "onOpen" | "onToggle"> {
  setHover: (ref: string) => void;
  moved: { current: boolean };
}

function useActions({ layout, onFocus, onOpen, onToggle, setHover, moved }: Acting): Actions {
  const click = useRef<ReturnType<typeof setTimeout>>(undefined);
  return useMemo(() => {
    /** A collapsed group opens; an entity becomes the middle. */
    const focus = (ref: string) => {
      const group = layout.graph.byRef.get(ref)?.group;
      if (group) onToggle(group.key);
      else onFocus(ref);
    };
    const open = (ref: string) => {
      clearTimeout(click.current);
      const group = layout.graph.byRef.get(ref)?.group;
      if (group && !group.key) onToggle(group.key);
      else onOpen(ref);
    };
    return {
      hover: setHover, open, focus,
      click: (ref) => {
        if (moved.current) return;
        clearTimeout(click.current);
        click.current = setTimeout(() => focus(ref), DOUBLE_CLICK_MS);
      },
    };
  }, [layout, onFocus, onOpen, onToggle, setHover, moved]);
}

function touches(edge: Edge, hover: string, found?: Set<string>): boolean {
  if (hover) return edge.key === hover || edge.source === hover || edge.target === hover;
  return Boolean(found?.has(edge.source) && found.has(edge.target));
}

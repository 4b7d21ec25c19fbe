// The layered drawing as SVG: nodes with kind, title and owner; relations named on hover; pan, zoom, keys.
import "./graph.css";
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconDownload, IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";
import { memo, useMemo, useRef, useState } from "react";
import type { GraphNode } from "../../api/types.ts";
import { kindColor, kindLook } from "../kinds.tsx";
import { relationTitle } from "../relations.ts";
import { saveSvg } from "./exportSvg.ts";
import { curve, NODE_HEIGHT, NODE_WIDTH, type Layout, type Point } from "./layout.ts";
import { nodeTitle, ownerName, type Edge } from "./model.ts";
import { usePanZoom } from "./usePanZoom.ts";

interface Props {
  layout: Layout;
  root?: string;
  found?: Set<string>;
  onFocus: (ref: string) => void;
  onOpen: (ref: string) => void;
}

const DOUBLE_CLICK_MS = 230;
const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

export function LayeredGraph({ layout, root, found, onFocus, onOpen }: Props) {
  const pan = usePanZoom<SVGSVGElement>(layout);
  const [hover, setHover] = useState("");
  const click = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { graph } = layout;
  const lit = useMemo(() => {
    const near = graph.near.get(hover);
    return near ? new Set([hover, ...near]) : found;
  }, [graph, hover, found]);
  const act = useMemo(() => ({
    hover: setHover,
    click: (ref: string) => {
      if (pan.moved.current) return;
      clearTimeout(click.current);
      click.current = setTimeout(() => onFocus(ref), DOUBLE_CLICK_MS);
    },
    open: (ref: string) => {
      clearTimeout(click.current);
      onOpen(ref);
    },
    focus: onFocus,
  }), [onFocus, onOpen, pan.moved]);
  const { x, y, k } = pan.view;
  return (
    <div className="graph-canvas">
      <svg ref={pan.element} className="graph-svg" role="group" aria-label={`Graph of ${graph.nodes.length} entities`} {...pan.handlers} onKeyDown={pan.onKeyDown}>
        <defs>
          <marker id="graph-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0.5 L7.5,4 L0,7.5 z" className="graph-tip" /></marker>
        </defs>
        <g transform={`translate(${x},${y}) scale(${k})`}>
          <g>{graph.edges.map((edge) => <Line key={edge.key} edge={edge} points={layout.lines.get(edge.key)} dim={Boolean(lit) && !touches(edge, hover, found)} named={edge.key === hover || (hover !== "" && (edge.source === hover || edge.target === hover))} hover={setHover} />)}</g>
          <g>{graph.nodes.map((node) => <Box key={node.ref} node={node} at={layout.places.get(node.ref)!} root={node.ref === root} dim={Boolean(lit) && !lit!.has(node.ref)} act={act} />)}</g>
        </g>
      </svg>
      <Tools zoom={pan.zoom} fit={pan.fit} save={() => pan.element.current && saveSvg(pan.element.current, layout.width, layout.height)} />
    </div>
  );
}

function touches(edge: Edge, hover: string, found?: Set<string>): boolean {
  if (hover) return edge.key === hover || edge.source === hover || edge.target === hover;
  return Boolean(found?.has(edge.source) && found.has(edge.target));
}

const Line = memo(function Line({ edge, points, dim, named, hover }: { edge: Edge; points?: Point[]; dim: boolean; named: boolean; hover: (key: string) => void }) {
  if (!points) return null;
  const path = curve(points);
  const middle = points[Math.floor(points.length / 2)]!;
  const label = edge.types.map(relationTitle).join(", ");
  return (
    <g className={`graph-edge${dim ? " is-dim" : ""}${named ? " is-lit" : ""}`}>
      <path d={path} className="graph-line" markerEnd="url(#graph-arrow)" />
      <path d={path} className="graph-hit" onPointerEnter={() => hover(edge.key)} onPointerLeave={() => hover("")} />
      {named && <text x={middle.x} y={middle.y - 5} textAnchor="middle" className="graph-label">{label}</text>}
    </g>
  );
});

interface Actions {
  hover: (ref: string) => void;
  click: (ref: string) => void;
  open: (ref: string) => void;
  focus: (ref: string) => void;
}

const Box = memo(function Box({ node, at, root, dim, act }: { node: GraphNode; at: Point; root: boolean; dim: boolean; act: Actions }) {
  const look = kindLook(node.kind);
  const Glyph = look.icon;
  const owner = node.dangling ? "Not in the catalog" : ownerName(node) || [look.one, node.type].filter(Boolean).join(" · ");
  const title = nodeTitle(node);
  return (
    <g
      className={`graph-node${dim ? " is-dim" : ""}${root ? " is-root" : ""}${node.dangling ? " is-dangling" : ""}`}
      transform={`translate(${at.x - NODE_WIDTH / 2},${at.y - NODE_HEIGHT / 2})`}
      tabIndex={0} role="link"
      onPointerEnter={() => act.hover(node.ref)} onPointerLeave={() => act.hover("")}
      onFocus={() => act.hover(node.ref)} onBlur={() => act.hover("")}
      onClick={() => act.click(node.ref)} onDoubleClick={() => act.open(node.ref)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        (event.key === "Enter" ? act.open : act.focus)(node.ref);
      }}
    >
      <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx={6} className="graph-box" />
      <rect width={3} height={NODE_HEIGHT - 12} x={0} y={6} rx={1.5} style={{ fill: kindColor(node.kind) }} />
      <Glyph x={11} y={13} size={18} stroke={1.75} style={{ color: kindColor(node.kind) }} aria-hidden />
      <text x={37} y={19} className="graph-title">{cut(title, 23)}</text>
      <text x={37} y={34} className="graph-owner">{cut(owner, 26)}</text>
      <title>{`${title}\n${node.ref}${node.owner ? `\nOwner ${node.owner}` : ""}${node.lifecycle ? `\n${node.lifecycle}` : ""}`}</title>
    </g>
  );
});

export function Tools({ zoom, fit, save }: { zoom: (factor: number) => void; fit: () => void; save?: () => void }) {
  const tools = [
    { label: "Zoom in", icon: <IconPlus size={16} />, run: () => zoom(1.3) },
    { label: "Zoom out", icon: <IconMinus size={16} />, run: () => zoom(1 / 1.3) },
    { label: "Fit to the window", icon: <IconMaximize size={16} />, run: fit },
    ...(save ? [{ label: "Export as SVG", icon: <IconDownload size={16} />, run: save }] : []),
  ];
  return (
    <div className="graph-tools">
      {tools.map(({ label, icon, run }) => <Tooltip key={label} label={label} position="left"><ActionIcon size={28} aria-label={label} onClick={run}>{icon}</ActionIcon></Tooltip>)}
    </div>
  );
}

// A line and a box of the layered drawing. They are drawn again only when something about them changes.
import { memo } from "react";
import { useTitleOf } from "../../api/titles.ts";
import { formatCount, plural } from "../format.ts";
import { kindColor, kindLook } from "../kinds.tsx";
import { relationTitle } from "../relations.ts";
import { cut } from "./cut.ts";
import { curve, NODE_HEIGHT, NODE_WIDTH, type Point } from "./layout.ts";
import { nodeTitle, ownerName, ownTitle, type Edge, type Node } from "./model.ts";

interface LineProps {
  edge: Edge;
  points?: Point[];
  dim: boolean;
  named: boolean;
  hover: (key: string) => void;
}

export const Line = memo(function Line({ edge, points, dim, named, hover }: LineProps) {
  if (!points) return null;
  const path = curve(points);
  const middle = points[Math.floor(points.length / 2)]!;
  const label = edge.types.map(relationTitle).join(", ") + (edge.count > edge.types.length ? ` (${formatCount(edge.count)})` : "");
  // A line that stands for many is wider, up to a point.
  const width = edge.count > 1 && !named ? Math.min(5, 1 + Math.log2(edge.count) * 0.6) : undefined;
  return (
    <g className={`graph-edge${dim ? " is-dim" : ""}${named ? " is-lit" : ""}`}>
      <path d={path} className="graph-line" style={{ strokeWidth: width }} markerEnd="url(#graph-arrow)" />
      <path d={path} className="graph-hit" onPointerEnter={() => hover(edge.key)} onPointerLeave={() => hover("")} />
      {named && <text x={middle.x} y={middle.y - 5} textAnchor="middle" className="graph-label">{label}</text>}
    </g>
  );
});

export interface Actions {
  hover: (ref: string) => void;
  click: (ref: string) => void;
  open: (ref: string) => void;
  focus: (ref: string) => void;
}

interface BoxProps {
  node: Node;
  at: Point;
  root: boolean;
  /** So small that only a larger title can be read, or one larger still. */
  far: "" | "far" | "farther";
  dim: boolean;
  act: Actions;
}

const FAR_TITLES = { far: { y: 30, letters: 14 }, farther: { y: 31, letters: 11 } };

function secondLine(node: Node, owner: string): string {
  if (node.group) return `${plural(node.group.count, "entity", "entities")}, collapsed`;
  if (node.dangling) return "Not in the catalog";
  return owner || [kindLook(node.kind).one, node.type].filter(Boolean).join(" · ");
}

export const Box = memo(function Box({ node, at, root, far, dim, act }: BoxProps) {
  const Glyph = kindLook(node.kind).icon;
  const asked = ownTitle(node) || node.dangling || node.group ? "" : node.ref;
  const title = useTitleOf(asked).title || nodeTitle(node);
  const owner = useTitleOf(node.owner ?? "").title || ownerName(node);
  const about = node.group ? secondLine(node, owner) : [node.ref, node.owner && `Owner ${node.owner}`, node.lifecycle].filter(Boolean).join("\n");
  return (
    <g
      className={`graph-node${dim ? " is-dim" : ""}${root ? " is-root" : ""}${node.dangling ? " is-dangling" : ""}${node.group ? " is-group" : ""}`}
      transform={`translate(${at.x - NODE_WIDTH / 2},${at.y - NODE_HEIGHT / 2})`}
      tabIndex={0} role="link" data-ref={node.ref}
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
      {node.group && <rect width={NODE_WIDTH} height={NODE_HEIGHT} x={4} y={4} rx={6} className="graph-box" />}
      <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx={6} className="graph-box" />
      <rect width={3} height={NODE_HEIGHT - 12} x={0} y={6} rx={1.5} style={{ fill: kindColor(node.kind) }} />
      {far ? <text x={12} y={FAR_TITLES[far].y} className={`graph-title is-${far}`}>{cut(title, FAR_TITLES[far].letters)}</text> : <>
        <Glyph x={11} y={13} size={18} stroke={1.75} style={{ color: kindColor(node.kind) }} aria-hidden />
        <svg x={37} width={NODE_WIDTH - 41} height={NODE_HEIGHT}>
          <text y={19} className="graph-title">{cut(title, 20)}</text>
          <text y={34} className="graph-owner">{cut(secondLine(node, owner), 24)}</text>
        </svg>
      </>}
      <title>{`${title}\n${about}`}</title>
    </g>
  );
});

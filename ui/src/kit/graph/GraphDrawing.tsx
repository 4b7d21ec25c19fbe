// Draws a graph with its collapsed groups: in layers while it is small, on a canvas with level of detail when it is large.
import { useCallback, useMemo } from "react";
import { paths } from "../../paths.ts";
import { ErrorState, Skeletons } from "../States.tsx";
import { useGo } from "../useUrl.ts";
import { CanvasGraph } from "./CanvasGraph.tsx";
import { collapse, seenAs } from "./groups.ts";
import type { Hit } from "./hits.ts";
import { LayeredGraph } from "./LayeredGraph.tsx";
import { useLayout } from "./layout.ts";
import type { Graph } from "./model.ts";
import type { Groups } from "./useGroups.ts";

const MOST_LAYERED = 300;
/** Layers of a dense graph are a tangle, and take seconds to place. */
const MOST_LINES = 900;

interface Props {
  graph: Graph;
  groups: Groups;
  root?: string;
  found?: Set<string>;
  /** The found entity to go to. */
  hit?: Hit;
  onFocus: (ref: string) => void;
}

export function GraphDrawing({ graph, groups: { by, isClosed, toggle }, root, found, hit, onFocus }: Props) {
  const shown = useMemo(() => collapse(graph, by, isClosed), [graph, by, isClosed]);
  const seen = useCallback((ref: string) => seenAs(graph, by, isClosed, ref), [graph, by, isClosed]);
  const foundSeen = useMemo(() => found && new Set([...found].map(seen)), [found, seen]);
  const goal = useMemo(() => hit && { ...hit, ref: seen(hit.ref) }, [hit?.ref, hit?.press, seen]);
  const props = { root: root && seen(root), found: foundSeen, goal, onFocus, onToggle: toggle };
  const layered = shown.nodes.length <= MOST_LAYERED && shown.edges.length <= MOST_LINES;
  return layered ? <Layered graph={shown} {...props} /> : <CanvasGraph graph={shown} by={by} {...props} />;
}

function Layered({ graph, ...props }: { graph: Graph; root?: string; found?: Set<string>; goal?: Hit; onFocus: (ref: string) => void; onToggle: (key: string) => void }) {
  const go = useGo();
  const { layout, error } = useLayout(graph);
  const open = useCallback((ref: string) => go(paths.entity(ref)), [go]);
  if (error) return <ErrorState error={error} title="The graph could not be drawn" />;
  if (!layout) return <div className="graph-canvas" style={{ padding: 20 }}><Skeletons rows={8} /></div>;
  return <LayeredGraph layout={layout} {...props} onOpen={open} />;
}

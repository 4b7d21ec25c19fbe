// Paints a packed graph on a canvas with as much detail as the zoom allows: groups and the bundles between them from
// afar, then nodes, then single lines, then as many names as have room.
import { groupBy } from "../groupBy.ts";
import type { Cluster, Packed } from "./clusters.ts";
import { names } from "./paintNames.ts";
import { paintNodes } from "./paintNodes.ts";
import { frameOf, isFar, type Frame, type Scene } from "./scene.ts";

/** More single lines than this are a blur and a slow frame: bundles say more. */
const MOST_LINES = 2500;

export function paint(c: CanvasRenderingContext2D, scene: Scene, ratio: number) {
  const { packed, size, inks, lit, hover, view } = scene;
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.globalAlpha = 1;
  c.fillStyle = inks.ground;
  c.fillRect(0, 0, size.width, size.height);
  if (lit) {
    c.globalAlpha = 0.3;
    c.drawImage(groundOf(scene, ratio), 0, 0, size.width, size.height);
    c.globalAlpha = 1;
  }
  c.translate(view.x, view.y);
  c.scale(view.k, view.k);
  const frame = frameOf(scene);
  if (lit) paintClusters(c, scene, packed.clusters.filter((cluster) => cluster.closed && lit.has(cluster.first)));
  else paintAll(c, scene, frame);
  if (hover >= 0) paintOwn(c, scene);
  if (!isFar(view)) paintNodes(c, scene, ratio);
  names(c, scene, frame);
}

const grounds = new WeakMap<Packed, { of: Scene; ratio: number; canvas: HTMLCanvasElement }>();

/** The picture with nothing lit, without names: kept while the pointer goes from node to node, because all of it would be painted again. */
function groundOf(scene: Scene, ratio: number): HTMLCanvasElement {
  const { packed, view, size, inks } = scene;
  const known = grounds.get(packed);
  if (known && known.of.view === view && known.of.size === size && known.of.inks === inks && known.ratio === ratio) return known.canvas;
  const canvas = known?.canvas ?? document.createElement("canvas");
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  const c = canvas.getContext("2d");
  if (c) {
    const bare = { ...scene, lit: undefined, hover: -1, root: -1 };
    c.setTransform(ratio * view.k, 0, 0, ratio * view.k, view.x * ratio, view.y * ratio);
    paintAll(c, bare, frameOf(bare));
    if (!isFar(view)) paintNodes(c, bare, ratio);
  }
  grounds.set(packed, { of: scene, ratio, canvas });
  return canvas;
}

function paintAll(c: CanvasRenderingContext2D, scene: Scene, frame: Frame) {
  paintClusters(c, scene, scene.packed.clusters);
  paintLines(c, scene, frame);
}

function paintClusters(c: CanvasRenderingContext2D, { view, inks }: Scene, clusters: Cluster[]) {
  const far = isFar(view);
  for (const cluster of clusters) {
    const full = far || cluster.closed;
    c.beginPath();
    c.arc(cluster.x, cluster.y, cluster.r, 0, Math.PI * 2);
    c.fillStyle = full ? inks.accentSoft : inks.bg;
    c.fill();
    c.lineWidth = (full ? 1.4 : 1) / view.k;
    c.strokeStyle = full ? inks.accent : inks.soft;
    c.stroke();
  }
}

function paintLines(c: CanvasRenderingContext2D, scene: Scene, frame: Frame) {
  const { packed, view, inks } = scene;
  const lines = isFar(view) ? [] : linesIn(packed, frame);
  const bundle = packed.bundles.length > 0 && (isFar(view) || lines.length > MOST_LINES * 2);
  c.strokeStyle = inks.line;
  if (bundle) paintBundles(c, scene);
  else {
    c.lineWidth = 0.7 / view.k;
    c.globalAlpha = Math.min(0.3, Math.max(0.05, 200 / lines.length));
    strokeAll(c, packed, lines);
  }
  c.globalAlpha = 1;
}

function paintOwn(c: CanvasRenderingContext2D, { packed, view, inks, hover }: Scene) {
  const { ends } = packed;
  const own: number[] = [];
  for (let i = 0; i < ends.length; i += 2) if (ends[i] === hover || ends[i + 1] === hover) own.push(ends[i]!, ends[i + 1]!);
  c.strokeStyle = inks.accent;
  c.lineWidth = 1.4 / view.k;
  strokeAll(c, packed, own);
}

/** The pairs of ends whose line may cross the screen. */
function linesIn({ ends, xs, ys }: Packed, { left, top, right, bottom }: Frame): number[] {
  const found: number[] = [];
  for (let i = 0; i < ends.length; i += 2) {
    const a = ends[i]!;
    const b = ends[i + 1]!;
    const outside = (xs[a]! < left && xs[b]! < left) || (xs[a]! > right && xs[b]! > right) || (ys[a]! < top && ys[b]! < top) || (ys[a]! > bottom && ys[b]! > bottom);
    if (!outside) found.push(a, b);
  }
  return found;
}

function strokeAll(c: CanvasRenderingContext2D, { xs, ys }: Packed, pairs: number[]) {
  c.beginPath();
  for (let i = 0; i < pairs.length; i += 2) {
    c.moveTo(xs[pairs[i]!]!, ys[pairs[i]!]!);
    c.lineTo(xs[pairs[i + 1]!]!, ys[pairs[i + 1]!]!);
  }
  c.stroke();
}

/** Wider where more relations run, in four steps so that each step is one stroke. */
function paintBundles(c: CanvasRenderingContext2D, { packed, view }: Scene) {
  const step = (count: number) => Math.min(3, Math.floor(Math.log10(count) * 1.5));
  const alpha = Math.min(1, Math.max(0.3, 60 / packed.bundles.length));
  for (const [at, bundles] of [...groupBy(packed.bundles, ({ count }) => step(count))].sort((a, b) => a[0] - b[0])) {
    c.globalAlpha = alpha * (0.25 + at * 0.15);
    c.lineWidth = (0.8 + at * 1.2) / view.k;
    c.beginPath();
    for (const { a, b } of bundles) border(c, packed.clusters[a]!, packed.clusters[b]!);
    c.stroke();
  }
}

function border(c: CanvasRenderingContext2D, a: { x: number; y: number; r: number }, b: { x: number; y: number; r: number }) {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const ux = (b.x - a.x) / length;
  const uy = (b.y - a.y) / length;
  c.moveTo(a.x + ux * a.r, a.y + uy * a.r);
  c.lineTo(b.x - ux * b.r, b.y - uy * b.r);
}

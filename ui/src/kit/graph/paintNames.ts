// The names on the canvas: first the groups', then the nodes' that have room. No name covers another.
import { formatCount } from "../format.ts";
import { GAP, type Cluster } from "./clusters.ts";
import { cut } from "./cut.ts";
import { nodeTitle } from "./model.ts";
import { isFar, nodeRadius, type Frame, type Scene } from "./scene.ts";

const FONT = '"Inter Variable", sans-serif';
const ROW = 13;
const COLUMN = 24;
/** Pixels of the picture for each name: more names would be a carpet, and a slow frame. */
const PIXELS_A_NAME = 5000;
/** From this zoom on nodes are named without being pointed at. */
const NAMED = 1.1;

/** Which places of the screen have a name already: a coarse grid is enough. */
function room() {
  const taken = new Set<number>();
  return (x: number, y: number, width: number): boolean => {
    const row = Math.floor(y / ROW);
    const spots: number[] = [];
    for (let column = Math.floor((x - width / 2) / COLUMN); column <= Math.floor((x + width / 2) / COLUMN); column++) {
      for (const near of [row, row + 1]) spots.push(near * 4096 + column);
    }
    if (spots.some((spot) => taken.has(spot))) return false;
    for (const spot of spots) taken.add(spot);
    return true;
  };
}

// Measuring a text is the dearest part of a name, and names do not change.
const widths = new Map<string, number>();
function widthOf(c: CanvasRenderingContext2D, text: string): number {
  const key = c.font + text;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > 20_000) widths.clear();
  const width = c.measureText(text).width;
  widths.set(key, width);
  return width;
}

export function names(c: CanvasRenderingContext2D, scene: Scene, frame: Frame) {
  const free = room();
  c.save();
  // In pixels of the screen: names have one size whatever the zoom.
  c.translate(-scene.view.x / scene.view.k, -scene.view.y / scene.view.k);
  c.scale(1 / scene.view.k, 1 / scene.view.k);
  c.textAlign = "center";
  c.lineJoin = "round";
  c.lineWidth = 3;
  for (const cluster of scene.packed.clusters) clusterName(c, scene, cluster, free);
  if (!isFar(scene.view)) nodeNames(c, scene, frame, free);
  c.restore();
}

/** The pixels of a radius from which on a group is named: above its circle, or in it where it is seen as one thing. */
const LEAST_RADIUS = 12;
const LEAST_RADIUS_INSIDE = 19;
/** Most names have room in so many pixels. */
const NAME_WIDTH = 90;

/** The zoom from which on groups of this size are named, and one at which no name takes the room of another. */
export function zoomOfNames(r: number): { least: number; chosen: number } {
  const above = LEAST_RADIUS / r;
  const least = isFar({ x: 0, y: 0, k: above }) ? LEAST_RADIUS_INSIDE / r : above;
  return { least, chosen: Math.max(least, NAME_WIDTH / (2 * r + GAP)) };
}

function clusterName(c: CanvasRenderingContext2D, { view, inks, size }: Scene, cluster: Cluster, free: ReturnType<typeof room>) {
  const r = cluster.r * view.k;
  const x = cluster.x * view.k + view.x;
  const top = (cluster.y - cluster.r) * view.k + view.y;
  if (r < LEAST_RADIUS || x < -200 || x > size.width + 200 || top < -400 || top > size.height + 20) return;
  const inside = cluster.closed || isFar(view);
  c.font = `600 12px ${FONT}`;
  const number = formatCount(cluster.count);
  // The number is left out before the name becomes too short to say anything.
  const fits = Math.floor((r * 2 + (inside ? -4 : 24)) / 6.8);
  if (inside && fits < 5) return;
  const label = cut(cluster.label, inside ? fits : Math.max(12, fits));
  const text = (inside && r > 24) || label.length + number.length + 3 > Math.max(12, fits) ? label : `${label} · ${number}`;
  const y = inside ? cluster.y * view.k + view.y + (r > 24 ? -1 : 4) : top - 5;
  if (!free(x, y - 10, widthOf(c, text))) return;
  c.strokeStyle = inside ? inks.accentSoft : inks.ground;
  c.strokeText(text, x, y);
  c.fillStyle = inks.text;
  c.fillText(text, x, y);
  if (!inside || r <= 24) return;
  c.font = `12px ${FONT}`;
  c.fillStyle = inks.dim;
  c.fillText(number, x, y + 15);
}

function nodeNames(c: CanvasRenderingContext2D, { packed, view, size, inks, lit, root, hover }: Scene, frame: Frame, free: ReturnType<typeof room>) {
  const some = lit !== undefined && lit.size <= 60;
  if (view.k < NAMED && !some && root < 0) return;
  c.font = `11px ${FONT}`;
  c.strokeStyle = inks.bg;
  c.fillStyle = inks.text;
  let left = Math.round((size.width * size.height) / PIXELS_A_NAME);
  const first = [hover, root].filter((i) => i >= 0);
  const rest = view.k >= NAMED ? packed.order : some ? packed.order.filter((i) => lit.has(i)) : [];
  for (const i of [...first, ...rest]) {
    const x = packed.xs[i]!;
    const y = packed.ys[i]!;
    if (left <= 0 || packed.nodes[i]!.group || x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) continue;
    if (lit && !lit.has(i)) continue;
    const text = cut(nodeTitle(packed.nodes[i]!), 26);
    const sx = x * view.k + view.x;
    const sy = y * view.k + view.y + nodeRadius(view.k) + 12;
    if (!free(sx, sy - 10, widthOf(c, text))) continue;
    c.strokeText(text, sx, sy);
    c.fillText(text, sx, sy);
    left--;
  }
}

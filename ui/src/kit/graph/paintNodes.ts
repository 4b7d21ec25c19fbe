// The nodes on the canvas, or only those that are lit. Thousands of them in one path take a browser longer than stamping a picture of each kind.
import { frameOf, nodeRadius, type Scene } from "./scene.ts";

/** Nobody can tell a disc from a square of this many pixels, and squares are cheaper still. */
const SQUARE = 1.8;

export function paintNodes(c: CanvasRenderingContext2D, scene: Scene, ratio: number) {
  const { packed, view, inks, lit, hover, root } = scene;
  const { xs, ys } = packed;
  const frame = frameOf(scene);
  const r = nodeRadius(view.k);
  c.save();
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const { kind, ids } of packed.kinds) {
    const colour = inks.kind(kind);
    const stamp = r > SQUARE ? discOf(colour, r, ratio) : undefined;
    c.fillStyle = colour;
    for (const i of lit ? ids.filter((each) => lit.has(each)) : ids) {
      const px = xs[i]!;
      const py = ys[i]!;
      if (px < frame.left || px > frame.right || py < frame.top || py > frame.bottom) continue;
      const x = px * view.k + view.x;
      const y = py * view.k + view.y;
      if (stamp) c.drawImage(stamp, x - r - 1, y - r - 1, stamp.width / ratio, stamp.height / ratio);
      else c.fillRect(x - r, y - r, r * 2, r * 2);
    }
  }
  for (const i of [hover, root]) {
    const node = packed.nodes[i];
    if (!node || node.group) continue;
    c.fillStyle = inks.kind(node.kind);
    ring(c, xs[i]! * view.k + view.x, ys[i]! * view.k + view.y, r, i === root ? inks.accent : inks.bg);
  }
  c.restore();
}

/** A node that stands out: a little larger, with a ring around it. */
function ring(c: CanvasRenderingContext2D, x: number, y: number, r: number, colour: string) {
  c.beginPath();
  c.arc(x, y, Math.max(r, 3) + 1.5, 0, Math.PI * 2);
  c.fill();
  c.lineWidth = 2;
  c.strokeStyle = colour;
  c.beginPath();
  c.arc(x, y, Math.max(r, 3) + 3.5, 0, Math.PI * 2);
  c.stroke();
}

const discs = new Map<string, HTMLCanvasElement>();

function discOf(colour: string, r: number, ratio: number): HTMLCanvasElement {
  const size = Math.round(r * ratio * 4) / 4;
  const key = `${colour} ${size}`;
  const known = discs.get(key);
  if (known) return known;
  if (discs.size > 400) discs.clear();
  const disc = document.createElement("canvas");
  disc.width = disc.height = Math.ceil((size + ratio) * 2);
  const c = disc.getContext("2d");
  if (c) {
    c.fillStyle = colour;
    c.arc(size + ratio, size + ratio, size, 0, Math.PI * 2);
    c.fill();
  }
  discs.set(key, disc);
  return disc;
}

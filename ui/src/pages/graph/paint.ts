// Paints a packed graph on a canvas: clusters, then lines, then nodes in view, then as many names as the zoom allows.
import { kindLook } from "../../kit/kinds.tsx";
import type { View } from "../../kit/graph/usePanZoom.ts";
import { nodeTitle } from "../../kit/graph/model.ts";
import { NODE_RADIUS, type Packed } from "./clusters.ts";

export interface Inks {
  text: string;
  dim: string;
  line: string;
  soft: string;
  bg: string;
  accent: string;
  kind: (kind: string) => string;
}

export function readInks(): Inks {
  const style = getComputedStyle(document.querySelector("[data-mantine-color-scheme]") ?? document.documentElement);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  const s = ink("--kind-s");
  const l = ink("--kind-l");
  return { text: ink("--text"), dim: ink("--text-2"), line: ink("--text-3"), soft: ink("--line"), bg: ink("--bg"), accent: ink("--accent"), kind: (kind) => `hsl(${kindLook(kind).hue} ${s} ${l})` };
}

interface Scene {
  packed: Packed;
  view: View;
  size: { width: number; height: number };
  inks: Inks;
  lit: Set<number> | undefined;
  hover: number;
}

export function paint(canvas: HTMLCanvasElement, scene: Scene) {
  const { view, size } = scene;
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(size.width * ratio)) canvas.width = Math.round(size.width * ratio);
  if (canvas.height !== Math.round(size.height * ratio)) canvas.height = Math.round(size.height * ratio);
  const c = canvas.getContext("2d");
  if (!c) return;
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, size.width, size.height);
  c.translate(view.x, view.y);
  c.scale(view.k, view.k);
  paintClusters(c, scene);
  paintLines(c, scene);
  paintNodes(c, scene);
}

function paintClusters(c: CanvasRenderingContext2D, { packed, view, inks }: Scene) {
  c.lineWidth = 1 / view.k;
  for (const cluster of packed.clusters) {
    c.beginPath();
    c.arc(cluster.x, cluster.y, cluster.r, 0, Math.PI * 2);
    c.fillStyle = inks.bg;
    c.fill();
    c.strokeStyle = inks.soft;
    c.stroke();
    const size = 12 / view.k;
    if (cluster.r * view.k < 22) continue;
    c.font = `600 ${size}px "Inter Variable", sans-serif`;
    c.textAlign = "center";
    c.fillStyle = inks.text;
    c.fillText(shortened(`${cluster.label} ${cluster.count}`, (cluster.r * 2 + 20) * view.k), cluster.x, cluster.y - cluster.r - 4 / view.k);
  }
}

/** About 6.5 pixels a letter: measuring every name in every frame costs more than it shows. */
function shortened(text: string, pixels: number): string {
  const most = Math.max(4, Math.floor(pixels / 6.5));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function paintLines(c: CanvasRenderingContext2D, { packed, view, inks, hover }: Scene) {
  const { ends, xs, ys } = packed;
  const draw = (wanted: (a: number, b: number) => boolean) => {
    c.beginPath();
    for (let i = 0; i < ends.length; i += 2) {
      const a = ends[i]!;
      const b = ends[i + 1]!;
      if (!wanted(a, b)) continue;
      c.moveTo(xs[a]!, ys[a]!);
      c.lineTo(xs[b]!, ys[b]!);
    }
    c.stroke();
  };
  c.lineWidth = 0.7 / view.k;
  c.strokeStyle = inks.line;
  c.globalAlpha = hover >= 0 ? 0.05 : Math.min(0.25, Math.max(0.04, 150 / ends.length));
  draw(() => true);
  c.globalAlpha = 1;
  if (hover < 0) return;
  c.strokeStyle = inks.accent;
  c.lineWidth = 1.4 / view.k;
  draw((a, b) => a === hover || b === hover);
}

function paintNodes(c: CanvasRenderingContext2D, { packed, view, size, inks, lit, hover }: Scene) {
  const { nodes, xs, ys } = packed;
  const left = (-40 - view.x) / view.k;
  const top = (-40 - view.y) / view.k;
  const right = (size.width + 40 - view.x) / view.k;
  const bottom = (size.height + 40 - view.y) / view.k;
  const names = view.k > 2;
  c.font = `${11 / view.k}px "Inter Variable", sans-serif`;
  c.textAlign = "center";
  for (let i = 0; i < nodes.length; i++) {
    const x = xs[i]!;
    const y = ys[i]!;
    if (x < left || x > right || y < top || y > bottom) continue;
    const node = nodes[i]!;
    const on = !lit || lit.has(i);
    c.globalAlpha = on ? 1 : 0.15;
    c.fillStyle = inks.kind(node.kind);
    c.beginPath();
    c.arc(x, y, i === hover ? NODE_RADIUS + 1.5 : NODE_RADIUS - 0.8, 0, Math.PI * 2);
    c.fill();
    const near = lit && lit.size < 25 && on && view.k > 0.5;
    if (!near && !(names && on)) continue;
    const name = nodeTitle(node);
    const short = name.length > 22 ? `${name.slice(0, 21)}…` : name;
    c.lineWidth = 3 / view.k;
    c.strokeStyle = inks.bg;
    c.strokeText(short, x, y + NODE_RADIUS + 10 / view.k);
    c.fillStyle = inks.text;
    c.fillText(short, x, y + NODE_RADIUS + 10 / view.k);
  }
  c.globalAlpha = 1;
}

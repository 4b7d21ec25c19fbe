// What one painting of a graph needs: the packed graph, the part in view, and the colours of the theme.
import { kindLook } from "../kinds.tsx";
import { NODE_RADIUS, type Packed } from "./clusters.ts";
import type { Size, View } from "./fit.ts";

export interface Inks {
  text: string;
  dim: string;
  line: string;
  soft: string;
  bg: string;
  ground: string;
  accent: string;
  accentSoft: string;
  kind: (kind: string) => string;
}

export function readInks(): Inks {
  const style = getComputedStyle(document.querySelector("[data-mantine-color-scheme]") ?? document.documentElement);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  const s = ink("--kind-s");
  const l = ink("--kind-l");
  return {
    text: ink("--text"), dim: ink("--text-2"), line: ink("--text-3"), soft: ink("--line"), bg: ink("--bg"), ground: ink("--bg-sunken"), accent: ink("--accent"),
    accentSoft: ink("--accent-soft"), kind: (kind) => `hsl(${kindLook(kind).hue} ${s} ${l})`,
  };
}

export interface Scene {
  packed: Packed;
  view: View;
  size: Size;
  inks: Inks;
  lit?: Set<number>;
  hover: number;
  root: number;
}

/** A node smaller than this many pixels is not drawn: its group is. */
const SMALLEST = 1.4;

/** In pixels. Nodes stop growing at some zoom, so that coming nearer makes room for names. */
export const nodeRadius = (k: number) => Math.min(9, (NODE_RADIUS - 0.8) * k);

export const isFar = (view: View) => NODE_RADIUS * view.k < SMALLEST;

export interface Frame {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The part of the picture that is on the screen, in its own units. */
export function frameOf({ view, size }: Scene): Frame {
  return { left: (-40 - view.x) / view.k, top: (-40 - view.y) / view.k, right: (size.width + 40 - view.x) / view.k, bottom: (size.height + 40 - view.y) / view.k };
}

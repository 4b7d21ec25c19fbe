// How a picture is placed in its window: all of it, or as much as can be read. Pure.

export interface Size {
  width: number;
  height: number;
}

export interface View {
  x: number;
  y: number;
  k: number;
}

const MIN = 0.03;
const MAX = 8;
const LARGEST_FIT = 1.1;
const clamp = (k: number) => Math.min(MAX, Math.max(MIN, k));

export function zoomAt(view: View, factor: number, x: number, y: number, smallest = MIN): View {
  const k = Math.max(Math.min(smallest, view.k), clamp(view.k * factor));
  return { k, x: x - ((x - view.x) * k) / view.k, y: y - ((y - view.y) * k) / view.k };
}

/** The bar of tools in the upper corner at the right. */
const BAR: Size = { width: 48, height: 190 };

/** All of it, in the middle, and not under the bar. */
export function wholeView(content: Size, size: Size): View {
  const view = middle(content, size);
  const covered = view.y < BAR.height && view.x + content.width * view.k > size.width - BAR.width;
  return covered && size.width > BAR.width * 4 ? middle(content, { ...size, width: size.width - BAR.width }) : view;
}

function middle(content: Size, size: Size): View {
  const k = clamp(Math.min(LARGEST_FIT, size.width / content.width, size.height / content.height) * 0.98);
  return { k, x: (size.width - content.width * k) / 2, y: (size.height - content.height * k) / 2 };
}

export interface Readable {
  /** Zoom from which on names can be read. */
  least: number;
  /** Zoom to take when the whole is smaller than that. */
  chosen: number;
  /** What must be in view: the entity the graph is about. */
  around?: { x: number; y: number };
}

/** All of it where its names can be read then, else the part around a place at a size that can be read. */
export function readableView(content: Size, size: Size, { least, chosen, around }: Readable): View {
  const whole = wholeView(content, size);
  if (whole.k >= least) return whole;
  const k = chosen;
  const along = (length: number, window: number, at: number) =>
    length * k <= window ? (window - length * k) / 2 : Math.min(0, Math.max(window - length * k, window / 2 - at * k));
  return { k, x: along(content.width, size.width, around?.x ?? 0), y: along(content.height, size.height, around?.y ?? 0) };
}

/** Whether a part of the picture is outside of the window. */
export function overflows(content: Size, size: Size, { x, y, k }: View): boolean {
  return x < -8 || y < -8 || x + content.width * k > size.width + 8 || y + content.height * k > size.height + 8;
}

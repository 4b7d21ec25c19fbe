// Saves a drawing as a file: SVG with its styles written in, PNG at twice the size where a browser can hold that.
import { saveBlob } from "../saveBlob.ts";
import { paintSvg } from "./paintSvg.ts";

const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "opacity", "color"];
/** Browsers refuse larger pictures, some of them silently. */
const MOST_SIDE = 12_000;
const MOST_PIXELS = 60_000_000;

/** The zoom at which a picture of this size is saved. */
export function pictureScale(width: number, height: number, wanted = 2): number {
  return Math.min(wanted, MOST_SIDE / Math.max(width, height, 1), Math.sqrt(MOST_PIXELS / Math.max(1, width * height)));
}

export function savePng(width: number, height: number, paint: (c: CanvasRenderingContext2D) => void) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  const c = canvas.getContext("2d");
  if (!c) return;
  paint(c);
  canvas.toBlob((blob) => blob && saveBlob(blob, "portolan-graph.png"), "image/png");
}

const ground = () => getComputedStyle(document.body).backgroundColor;

export function saveSvgAsPng(svg: SVGSVGElement, width: number, height: number) {
  const scale = pictureScale(width, height);
  savePng(width * scale, height * scale, (c) => {
    c.fillStyle = ground();
    c.fillRect(0, 0, c.canvas.width, c.canvas.height);
    c.scale(scale, scale);
    // The first group carries the pan and zoom of the screen, which the picture does not have.
    for (const child of svg.querySelector(":scope > g")?.children ?? []) paintSvg(c, child);
  });
}

export function saveSvg(svg: SVGSVGElement, width: number, height: number) {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, i) => {
    const style = getComputedStyle(from[i]!);
    element.setAttribute("style", KEPT.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
    for (const name of ["tabindex", "class", "role"]) element.removeAttribute(name);
  });
  copy.querySelector(":scope > g")?.setAttribute("transform", "");
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("style", `background:${ground()}`);
  saveBlob(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }), "portolan-graph.svg");
}

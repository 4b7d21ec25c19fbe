// The whole picture in a corner, with the part in view; pressing or dragging there moves the view. Shown while something is outside.
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, type PointerEvent } from "react";
import { overflows, type Size, type View } from "./fit.ts";
import { readInks, type Inks } from "./scene.ts";

const WIDTH = 168;
const HEIGHT = 112;

interface Props {
  content: Size;
  size: Size;
  view: View;
  /** Draws the content at its own scale; stable while the content is the same. */
  draw: (c: CanvasRenderingContext2D, inks: Inks, unit: number) => void;
  show: (x: number, y: number) => void;
}

export function Minimap(props: Props) {
  if (!props.size.width || !overflows(props.content, props.size, props.view)) return null;
  return <Map {...props} />;
}

function Map({ content, size, view, draw, show }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme("light");
  const k = Math.min(WIDTH / content.width, HEIGHT / content.height) * (size.width < 500 ? 0.6 : 1);
  const width = Math.max(24, content.width * k);
  const height = Math.max(24, content.height * k);
  useEffect(() => {
    const c = canvas.current?.getContext("2d");
    if (!canvas.current || !c) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.current.width = Math.round(width * ratio);
    canvas.current.height = Math.round(height * ratio);
    c.scale(k * ratio, k * ratio);
    draw(c, readInks(), 1 / k);
  }, [draw, width, height, k, scheme]);
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    show((event.clientX - box.left) / k, (event.clientY - box.top) / k);
  };
  const left = Math.max(0, (-view.x / view.k) * k);
  const top = Math.max(0, (-view.y / view.k) * k);
  const right = Math.min(width, ((size.width - view.x) / view.k) * k);
  const bottom = Math.min(height, ((size.height - view.y) / view.k) * k);
  // The arrow keys of the drawing do the same, so this is left to the pointer.
  return (
    <div className="graph-minimap" aria-hidden style={{ width, height }} onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); move(event); }} onPointerMove={move}>
      <canvas ref={canvas} style={{ width, height }} />
      <div className="graph-minimap-view" style={{ left, top, width: Math.max(4, right - left), height: Math.max(4, bottom - top) }} />
    </div>
  );
}

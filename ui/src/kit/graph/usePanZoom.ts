// Pan by dragging, zoom by wheel or pinch around the pointer, fit to a size. For SVG and canvas alike.
import { useCallback, useEffect, useRef, useState, type PointerEvent as ReactPointerEvent } from "react";
import { useKeys } from "../Keys.tsx";
import { readableView, wholeView, zoomAt, type Readable, type Size, type View } from "./fit.ts";

interface Content extends Size {
  /** How to fit it; all of it when nothing is said. */
  readable?: Readable;
}

export function usePanZoom<E extends Element>({ width, height, readable }: Content) {
  const element = useRef<E>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [view, setView] = useState<View>({ x: 0, y: 0, k: 1 });
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const moved = useRef(false);
  // Half of what shows everything: further away there is only empty space.
  const smallest = useRef(0);
  useEffect(() => {
    if (size.width && width) smallest.current = wholeView({ width, height }, size).k / 2;
  }, [width, height, size]);
  const place = useCallback((how: typeof wholeView) => {
    if (size.width && width) setView(how({ width, height }, size));
  }, [width, height, size]);
  const whole = () => place(wholeView);
  const { least = 0, chosen = 0 } = readable ?? {};
  const { x: aroundX, y: aroundY } = readable?.around ?? {};
  const fit = useCallback(() => {
    const around = aroundX === undefined || aroundY === undefined ? undefined : { x: aroundX, y: aroundY };
    place((content, window) => readableView(content, window, { least, chosen, around }));
  }, [place, least, chosen, aroundX, aroundY]);
  // The size of the picture and not its identity: what is read again without a change stays where the person moved it.
  useEffect(fit, [fit]);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new ResizeObserver(() => setSize((before) => (before.width === target.clientWidth && before.height === target.clientHeight ? before : { width: target.clientWidth, height: target.clientHeight })));
    observer.observe(target);
    const onWheel = (event: Event) => {
      const wheel = event as WheelEvent;
      wheel.preventDefault();
      const box = target.getBoundingClientRect();
      const factor = Math.exp(-wheel.deltaY * (wheel.ctrlKey ? 0.01 : 0.0016));
      setView((v) => zoomAt(v, factor, wheel.clientX - box.left, wheel.clientY - box.top, smallest.current));
    };
    target.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      observer.disconnect();
      target.removeEventListener("wheel", onWheel);
    };
  }, []);
  const onPointerDown = (event: ReactPointerEvent) => {
    if (event.button !== 0) return;
    if (pointers.current.size === 0) moved.current = false;
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  const onPointerMove = (event: ReactPointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const dx = event.clientX - before.x;
    const dy = event.clientY - before.y;
    // A shaking hand still clicks: the first few pixels are not a drag.
    if (!moved.current && Math.hypot(dx, dy) < 4) return;
    if (!moved.current) element.current?.setPointerCapture(event.pointerId);
    moved.current = true;
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (!other) return setView((v) => ({ ...v, x: v.x + dx, y: v.y + dy }));
    const box = element.current!.getBoundingClientRect();
    const factor = Math.hypot(event.clientX - other.x, event.clientY - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    setView((v) => zoomAt(v, factor, other.x - box.left, other.y - box.top, smallest.current));
  };
  const onPointerUp = (event: ReactPointerEvent) => pointers.current.delete(event.pointerId);
  const zoom = (factor: number) => setView((v) => zoomAt(v, factor, size.width / 2, size.height / 2, smallest.current));
  const onKeyDown = (event: { key: string; preventDefault: () => void }) => {
    const step: Record<string, [number, number]> = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    const by = step[event.key];
    if (by) setView((v) => ({ ...v, x: v.x + by[0], y: v.y + by[1] }));
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") whole();
    else if (event.key === "1") fit();
    else return;
    event.preventDefault();
  };
  useKeys([
    { key: "← → ↑ ↓", what: "Move the graph while it has the focus" },
    { key: "+", what: "Zoom in", run: () => zoom(1.25) },
    { key: "-", what: "Zoom out", run: () => zoom(0.8) },
    { key: "0", what: "Show everything", run: whole },
  ]);
  /** Brings a place into the middle, at a readable size. */
  const show = (x: number, y: number, k?: number) =>
    setView((v) => {
      const at = k ?? v.k;
      return { k: at, x: size.width / 2 - x * at, y: size.height / 2 - y * at };
    });
  const handlers = { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onPointerLeave: onPointerUp };
  return { element, size, view, fit, whole, zoom, show, moved, handlers, onKeyDown };
}

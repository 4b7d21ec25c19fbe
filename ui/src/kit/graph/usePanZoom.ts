// Pan by dragging, zoom by wheel or pinch around the pointer, fit to a size. For SVG and canvas alike.
import { useCallback, useEffect, useRef, useState, type PointerEvent as ReactPointerEvent } from "react";

export interface View {
  x: number;
  y: number;
  k: number;
}

const MIN = 0.03;
const MAX = 4;
const clamp = (k: number) => Math.min(MAX, Math.max(MIN, k));

export function zoomAt(view: View, factor: number, x: number, y: number): View {
  const k = clamp(view.k * factor);
  return { k, x: x - ((x - view.x) * k) / view.k, y: y - ((y - view.y) * k) / view.k };
}

export function usePanZoom<E extends Element>(content: { width: number; height: number } | undefined) {
  const element = useRef<E>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [view, setView] = useState<View>({ x: 0, y: 0, k: 1 });
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const moved = useRef(false);
  const fit = useCallback(() => {
    if (!content || !size.width || !content.width) return;
    const k = clamp(Math.min(1.1, size.width / content.width, size.height / content.height) * 0.98);
    setView({ k, x: (size.width - content.width * k) / 2, y: (size.height - content.height * k) / 2 });
  }, [content, size.width, size.height]);
  useEffect(fit, [fit]);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new ResizeObserver(() => setSize({ width: target.clientWidth, height: target.clientHeight }));
    observer.observe(target);
    const onWheel = (event: Event) => {
      const wheel = event as WheelEvent;
      wheel.preventDefault();
      const box = target.getBoundingClientRect();
      const factor = Math.exp(-wheel.deltaY * (wheel.ctrlKey ? 0.01 : 0.0016));
      setView((v) => zoomAt(v, factor, wheel.clientX - box.left, wheel.clientY - box.top));
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
    setView((v) => zoomAt(v, factor, other.x - box.left, other.y - box.top));
  };
  const onPointerUp = (event: ReactPointerEvent) => pointers.current.delete(event.pointerId);
  const zoom = (factor: number) => setView((v) => zoomAt(v, factor, size.width / 2, size.height / 2));
  const onKeyDown = (event: { key: string; preventDefault: () => void }) => {
    const step: Record<string, [number, number]> = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    const by = step[event.key];
    if (by) setView((v) => ({ ...v, x: v.x + by[0], y: v.y + by[1] }));
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  };
  /** Brings a place into the middle, at a readable size. */
  const show = (x: number, y: number, k?: number) =>
    setView((v) => {
      const at = k ?? v.k;
      return { k: at, x: size.width / 2 - x * at, y: size.height / 2 - y * at };
    });
  const handlers = { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onPointerLeave: onPointerUp };
  return { element, size, view, fit, zoom, show, moved, handlers, onKeyDown };
}

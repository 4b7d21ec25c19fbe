// Paints the few SVG elements our drawings use on a canvas. An SVG loaded as an image could not use the page's fonts.

const TIP = 8;

export function paintSvg(c: CanvasRenderingContext2D, element: Element) {
  const style = getComputedStyle(element);
  if (!(element instanceof SVGGraphicsElement) || style.display === "none" || element.tagName === "defs") return;
  c.save();
  c.globalAlpha *= Number(style.opacity);
  const matrix = element.transform.baseVal.consolidate()?.matrix;
  if (matrix) c.transform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
  if (element instanceof SVGSVGElement) {
    const box = element.viewBox.baseVal;
    c.translate(element.x.baseVal.value, element.y.baseVal.value);
    if (box.width) c.scale(element.width.baseVal.value / box.width, element.height.baseVal.value / box.height);
  }
  if (element instanceof SVGTextElement) text(c, element, style);
  else if (element instanceof SVGRectElement) shape(c, rectangle(element), style);
  else if (element instanceof SVGPathElement) path(c, element, style);
  else for (const child of element.children) paintSvg(c, child);
  c.restore();
}

const paints = (colour: string) => colour !== "" && colour !== "none" && colour !== "transparent" && !/^rgba\(.*, 0\)$/.test(colour);

function shape(c: CanvasRenderingContext2D, outline: Path2D, style: CSSStyleDeclaration) {
  if (paints(style.fill)) {
    c.fillStyle = style.fill;
    c.fill(outline);
  }
  if (!paints(style.stroke)) return;
  c.strokeStyle = style.stroke;
  c.lineWidth = Number.parseFloat(style.strokeWidth) || 1;
  c.lineCap = style.strokeLinecap as CanvasLineCap;
  c.lineJoin = style.strokeLinejoin as CanvasLineJoin;
  c.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[ ,]+/).map(Number.parseFloat));
  c.stroke(outline);
}

function rectangle(element: SVGRectElement): Path2D {
  const outline = new Path2D();
  const at = (length: SVGAnimatedLength) => length.baseVal.value;
  outline.roundRect(at(element.x), at(element.y), at(element.width), at(element.height), at(element.rx));
  return outline;
}

function path(c: CanvasRenderingContext2D, element: SVGPathElement, style: CSSStyleDeclaration) {
  shape(c, new Path2D(element.getAttribute("d") ?? ""), style);
  if (!element.hasAttribute("marker-end")) return;
  const length = element.getTotalLength();
  const end = element.getPointAtLength(length);
  const before = element.getPointAtLength(length - 3);
  c.translate(end.x, end.y);
  c.rotate(Math.atan2(end.y - before.y, end.x - before.x));
  c.fillStyle = style.stroke;
  c.fill(new Path2D(`M0,0 L${-TIP},${TIP / 2} L${-TIP},${-TIP / 2} z`));
}

function text(c: CanvasRenderingContext2D, element: SVGTextElement, style: CSSStyleDeclaration) {
  c.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  c.textAlign = style.textAnchor === "middle" ? "center" : "left";
  c.fillStyle = style.fill;
  c.fillText(element.textContent ?? "", Number(element.getAttribute("x")), Number(element.getAttribute("y")));
}

// Marks on a line: an arrow in a circle on a vertical line for a restart, a cross for what is not finite, a diamond for a spike, a bar for a plateau.
// Each has an outline in the colour of the surface, so that it reads where lines run through it.
import type { ChartTheme } from "../plane/chart.ts";
import type { Line, LineMark, LineMarkKind } from "./line-chart-props.ts";
import { indicesInView, pixelOfPoint } from "./line-path.ts";
import type { Shape, Pen } from "../plane/shape.ts";
import { lowerBound } from "../plane/columns.ts";
import { leftFromX, type PixelPoint, type Plane } from "../plane/plane.ts";

const outlinePixels = 1.5;
const strokePixels = 1.5;
const ringRadius = 4;

/** The shapes of a line's marks that are in view. */
export function markShapes(line: Line, plane: Plane, { surface }: ChartTheme): readonly Shape[] {
  const { marks, color } = line;
  if (!marks || marks.length === 0) return [];
  const places = new Map<LineMarkKind, PixelPoint[]>();
  for (const mark of marks) {
    const at = markPlace(line, mark, plane);
    if (at) places.set(mark.kind, [...(places.get(mark.kind) ?? []), at]);
  }
  return [...places].flatMap(([kind, points]) => {
    const trace = (pen: Pen) => points.forEach((at) => traceMark(pen, kind, at));
    const shape = { trace, lineDash: null, opacity: 1 };
    const outline = { ...shape, fill: null, stroke: surface };
    switch (kind) {
      case "restart":
        return [
          {
            ...shape,
            fill: surface,
            stroke: null,
            lineWidth: 0,
            trace: (pen: Pen) => points.forEach((at) => traceRing(pen, at)),
          },
          { ...outline, lineWidth: strokePixels + 2 * outlinePixels },
          { ...shape, fill: null, stroke: color, lineWidth: strokePixels },
        ];
      case "non_finite":
        return [
          { ...outline, lineWidth: 2 + 2 * outlinePixels },
          { ...shape, fill: null, stroke: color, lineWidth: 2 },
        ];
      case "spike":
      case "plateau":
        return [
          { ...outline, lineWidth: 2 * outlinePixels },
          { ...shape, fill: color, stroke: null, lineWidth: 0 },
        ];
    }
  });
}

/** On the stroke at the mark's x, or at the point nearest to it; null when that is out of view or there are no points. */
export function markPlace(line: Line, { x }: LineMark, plane: Plane): PixelPoint | null {
  const { xs, ys } = line;
  const [start, end] = indicesInView(xs, plane);
  const { left: plotLeft, top: plotTop, width, height } = plane.rect;
  const left = leftFromX(plane, x);
  if (start >= end || !(left >= plotLeft && left <= plotLeft + width)) return null;
  const right = Math.min(Math.max(lowerBound(xs, x), start), end - 1);
  const before = Math.max(start, right - (xs[right] === x ? 0 : 1));
  const [a, b] = [pixelOfPoint(line, before, plane), pixelOfPoint(line, right, plane)];
  const isJoined = a.left < b.left && Number.isFinite(ys[before]) && Number.isFinite(ys[right]);
  const isCloserToA = Math.abs(left - a.left) <= Math.abs(b.left - left);
  const t = isJoined ? Math.min(Math.max((left - a.left) / (b.left - a.left), 0), 1) : isCloserToA ? 0 : 1;
  const top = a.top + t * (b.top - a.top);
  return { left, top: Math.min(Math.max(top, plotTop), plotTop + height) };
}

function traceMark(pen: Pen, kind: LineMarkKind, at: PixelPoint): void {
  const { left, top } = at;
  switch (kind) {
    case "restart":
      traceRestart(pen, at);
      return;
    case "non_finite":
      pen.moveTo(left - 4, top - 4);
      pen.lineTo(left + 4, top + 4);
      pen.moveTo(left - 4, top + 4);
      pen.lineTo(left + 4, top - 4);
      return;
    case "spike":
      pen.moveTo(left, top - 5.5);
      pen.lineTo(left + 4, top);
      pen.lineTo(left, top + 5.5);
      pen.lineTo(left - 4, top);
      pen.closePath();
      return;
    case "plateau":
      pen.moveTo(left - 6, top - 2.5);
      pen.lineTo(left + 6, top - 2.5);
      pen.lineTo(left + 6, top + 2.5);
      pen.lineTo(left - 6, top + 2.5);
      pen.closePath();
      return;
  }
}

/** Most of a circle, with the head of an arrow at its end, on a line that goes up and down. */
function traceRestart(pen: Pen, at: PixelPoint): void {
  const { left, top } = at;
  const startAngle = -0.15 * Math.PI;
  const endAngle = 1.5 * Math.PI;
  pen.moveTo(left + ringRadius * Math.cos(startAngle), top + ringRadius * Math.sin(startAngle));
  pen.arc(at, ringRadius, [startAngle, endAngle]);
  pen.moveTo(left - 2, top - ringRadius - 2.5);
  pen.lineTo(left + 0.8, top - ringRadius);
  pen.lineTo(left - 2, top - ringRadius + 2.5);
  pen.moveTo(left, top + ringRadius);
  pen.lineTo(left, top + ringRadius + 7);
  pen.moveTo(left, top - ringRadius - 3);
  pen.lineTo(left, top - ringRadius - 9);
}

function traceRing(pen: Pen, at: PixelPoint): void {
  pen.moveTo(at.left + ringRadius, at.top);
  pen.arc(at, ringRadius, [0, 2 * Math.PI]);
}

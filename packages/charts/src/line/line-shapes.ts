// What is drawn of lines, from back to front, as shapes that trace themselves: straight onto a canvas, or into a picture of vectors.
import type { ChartTheme } from "../plane/chart.ts";
import type { Line } from "./line-chart-props.ts";
import { markShapes } from "./line-mark-shapes.ts";
import { lineMarks, traceBand, tracePath, type LineMarks } from "./line-path.ts";
import type { PixelPoint, Plane } from "../plane/plane.ts";
import type { Pen, Shape } from "../plane/shape.ts";

interface LineShapesOptions {
  readonly theme: ChartTheme;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
}

/** From here on, points are very many. */
const manyPoints = 30_000;
const columnPixels = 1;
const strokeWidths = { line: 1.5, emphasized: 2.5, faint: 1 } as const;
const opacities = { band: 0.16, raw: 0.25, faint: 0.45 } as const;
/** More lines than this are a crowd, whose strokes let each other through. */
const mostSeparateLines = 30;
const crowded = { lineWidth: 1, opacity: 0.6, raw: 0.1 } as const;
/** What is left of all that is not emphasized while something is. */
export const recededOpacity = 0.15;

/** Bands, raw values, faint lines, lines, emphasized lines, marks. Pure: shapes trace when they are asked to. */
export function lineShapes(
  lines: readonly Line[],
  plane: Plane,
  { theme, pixelRatio }: LineShapesOptions,
): readonly Shape[] {
  const hasMany = countPoints(lines) > manyPoints;
  const isCrowd = lines.length > mostSeparateLines && countSeparate(lines) > mostSeparateLines;
  // Among very many points anything wider than a device pixel is a blot, and takes ten times as long to fill without a graphics card.
  const width = hasMany ? 1 / pixelRatio : isCrowd ? crowded.lineWidth : strokeWidths.line;
  const layers: Record<"bands" | "raw" | "faint" | "strong" | "emphasized" | "marks", Shape[]> = {
    bands: [],
    raw: [],
    faint: [],
    strong: [],
    emphasized: [],
    marks: [],
  };
  const areOthersBack = lines.some(({ isEmphasized }) => isEmphasized);
  for (const line of lines) {
    const { rawYs, isEmphasized, isFaint } = line;
    const share = areOthersBack && !isEmphasized ? recededOpacity : 1;
    const put = (layer: keyof typeof layers, ...shapes: readonly Shape[]): void => {
      for (const shape of shapes)
        layers[layer].push(share === 1 ? shape : { ...shape, opacity: share * shape.opacity });
    };
    const stroke = (shown: Line, more: Partial<Shape>) => strokeShape(shown, plane, !hasMany, more);
    if (line.band) put("bands", bandShape(line, plane));
    if (rawYs && !isFaint) {
      const opacity = isCrowd ? crowded.raw : opacities.raw;
      put("raw", stroke({ ...line, ys: rawYs }, { lineWidth: width, opacity }));
    }
    if (isFaint) {
      const lineWidth = Math.min(width, strokeWidths.faint);
      put("faint", stroke(line, { lineWidth, opacity: opacities.faint }));
    } else if (isEmphasized) put("emphasized", stroke(line, { lineWidth: strokeWidths.emphasized }));
    else put("strong", stroke(line, { lineWidth: width, ...(isCrowd && { opacity: crowded.opacity }) }));
    put("marks", ...pointShapes(line, plane), ...markShapes(line, plane, theme));
  }
  return Object.values(layers).flat();
}

function countSeparate(lines: readonly Line[]): number {
  return lines.reduce((count, { isFaint }) => count + (isFaint === true ? 0 : 1), 0);
}

function countPoints(lines: readonly Line[]): number {
  let count = 0;
  for (const { ys, rawYs } of lines) count += rawYs ? 2 * ys.length : ys.length;
  return count;
}

const solid = { fill: null, stroke: null, lineWidth: 0, lineDash: null, opacity: 1 } as const;

function strokeShape(line: Line, plane: Plane, isDashed: boolean, more: Partial<Shape>): Shape {
  return {
    ...solid,
    stroke: line.color,
    lineDash: (isDashed && line.dash) || null,
    trace: (pen) => pen.path(tracePath(line, plane, columnPixels)),
    ...more,
  };
}

function bandShape(line: Line, plane: Plane): Shape {
  return {
    ...solid,
    fill: line.color,
    opacity: opacities.band,
    trace: (pen) => {
      for (const outline of traceBand(line, plane)) {
        outline.forEach(({ left, top }, i) => (i === 0 ? pen.moveTo(left, top) : pen.lineTo(left, top)));
        pen.closePath();
      }
    },
  };
}

/** Points that no stroke shows: alone, or not finite. */
function pointShapes(line: Line, plane: Plane): readonly Shape[] {
  const marks = lineMarks(line, plane);
  if (marks === null) return [];
  const opacity = line.isFaint ? opacities.faint : 1;
  const shapes: Shape[] = [];
  const radius = line.isEmphasized ? 4 : line.isFaint ? 2 : 3;
  if (marks.lonePoints.length + marks.positiveInfinities.length + marks.negativeInfinities.length > 0)
    shapes.push({
      ...solid,
      opacity,
      fill: line.color,
      trace: (pen) => traceFilledMarks(pen, marks, radius),
    });
  if (marks.nans.length > 0)
    shapes.push({
      ...solid,
      opacity,
      stroke: line.color,
      lineWidth: 1.5,
      trace: (pen) => marks.nans.forEach((at) => traceCross(pen, at, 3)),
    });
  return shapes;
}

function traceFilledMarks(pen: Pen, marks: LineMarks, radius: number): void {
  for (const { left, top } of marks.lonePoints) {
    pen.moveTo(left + radius, top);
    pen.arc({ left, top }, radius, [0, 2 * Math.PI]);
  }
  for (const at of marks.positiveInfinities) traceTriangle(pen, at, -1);
  for (const at of marks.negativeInfinities) traceTriangle(pen, at, 1);
}

/** Points up with direction -1, down with 1. */
function traceTriangle(pen: Pen, { left, top }: PixelPoint, direction: 1 | -1): void {
  pen.moveTo(left, top + 4 * direction);
  pen.lineTo(left - 4, top - 3 * direction);
  pen.lineTo(left + 4, top - 3 * direction);
  pen.closePath();
}

function traceCross(pen: Pen, { left, top }: PixelPoint, arm: number): void {
  pen.moveTo(left - arm, top - arm);
  pen.lineTo(left + arm, top + arm);
  pen.moveTo(left - arm, top + arm);
  pen.lineTo(left + arm, top - arm);
}

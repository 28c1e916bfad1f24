// The ECharts option of a line chart: one custom series whose elements are the axes and, for the lines, paths that trace typed arrays
// straight onto the canvas. ECharts' own line series keeps several copies of every point and takes seven times as long to redraw.
import { CustomChart } from "echarts/charts";
import { graphic, use, type EChartsCoreOption } from "echarts/core";
import { axisElements } from "./axis-elements.ts";
import type { ChartTheme } from "./chart.ts";
import type { Line } from "./line-chart-props.ts";
import { lineMarks, tracePath, type LineMarks } from "./line-path.ts";
import { axisFont, type LineScene } from "./line-scene.ts";
import type { PixelPoint, Plane } from "./plane.ts";

const shapeName = "runboard-trace";

/** The part of zrender's path, and of a canvas, that traces draw on. */
interface Pen {
  moveTo(x: number, y: number): unknown;
  lineTo(x: number, y: number): unknown;
  arc(x: number, y: number, radius: number, startAngle: number, endAngle: number): unknown;
  closePath(): unknown;
}

/** zrender's path: keeps its data for repainting, and draws on a canvas if it has one. */
interface RecordingPen extends Pen {
  setData(data: Float32Array): void;
  getContext(): Pen | null;
}

/** An object, because ECharts takes a function for an array: both have a length. */
interface Trace {
  readonly drawOn: (pen: RecordingPen) => void;
}

interface LineDrawing {
  readonly lines: readonly Line[];
  readonly scene: LineScene;
  readonly theme: ChartTheme;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** Under a gesture: of very many points only the outline is drawn, so that it keeps up. */
  readonly isMoving: boolean;
}

/** From here on, points are very many. */
const manyPoints = 30_000;
/** Width of a column of which only first, lowest, highest and last are drawn. */
const columnPixels = { resting: 1, moving: 4 } as const;

let areRegistered = false;

/** Makes the parts of ECharts known that the option needs, except a renderer. */
export function registerLineChartParts(): void {
  if (areRegistered) return;
  areRegistered = true;
  use([CustomChart]);
  const Shape = graphic.extendShape({
    // ECharts copies arrays that it finds in a shape, each time; it doesn't look into objects.
    shape: { trace: null },
    buildPath: (path: RecordingPen, { trace }: { readonly trace: Trace | null }) => trace?.drawOn(path),
  } as unknown as Parameters<typeof graphic.extendShape>[0]);
  graphic.registerShape(shapeName, Shape);
}

/** Pure: the same drawing gives the same picture, in a browser's canvas or as SVG without one. */
export function lineChartOption({ lines, scene, theme, ...detail }: LineDrawing): EChartsCoreOption {
  const { plane, clippedCount } = scene;
  const { left: x, top: y, width, height } = plane.rect;
  const elements = [
    ...axisElements(scene, theme),
    {
      type: "group",
      clipPath: { type: "rect", shape: { x, y, width, height } },
      children: lineElements(lines, plane, detail),
    },
    ...(clippedCount > 0 ? [clippedNote(clippedCount, plane, theme)] : []),
  ];
  return {
    animation: false,
    series: [
      {
        id: "lines",
        type: "custom",
        coordinateSystem: "none",
        silent: true,
        // One item that stands for all of it: ECharts keeps state for each item.
        data: [0],
        renderItem: () => ({ type: "group", children: elements }),
      },
    ],
  };
}

/** From back to front: faint raw values, lines, emphasized lines, marks. */
function lineElements(
  lines: readonly Line[],
  plane: Plane,
  { pixelRatio, isMoving }: Pick<LineDrawing, "pixelRatio" | "isMoving">,
): readonly object[] {
  const hasMany = countPoints(lines) > manyPoints;
  const isSketch = hasMany && isMoving;
  // Among very many points anything wider than a device pixel is a blot, and takes ten times as long to fill without a graphics card.
  const width = hasMany ? 1 / pixelRatio : 1.5;
  const style: StrokeStyle = {
    width,
    opacity: 1,
    columnPixels: isSketch ? columnPixels.moving : columnPixels.resting,
    isDashed: !hasMany,
  };
  const raw: object[] = [];
  const strong: object[] = [];
  const emphasized: object[] = [];
  const marks: object[] = [];
  for (const line of lines) {
    const { rawYs, isEmphasized } = line;
    if (rawYs && !isSketch)
      raw.push(strokeElement({ ...line, ys: rawYs }, plane, { ...style, opacity: 0.25 }));
    if (isEmphasized) emphasized.push(strokeElement(line, plane, { ...style, width: 2.5 }));
    else strong.push(strokeElement(line, plane, style));
    marks.push(...markElements(line, plane));
  }
  return [...raw, ...strong, ...emphasized, ...marks];
}

function countPoints(lines: readonly Line[]): number {
  let count = 0;
  for (const { ys, rawYs } of lines) count += rawYs ? 2 * ys.length : ys.length;
  return count;
}

interface StrokeStyle {
  /** In CSS pixels. */
  readonly width: number;
  readonly opacity: number;
  readonly columnPixels: number;
  readonly isDashed: boolean;
}

function strokeElement(line: Line, plane: Plane, style: StrokeStyle): object {
  const { color, dash } = line;
  return traceElement((pen) => drawPath(pen, tracePath(line, plane, style.columnPixels)), {
    fill: "none",
    stroke: color,
    lineWidth: style.width,
    lineJoin: "bevel",
    lineDash: dash && style.isDashed ? [...dash] : "solid",
    opacity: style.opacity,
  });
}

function drawPath(pen: RecordingPen, path: Float32Array): void {
  pen.setData(path);
  const canvas = pen.getContext();
  if (!canvas) return;
  for (let i = 0; i < path.length; i += 3)
    if (path[i] === 1) canvas.moveTo(path[i + 1]!, path[i + 2]!);
    else canvas.lineTo(path[i + 1]!, path[i + 2]!);
}

function markElements(line: Line, plane: Plane): readonly object[] {
  const marks = lineMarks(line, plane);
  if (marks === null) return [];
  const elements: object[] = [];
  if (marks.lonePoints.length + marks.positiveInfinities.length + marks.negativeInfinities.length > 0)
    elements.push(
      traceElement((pen) => drawFilledMarks(pen, marks, line.isEmphasized ? 4 : 3), filled(line.color)),
    );
  if (marks.nans.length > 0)
    elements.push(traceElement((pen) => marks.nans.forEach((at) => drawCross(pen, at)), crossed(line.color)));
  return elements;
}

// Every key is said each time: ECharts merges the style of an element into the one that had its place before.
const filled = (color: string) => ({
  fill: color,
  stroke: null,
  lineWidth: 0,
  lineDash: "solid",
  opacity: 1,
});
const crossed = (color: string) => ({
  fill: "none",
  stroke: color,
  lineWidth: 1.5,
  lineDash: "solid",
  opacity: 1,
});

function drawFilledMarks(pen: Pen, marks: LineMarks, radius: number): void {
  for (const { left, top } of marks.lonePoints) {
    pen.moveTo(left + radius, top);
    pen.arc(left, top, radius, 0, 2 * Math.PI);
  }
  for (const at of marks.positiveInfinities) drawTriangle(pen, at, -1);
  for (const at of marks.negativeInfinities) drawTriangle(pen, at, 1);
}

/** Points up with direction -1, down with 1. */
function drawTriangle(pen: Pen, { left, top }: PixelPoint, direction: 1 | -1): void {
  pen.moveTo(left, top + 4 * direction);
  pen.lineTo(left - 4, top - 3 * direction);
  pen.lineTo(left + 4, top - 3 * direction);
  pen.closePath();
}

function drawCross(pen: Pen, { left, top }: PixelPoint): void {
  pen.moveTo(left - 3, top - 3);
  pen.lineTo(left + 3, top + 3);
  pen.moveTo(left - 3, top + 3);
  pen.lineTo(left + 3, top - 3);
}

function clippedNote(count: number, { rect }: Plane, theme: ChartTheme): object {
  return {
    type: "text",
    silent: true,
    style: {
      text: `${count === 1 ? "1 value" : `${count.toLocaleString("en")} values`} ≤ 0 not shown`,
      x: rect.left + 6,
      y: rect.top + rect.height - 6,
      align: "left",
      verticalAlign: "bottom",
      fill: theme.secondaryText,
      font: axisFont(theme.fontFamily),
      // Readable where lines run through it.
      stroke: theme.surface,
      lineWidth: 3,
    },
  };
}

function traceElement(drawOn: Trace["drawOn"], style: object): object {
  const trace: Trace = { drawOn };
  return { type: shapeName, silent: true, shape: { trace }, style };
}

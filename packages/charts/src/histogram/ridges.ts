// Histograms of several steps, one behind the other, or as lines on one axis of counts.
import type { ValueScale } from "@runboard/analysis";
import type { XAxis } from "../plane/axis.ts";
import { formatStep } from "../plane/axis-format.ts";
import { axisFontPixels, linearTicksOfX, type LabelledTicks } from "../plane/axes-scene.ts";
import type { ChartTheme } from "../plane/chart.ts";
import { mixedColor } from "../plane/oklab.ts";
import { isInside, type ChartSize, type PixelPoint, type PlotRect } from "../plane/plane.ts";
import type { Drawing, Mark, ShapeMark } from "../drawing/mark.ts";
import {
  axisAtLeft,
  axisAtRight,
  axisBelow,
  boxMark,
  footPixels,
  gutterPixels,
  headPixels,
  lineMark,
  placed,
  plotRect,
  textPixels,
  touchingBelow,
  touchingBeside,
  withoutTouching,
  type PlacedTicks,
} from "./axis-marks.ts";
import { binsOf, drawnCount, greatestCount, type Bins } from "./bins.ts";
import { dotMark, guideMark } from "./highlight-marks.ts";
import { valueAxis, valueTicks } from "./value-axis.ts";

export interface Ridge {
  /** On the axis: the step, or seconds. */
  readonly x: number;
  readonly step: number;
  readonly wallTimeSeconds: number;
  /** Of each bin. */
  readonly counts: Float64Array;
}

export interface RidgesProps {
  readonly theme: ChartTheme;
  /** Of the run, sRGB `#rrggbb`. */
  readonly color: string;
  readonly axis: XAxis;
  readonly mode: "offset" | "overlay";
  readonly scale: ValueScale;
  /** Of the bins, ascending, in values; the same for all ridges. */
  readonly edges: Float64Array;
  readonly ridges: readonly Ridge[];
  /** The ridge of this step, or the newest before it, is outlined. */
  readonly selectedStep: number | null;
  /** The count that has the full height, where cells are to compare; their own greatest when null, or when that is greater. */
  readonly most: number | null;
}

export interface RidgeHit {
  /** Index among the ridges of the props. */
  readonly ridge: number;
  /** −1 where only the ridge is pointed at. */
  readonly bin: number;
}

interface Curve {
  readonly index: number;
  readonly ridge: Ridge;
  readonly baseline: number;
  /** 0 for the oldest to 1 for the newest. */
  readonly age: number;
  /** From the left edge through the middle of each bin to the right edge, left and top in turn. */
  readonly points: Float64Array;
}

interface Layout {
  readonly props: RidgesProps;
  readonly size: ChartSize;
  readonly rect: PlotRect;
  readonly bins: Bins;
  /** From the oldest to the newest. */
  readonly curves: readonly Curve[];
  /** Between ridges: finer where they are close. */
  readonly hairlineWidth: number;
  readonly frame: readonly Mark[];
  readonly side: PlacedTicks;
}

/** The highest ridge is so much of the plot. */
const ridgeShare = 1 / 2.5;
/** How much of its colour the oldest keeps; the rest is the surface. */
const oldestShare = 0.28;
/** Ridges closer than this have the finer of the two hairlines between them. */
const closePixels = 5;
const hairlineWidths = { fine: 0.75, plain: 1 } as const;
/** From one ridge to the next, where they can be told apart. */
const ridgeGapPixels = 5.5;
const topMarginPixels = 8;
const sideMarginPixels = 12;
/** Above the highest line. */
const headroom = 1.05;

/** How many ridges one behind the other can be told apart in a picture of this height, in CSS pixels; not rounded, 0 or more. */
export function ridgesThatFit(heightPixels: number): number {
  const foot = footPixels({ width: 0, height: heightPixels }, "");
  const plotPixels = Math.max(0, heightPixels - topMarginPixels - foot);
  return (plotPixels * (1 - ridgeShare)) / ridgeGapPixels;
}

export function ridgesDrawing(props: RidgesProps, size: ChartSize): Drawing<RidgeHit> {
  const layout = props.mode === "offset" ? offsetLayout(props, size) : overlayLayout(props, size);
  const { rect, bins, curves, frame, side } = layout;
  const selected = selectedCurve(curves, props.selectedStep);
  const marks = [
    ...frame,
    ...curves.flatMap((curve) => curveMarks(layout, curve)),
    ...(selected ? outlineMarks(layout, selected, props.theme.accent) : []),
    ...(props.mode === "offset" ? axisAtRight(besideLabel(side, selected), rect, props.theme) : []),
  ];
  return {
    theme: props.theme,
    marks,
    hitAt: (point) => {
      const bin = isInside(rect, point) ? bins.binAt(point.left) : null;
      const curve = bin === null ? null : nearestCurve(curves, point);
      return curve && bin !== null ? { ridge: curve.index, bin } : null;
    },
    highlight: (hit) => {
      const curve = curves.find(({ index }) => index === hit.ridge);
      return curve ? highlightMarks(layout, curve, hit.bin) : [];
    },
  };
}

function offsetLayout(props: RidgesProps, size: ChartSize): Layout {
  const { ridges, axis } = props;
  const xs = ridges.map(({ x }) => x);
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const foot = footOf(props, size, { left: sideMarginPixels, right: 0 });
  const height = size.height - topMarginPixels - foot;
  const amplitude = height * ridgeShare;
  const ticks: LabelledTicks =
    ridges.length === 0
      ? { ticks: [], offset: "" }
      : linearTicksOfX(axis, [first, last], Math.max(1, Math.floor((height - amplitude) / 26)));
  const right = gutterPixels(
    // What is selected or pointed at has its step beside it, too.
    [...ticks.ticks.map(({ label }) => label), ...(axis === "step" ? ridges.map(stepText) : [])],
    size,
    32,
  );
  const rect = plotRect(size, { left: sideMarginPixels, top: topMarginPixels, right, bottom: foot });
  const bottom = rect.top + rect.height;
  const depth = valueAxis({ kind: "linear" }, [first, last], {
    low: rect.top + rect.height * ridgeShare,
    high: bottom,
  });
  const baselineOf = (x: number): number => (first === last ? bottom : depth.pixelOf(x));
  const bins = binsOf(props.edges, props.scale, { low: rect.left, high: rect.left + rect.width });
  const full = fullCount(props);
  return {
    props,
    size,
    rect,
    bins,
    hairlineWidth:
      (rect.height * (1 - ridgeShare)) / ridges.length < closePixels
        ? hairlineWidths.fine
        : hairlineWidths.plain,
    curves: curvesOf(ridges, baselineOf, bins, (count) => (count / full) * rect.height * ridgeShare),
    frame: valueAxisBelow(props, bins, rect, size),
    side: withoutTouching(placed(ticks, baselineOf), touchingBeside),
  };
}

function overlayLayout(props: RidgesProps, size: ChartSize): Layout {
  const { ridges, theme } = props;
  const top = Math.min(fullCount(props) * headroom, Number.MAX_VALUE);
  const foot = footOf(props, size, { left: 40, right: sideMarginPixels });
  const countOf = (height: number) => valueAxis({ kind: "linear" }, [0, top], { low: height, high: 0 });
  const height = size.height - 8 - foot;
  const ticks = valueTicks({ kind: "linear" }, [0, top], countOf(height), {
    count: Math.max(2, Math.round(height / 40)),
    touching: touchingBeside,
  });
  const labels = ticks.ticks.map(({ label }) => label);
  const left = gutterPixels(labels, size, 40);
  const rect = plotRect(size, {
    left,
    top: headPixels(ticks.offset),
    right: sideMarginPixels,
    bottom: foot,
  });
  const bottom = rect.top + rect.height;
  const counts = countOf(rect.height);
  const bins = binsOf(props.edges, props.scale, { low: rect.left, high: rect.left + rect.width });
  return {
    props,
    size,
    rect,
    bins,
    hairlineWidth: hairlineWidths.plain,
    curves: curvesOf(
      ridges,
      () => bottom,
      bins,
      (count) => (count / top) * rect.height,
    ),
    frame: [
      ...axisAtLeft(
        placed(ticks, (value) => rect.top + counts.pixelOf(value)),
        rect,
        theme,
      ),
      ...valueAxisBelow(props, bins, rect, size),
    ],
    side: { ticks: [], offset: "" },
  };
}

/** Greatest count of all ridges, or what is to be the greatest; not 0. */
function fullCount({ ridges, most }: RidgesProps): number {
  const own = ridges.reduce((greatest, { counts }) => Math.max(greatest, greatestCount(counts)), 0);
  return Math.max(own, most !== null && Number.isFinite(most) ? most : 0) || 1;
}

/** Height of what is below the plot; whether the values have an offset depends on its width, which the labels at its side hardly change. */
function footOf(
  props: RidgesProps,
  size: ChartSize,
  { left, right }: { readonly left: number; readonly right: number },
): number {
  const low = left;
  const high = Math.max(left + 1, size.width - right - 40);
  const bins = binsOf(props.edges, props.scale, { low, high });
  return footPixels(size, valueTicksBelow(props.scale, bins, high - low).offset);
}

function valueTicksBelow(scale: ValueScale, { domain, axis, count }: Bins, width: number): LabelledTicks {
  if (count === 0) return { ticks: [], offset: "" };
  return valueTicks(scale, domain, axis, {
    count: Math.max(2, Math.round(width / 64)),
    touching: touchingBelow,
  });
}

function valueAxisBelow(
  { scale, theme }: RidgesProps,
  bins: Bins,
  rect: PlotRect,
  size: ChartSize,
): readonly Mark[] {
  const ticks = valueTicksBelow(scale, bins, rect.width);
  return axisBelow(placed(ticks, bins.axis.pixelOf), rect, size, theme);
}

function curvesOf(
  ridges: readonly Ridge[],
  baselineOf: (x: number) => number,
  bins: Bins,
  heightOf: (count: number) => number,
): readonly Curve[] {
  if (bins.count === 0) return [];
  const ordered = ridges
    .map((ridge, index) => ({ ridge, index }))
    .filter(({ ridge }) => Number.isFinite(ridge.x))
    .sort((a, b) => a.ridge.x - b.ridge.x || a.index - b.index);
  return ordered.map(({ ridge, index }, rank) => {
    const baseline = baselineOf(ridge.x);
    return {
      ridge,
      index,
      baseline,
      age: ordered.length === 1 ? 1 : rank / (ordered.length - 1),
      points: curvePoints(ridge.counts, bins, (count) => baseline - heightOf(count)),
    };
  });
}

function curvePoints(counts: Float64Array, bins: Bins, topOf: (count: number) => number): Float64Array {
  const { count, edgePixels, centerOf } = bins;
  const points = new Float64Array(2 * count + 4);
  for (let bin = 0; bin < count; bin++) {
    points[2 * bin + 2] = centerOf(bin);
    points[2 * bin + 3] = topOf(drawnCount(counts, bin));
  }
  points[0] = edgePixels[0] ?? 0;
  points[1] = points[3] ?? 0;
  points[2 * count + 2] = edgePixels[count] ?? 0;
  points[2 * count + 3] = points[2 * count + 1] ?? 0;
  return points;
}

function curveMarks({ props, rect, hairlineWidth }: Layout, curve: Curve): readonly Mark[] {
  const { theme, mode } = props;
  const color = agedColor(props, curve);
  if (mode === "overlay")
    return [{ kind: "shape", points: curve.points, isClosed: false, stroke: color, lineWidth: 1.25 }];
  return [areaMark(curve, rect, { fill: color }), ...hairlineMarks(curve, theme.surface, hairlineWidth)];
}

/** On the curve where it is above its baseline: it hides nothing of the ridge itself, nor of what is behind an empty bin. */
function hairlineMarks({ points, baseline }: Curve, stroke: string, lineWidth: number): readonly Mark[] {
  const isAbove = (at: number): boolean => baseline - points[at + 1]! > 0;
  const marks: Mark[] = [];
  let from = -1;
  for (let at = 0; at <= points.length; at += 2) {
    const isIn = at < points.length && isAbove(at);
    if (isIn && from < 0) from = at;
    if (isIn || from < 0) continue;
    // From the baseline and back to it.
    const stretch = points
      .slice(Math.max(0, from - 2), Math.min(points.length, at + 2))
      .map((place, i) => (i % 2 === 0 ? place : place - lineWidth / 2));
    marks.push({ kind: "shape", points: stretch, isClosed: false, stroke, lineWidth });
    from = -1;
  }
  return marks;
}

function agedColor({ color, theme }: RidgesProps, { age }: Curve): string {
  return mixedColor(theme.surface, color, oldestShare + (1 - oldestShare) * age);
}

/** Down to the baseline. */
function areaMark(
  { points, baseline }: Curve,
  rect: PlotRect,
  look: Pick<ShapeMark, "fill" | "stroke" | "lineWidth" | "opacity">,
): ShapeMark {
  const closed = new Float64Array(points.length + 4);
  closed.set(points, 2);
  closed[0] = points[0] ?? rect.left;
  closed[1] = baseline;
  closed[closed.length - 2] = points.at(-2) ?? rect.left;
  closed[closed.length - 1] = baseline;
  return { kind: "shape", points: closed, isClosed: true, ...look };
}

function selectedCurve(curves: readonly Curve[], step: number | null): Curve | null {
  if (step === null) return null;
  let selected: Curve | null = null;
  for (const curve of curves)
    if (curve.ridge.step <= step && (selected === null || curve.ridge.step >= selected.ridge.step))
      selected = curve;
  return selected;
}

/** The curve in a colour, and its step. */
function outlineMarks(layout: Layout, curve: Curve, stroke: string): readonly Mark[] {
  const { rect, props } = layout;
  const outline: Mark =
    props.mode === "offset"
      ? areaMark(curve, rect, { stroke, lineWidth: 1.5 })
      : { kind: "shape", points: curve.points, isClosed: false, stroke, lineWidth: 2 };
  return [outline, stepLabel(layout, curve, stroke)];
}

/** Right of the plot where there is room, at the picture's edge where not. */
function stepLabel({ rect, size, props }: Layout, { ridge, baseline }: Curve, fill: string): Mark {
  const { axis, theme, mode } = props;
  const text = axis === "step" ? stepText(ridge) : `step ${stepText(ridge)}`;
  const left = rect.left + rect.width + 7;
  const isBeside = mode === "offset" && left + textPixels(text) <= size.width;
  return {
    kind: "text",
    text,
    left: isBeside ? left : size.width - 2,
    top: mode === "offset" ? baseline : rect.top + 8,
    align: isBeside ? "left" : "right",
    baseline: "middle",
    fill,
    fontPixels: axisFontPixels,
    weight: 600,
    halo: theme.surface,
  };
}

function stepText({ step }: Ridge): string {
  return formatStep(step);
}

function besideLabel({ ticks, offset }: PlacedTicks, curve: Curve | null): PlacedTicks {
  if (!curve) return { ticks, offset };
  const label = { pixel: curve.baseline, label: "" };
  return { ticks: ticks.filter((tick) => !touchingBeside(tick, label)), offset };
}

function nearestCurve(curves: readonly Curve[], point: PixelPoint): Curve | null {
  let nearest: Curve | null = null;
  let least = Infinity;
  for (const curve of curves) {
    const distance = Math.abs(topAt(curve.points, point.left) - point.top);
    // Of two the one in front.
    if (distance <= least) [nearest, least] = [curve, distance];
  }
  return nearest;
}

/** How high a curve is at a place between its ends. */
function topAt(points: Float64Array, left: number): number {
  let next = 2;
  while (next < points.length - 2 && points[next]! < left) next += 2;
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = points.subarray(next - 2, next + 2);
  if (x1 === x0) return y1;
  return y0 + (y1 - y0) * Math.min(1, Math.max(0, (left - x0) / (x1 - x0)));
}

function highlightMarks(layout: Layout, curve: Curve, bin: number): readonly Mark[] {
  const { rect, bins, props, size } = layout;
  const { theme, color, mode } = props;
  const hasBin = bin >= 0 && bin < bins.count;
  const place = { left: bins.centerOf(bin), top: curve.points[2 * bin + 3] ?? curve.baseline };
  const right = rect.left + rect.width;
  const gutter = { left: right + 1, top: curve.baseline - 8, width: size.width - right - 1, height: 16 };
  return [
    boxMark(rect, theme.surface, 0.6),
    ...(mode === "offset" ? [boxMark(gutter, theme.surface)] : []),
    mode === "offset"
      ? areaMark(curve, rect, { fill: color, stroke: theme.surface, lineWidth: 1 })
      : lineMark([...curve.points], color, { lineWidth: 2 }),
    stepLabel(layout, curve, theme.text),
    ...(hasBin ? [guideMark(place.left, rect, theme), dotMark(place, color, theme)] : []),
  ];
}

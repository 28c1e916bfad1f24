// What a line chart shows, computed: the plane, its ticks with their labels, and how many values have no place on it.
import { logTickLabels, valueTickLabels, xTickLabels } from "../plane/axis-format.ts";
import {
  xScaleOf,
  type AxisScale,
  type Interval,
  type Line,
  type LineChartAxis,
  type LineChartProps,
  type LineChartView,
} from "./line-chart-props.ts";
import {
  firstPlaced,
  fitXDomain,
  fitYDomain,
  lowerBound,
  upperBound,
  type Extents,
} from "../plane/nice-domain.ts";
import { endLabels, endLabelsPixels, type EndLabel } from "./end-labels.ts";
import { leftFromX, type Plane } from "../plane/plane.ts";
import {
  durationTicks,
  linearTicks,
  logDurationTicks,
  logTicks,
  stepTicks,
  wallTimeTicks,
} from "../plane/ticks.ts";

/** In CSS pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

export interface Tick {
  /** In data units. */
  readonly value: number;
  readonly label: string;
}

export interface LineScene {
  readonly plane: Plane;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** Strong values ≤ 0 within the shown range of x, and points at x ≤ 0 where x fits the data, that a log scale has no place for. */
  readonly clippedCount: number;
  /** From top to bottom; empty when not asked for, or without room. */
  readonly endLabels: readonly EndLabel[];
}

const margin = { top: 8, right: 14, bottom: 24 };
const axisFontPixels = 11;
/** Digits of the interface's fonts are a little narrower than this at 11 px. */
const characterPixels = 6.6;
const widestLabel = 12;

type SceneProps = Pick<LineChartProps, "lines" | "axis" | "xScale" | "yScale" | "endLabels">;

/** Lays the chart out; the extents are those of the lines, y within `view.x`. */
export function lineScene(
  props: SceneProps,
  view: LineChartView,
  size: ChartSize,
  extents: Extents,
): LineScene {
  const { lines, axis, yScale } = props;
  const xScale = xScaleOf(props);
  const fittedX = fitXDomain(extents.x, axis, xScale);
  const x = view.x ? placedX(view.x, xScale, fittedX) : fittedX;
  const y = view.y ?? fitYDomain(extents.y, yScale);
  const height = Math.max(1, size.height - margin.top - margin.bottom);
  const yTicks = lines.length === 0 ? [] : ticksOfY(y, yScale, height);
  const left = gutter(yTicks);
  const labelsPixels = props.endLabels ? endLabelsPixels(lines, { ...size, height, right: x[1] }) : 0;
  const width = Math.max(1, size.width - left - margin.right - labelsPixels);
  const plane: Plane = { rect: { left, top: margin.top, width, height }, x, xScale, y, yScale };
  return {
    plane,
    xTicks: lines.length === 0 ? [] : ticksOfX(plane, axis),
    yTicks,
    clippedCount: countClipped(lines, plane, view.x === null),
    endLabels: labelsPixels > 0 ? endLabels(lines, plane) : [],
  };
}

/** A log scale shows the positive part of a view that was made on a linear one; of none, everything. */
function placedX([low, high]: Interval, xScale: AxisScale, fitted: Interval): Interval {
  if (xScale === "linear" || low > 0) return [low, high];
  return high > fitted[0] ? [fitted[0], high] : fitted;
}

/** What says how many values a log scale has no place for. */
export function clippedNote(count: number): string {
  return `${count === 1 ? "1 value" : `${count.toLocaleString("en")} values`} ≤ 0 not shown`;
}

export const axisFont = (fontFamily: string) => `${axisFontPixels}px ${fontFamily}`;

function ticksOfX(plane: Plane, axis: LineChartAxis): readonly Tick[] {
  const { x: domain, xScale, rect } = plane;
  const count = Math.max(2, Math.round(rect.width / 80));
  if (xScale === "log") {
    const ticks = axis === "relative" ? logDurationTicks(domain, count) : logTicks(domain, count);
    // Between two steps there is none.
    const whole = axis === "step" ? ticks.filter(Number.isInteger) : ticks;
    return spacedTicks(labelled(whole, xTickLabels(axis, whole, xScale)), plane, axis);
  }
  const ticksOf = { step: stepTicks, relative: durationTicks, wall: wallTimeTicks, value: linearTicks }[axis];
  const ticks = ticksOf(domain, count);
  return labelled(ticks, xTickLabels(axis, ticks));
}

/** As fine as their labels don't touch: all of them, 1, 2 and 5 times powers of ten, or as many powers as fit; of round times, the ones that fit from the left. */
function spacedTicks(ticks: readonly Tick[], plane: Plane, axis: LineChartAxis): readonly Tick[] {
  const touches = (a: Tick, b: Tick) =>
    leftFromX(plane, b.value) - leftFromX(plane, a.value) <
    ((a.label.length + b.label.length) / 2) * characterPixels + 6;
  const fitting = (among: readonly Tick[]) => {
    const kept: Tick[] = [];
    for (const tick of among) {
      const last = kept.at(-1);
      if (last === undefined || !touches(last, tick)) kept.push(tick);
    }
    return kept;
  };
  for (const most of axis === "relative" ? [] : [2, 1, 0]) {
    const round = ticks.filter(({ value }) => roughness(value) <= most);
    if (most === 0 || (round.length > 1 && fitting(round).length === round.length))
      return fitting(round.length > 1 ? round : ticks);
  }
  return fitting(ticks);
}

/** 0 for powers of ten, 1 for five and 2 times them, 2 for what lies between. */
function roughness(value: number): number {
  const mantissa = Number(value.toExponential(6).split("e")[0]);
  return mantissa === 1 ? 0 : mantissa === 2 || mantissa === 5 ? 1 : 2;
}

function ticksOfY(domain: Interval, yScale: AxisScale, heightPixels: number): readonly Tick[] {
  const count = Math.max(2, Math.round(heightPixels / 44));
  if (yScale === "linear") {
    const ticks = linearTicks(domain, count);
    return labelled(ticks, valueTickLabels(ticks));
  }
  const ticks = logTicks(domain, count);
  return labelled(ticks, logTickLabels(ticks, Math.floor(heightPixels / 24)));
}

/** A tick that no label reads is none. */
function labelled(values: readonly number[], labels: readonly string[]): readonly Tick[] {
  return values
    .map((value, i) => ({ value, label: shortened(labels[i] ?? "") }))
    .filter(({ label }) => label !== "");
}

/** The end of a long label is what tells it from its neighbours. */
function shortened(label: string): string {
  return label.length > widestLabel ? `…${label.slice(1 - widestLabel)}` : label;
}

/** Wide enough for the labels, in steps of 8 pixels so that it seldom changes. */
function gutter(ticks: readonly Tick[]): number {
  const widest = Math.max(0, ...ticks.map(({ label }) => label.length));
  return Math.max(40, Math.ceil((widest * characterPixels + 12) / 8) * 8);
}

function countClipped(
  lines: readonly Line[],
  { x: [low, high], xScale, yScale }: Plane,
  isFitted: boolean,
): number {
  let count = 0;
  for (const { xs, ys } of lines) {
    const placed = firstPlaced(xs, xScale);
    if (isFitted) count += placed;
    if (yScale === "linear") continue;
    const end = upperBound(xs, high);
    for (let i = Math.max(placed, lowerBound(xs, low)); i < end; i++)
      if (ys[i]! <= 0 && ys[i]! > -Infinity) count++;
  }
  return count;
}

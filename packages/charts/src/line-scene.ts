// What a line chart shows, computed: the plane, its ticks with their labels, and how many values have no place on it.
import { logTickLabels, valueTickLabels, xTickLabels } from "./axis-format.ts";
import type { Interval, Line, LineChartProps, LineChartView } from "./line-chart-props.ts";
import { fitXDomain, fitYDomain, lowerBound, upperBound, type Extents } from "./nice-domain.ts";
import type { Plane } from "./plane.ts";
import { durationTicks, linearTicks, logTicks, stepTicks, wallTimeTicks } from "./ticks.ts";

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
  /** Strong values ≤ 0 within the shown range of x, which a log scale has no place for. */
  readonly clippedCount: number;
}

const margin = { top: 8, right: 14, bottom: 24 };
const axisFontPixels = 11;
/** Digits of the interface's fonts are a little narrower than this at 11 px. */
const characterPixels = 6.6;
const widestLabel = 12;

type SceneProps = Pick<LineChartProps, "lines" | "axis" | "yScale">;

/** Lays the chart out; the extents are those of the lines, y within `view.x`. */
export function lineScene(
  { lines, axis, yScale }: SceneProps,
  view: LineChartView,
  size: ChartSize,
  extents: Extents,
): LineScene {
  const x = view.x ?? fitXDomain(extents.x, axis);
  const y = view.y ?? fitYDomain(extents.y, yScale);
  const height = Math.max(1, size.height - margin.top - margin.bottom);
  const yTicks = lines.length === 0 ? [] : ticksOfY(y, yScale, height);
  const left = gutter(yTicks);
  const width = Math.max(1, size.width - left - margin.right);
  const plane: Plane = { rect: { left, top: margin.top, width, height }, x, y, yScale };
  return {
    plane,
    xTicks: lines.length === 0 ? [] : ticksOfX(x, axis, Math.max(2, Math.round(width / 80))),
    yTicks,
    clippedCount: yScale === "log" ? countClipped(lines, x) : 0,
  };
}

export const axisFont = (fontFamily: string) => `${axisFontPixels}px ${fontFamily}`;

function ticksOfX(domain: Interval, axis: LineChartProps["axis"], count: number): readonly Tick[] {
  const ticksOf = { step: stepTicks, relative: durationTicks, wall: wallTimeTicks }[axis];
  const ticks = ticksOf(domain, count);
  return labelled(ticks, xTickLabels(axis, ticks));
}

function ticksOfY(domain: Interval, yScale: "linear" | "log", heightPixels: number): readonly Tick[] {
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

function countClipped(lines: readonly Line[], [low, high]: Interval): number {
  let count = 0;
  for (const { xs, ys } of lines) {
    const end = upperBound(xs, high);
    for (let i = lowerBound(xs, low); i < end; i++) if (ys[i]! <= 0 && ys[i]! > -Infinity) count++;
  }
  return count;
}

// Axes laid out: which part of the plane they show, where the plot lies, and the ticks with their labels.
import { xScaleOf, type Axes, type AxisScale, type Interval, type XAxis } from "./axis.ts";
import { logTickLabels, valueTickLabels, xTickLabels, type TickLabels } from "./tick-labels.ts";
import { fitXDomain, fitYDomain, type Extents } from "./nice-domain.ts";
import { leftFromX, type ChartSize, type Plane } from "./plane.ts";
import { durationTicks, linearTicks, logDurationTicks, logTicks, stepTicks, wallTimeTicks } from "./ticks.ts";
import type { View } from "./view.ts";

export interface Tick {
  /** In data units. */
  readonly value: number;
  readonly label: string;
}

export interface AxesScene {
  readonly plane: Plane;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** What is to be added to the labels of an axis, written once at its end; empty for nothing. */
  readonly xOffset: string;
  readonly yOffset: string;
}

interface AxesOptions {
  readonly isEmpty: boolean;
  readonly roomAtRight: (plotHeight: number) => number;
}

/** Above and below the plot, in CSS pixels. */
interface OffsetRows {
  readonly top: number;
  readonly bottom: number;
}

export interface LabelledTicks {
  readonly ticks: readonly Tick[];
  readonly offset: string;
}

const noTicks: LabelledTicks = { ticks: [], offset: "" };

/** The part of the plane that is shown, and how it lies along the axes. */
export type Domains = Omit<Plane, "rect">;

const margin = { top: 8, right: 14, bottom: 24 };
export const axisFontPixels = 11;
/** Digits of the interface's fonts are a little narrower than this at the size of axes. */
export const axisCharacterPixels = 6.6;
/** Of an axis' offset: below the handles of a selection, too. */
export const offsetRowPixels = 16;

export const axisFont = (fontFamily: string) => `${axisFontPixels}px ${fontFamily}`;

/** What a view shows; where it fits the data, the extents do, y within `view.x`. */
export function shownDomains(axes: Axes, view: View, extents: Extents): Domains {
  const { axis, yScale } = axes;
  const xScale = xScaleOf(axes);
  const fittedX = fitXDomain(extents.x, axis, xScale);
  const x = view.x ? placedX(view.x, xScale, fittedX) : fittedX;
  return { x, xScale, y: view.y ?? fitYDomain(extents.y, yScale), yScale };
}

/** Axes of nothing have no ticks. `roomAtRight` says how many pixels who draws at the right of the plot needs, given its height. */
export function axesScene(
  axis: XAxis,
  domains: Domains,
  size: ChartSize,
  { isEmpty, roomAtRight }: AxesOptions,
): AxesScene {
  const laidOut = (rows: OffsetRows): AxesScene => {
    const height = Math.max(1, size.height - margin.top - margin.bottom - rows.top - rows.bottom);
    const y = isEmpty ? noTicks : ticksOfY(domains.y, domains.yScale, height);
    const left = gutter(y.ticks);
    const width = Math.max(1, size.width - left - margin.right - roomAtRight(height));
    const plane: Plane = { rect: { left, top: margin.top + rows.top, width, height }, ...domains };
    const x = isEmpty ? noTicks : ticksOfX(plane, axis);
    return { plane, xTicks: x.ticks, yTicks: y.ticks, xOffset: x.offset, yOffset: y.offset };
  };
  const scene = laidOut({ top: 0, bottom: 0 });
  if (scene.xOffset === "" && scene.yOffset === "") return scene;
  // Offsets have rows of their own, which leave less to the plot.
  return laidOut({
    top: scene.yOffset === "" ? 0 : offsetRowPixels,
    bottom: scene.xOffset === "" ? 0 : offsetRowPixels,
  });
}

/** A log scale shows the positive part of a view that was made on a linear one; of none, everything. */
function placedX([low, high]: Interval, xScale: AxisScale, fitted: Interval): Interval {
  if (xScale === "linear" || low > 0) return [low, high];
  return high > fitted[0] ? [fitted[0], high] : fitted;
}

function ticksOfX(plane: Plane, axis: XAxis): LabelledTicks {
  const { x: domain, xScale, rect } = plane;
  const count = Math.max(2, Math.round(rect.width / 80));
  if (xScale === "log") {
    const ticks = axis === "relative" ? logDurationTicks(domain, count) : logTicks(domain, count);
    // Between two steps there is none.
    const whole = axis === "step" ? ticks.filter(Number.isInteger) : ticks;
    const { ticks: all, offset } = labelled(whole, xTickLabels(axis, whole, xScale));
    return { ticks: spacedTicks(all, plane, axis), offset };
  }
  return linearTicksOfX(axis, domain, count);
}

/** About `count` labelled ticks within the domain of a linear axis of this kind, and what is to be added to their labels. */
export function linearTicksOfX(axis: XAxis, domain: Interval, count: number): LabelledTicks {
  const ticksOf = { step: stepTicks, relative: durationTicks, wall: wallTimeTicks, value: linearTicks }[axis];
  const ticks = ticksOf(domain, count);
  return labelled(ticks, xTickLabels(axis, ticks));
}

/** As fine as their labels don't touch: all of them, 1, 2 and 5 times powers of ten, or as many powers as fit; of round times, the ones that fit from the left. */
function spacedTicks(ticks: readonly Tick[], plane: Plane, axis: XAxis): readonly Tick[] {
  const touches = (a: Tick, b: Tick) =>
    leftFromX(plane, b.value) - leftFromX(plane, a.value) <
    ((a.label.length + b.label.length) / 2) * axisCharacterPixels + 6;
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

function ticksOfY(domain: Interval, yScale: AxisScale, heightPixels: number): LabelledTicks {
  const count = Math.max(2, Math.round(heightPixels / 44));
  if (yScale === "linear") {
    const ticks = linearTicks(domain, count);
    return labelled(ticks, valueTickLabels(ticks));
  }
  const ticks = logTicks(domain, count);
  return labelled(ticks, logTickLabels(ticks, Math.floor(heightPixels / 24)));
}

/** A tick that no label reads is none. */
function labelled(values: readonly number[], { labels, offset }: TickLabels): LabelledTicks {
  const ticks = values.map((value, i) => ({ value, label: labels[i] ?? "" }));
  return { ticks: ticks.filter(({ label }) => label !== ""), offset };
}

/** Wide enough for the labels, in steps of 8 pixels so that it seldom changes. */
function gutter(ticks: readonly Tick[]): number {
  const widest = Math.max(0, ...ticks.map(({ label }) => label.length));
  return Math.max(40, Math.ceil((widest * axisCharacterPixels + 12) / 8) * 8);
}

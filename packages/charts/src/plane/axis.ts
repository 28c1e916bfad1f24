// What the axes of a chart stand for, and how values lie along them.

/** How values lie along an axis. A log scale has no place for values ≤ 0. */
export type AxisScale = "linear" | "log";

/** A closed interval of the axis. */
export type Interval = readonly [number, number];

/** What x stands for; `value` is any number, as of another scalar. */
export type XAxis = "step" | "relative" | "wall" | "value";

/** What of an axis is shown. */
export interface ShownRange {
  readonly range: Interval;
  readonly scale: AxisScale;
}

export interface Axes {
  readonly axis: XAxis;
  /** Linear when absent, and always with wall times. */
  readonly xScale?: AxisScale;
  readonly yScale: AxisScale;
}

/** The scale that x has: wall times have no zero to take a logarithm from. */
export function xScaleOf({ axis, xScale }: Pick<Axes, "axis" | "xScale">): AxisScale {
  return axis === "wall" ? "linear" : (xScale ?? "linear");
}

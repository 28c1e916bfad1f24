// Which part of the plane a chart shows when nobody zoomed: the extent of its values, padded and rounded.
import type { AxisScale, Interval, XAxis } from "./axis.ts";
import { doubleGap, tickStep } from "./ticks.ts";

const paddingRatio = 0.05;
const xPaddingRatio = 0.015;
const leastDoubles = 16;

/** Smallest and largest of what is seen; null where nothing is. */
export interface Extents {
  readonly x: Interval | null;
  readonly y: Interval | null;
}

/**
 * 5 % of padding on each side, then rounded outwards to the tick step of ten ticks.
 * A single value c gives [0, 2c], [2c, 0] or, for 0, [-1, 1].
 */
export function niceLinearDomain([min, max]: Interval): Interval {
  if (min > max) throw new RangeError(`Extent is upside down: ${min} > ${max}`);
  if (min === max) return min === 0 ? [-1, 1] : min < 0 ? [2 * min, 0] : [0, 2 * min];
  const [least, most] = widened([min, max]);
  const padding = (most - least) * paddingRatio;
  let low = least - padding;
  let high = most + padding;
  // Values near the largest double.
  if (!Number.isFinite(high - low)) return [min, max];
  // Rounding widens the span, which may ask for a larger step; it settles after a turn or two.
  for (let previousStep = 0, turn = 0; turn < 10; turn++) {
    const step = tickStep(high - low, 10);
    if (step === previousStep || step === 0) break;
    low = roundToStep(low, step, Math.floor);
    high = roundToStep(high, step, Math.ceil);
    previousStep = step;
  }
  return Number.isFinite(high - low) ? [low, high] : [min, max];
}

/** From half the smallest to twice the largest; what is not positive is clipped to the smallest double. */
export function niceLogDomain([min, max]: Interval): Interval {
  if (min > max) throw new RangeError(`Extent is upside down: ${min} > ${max}`);
  if (max <= 0) return [Number.MIN_VALUE, 1];
  return [Math.max(Number.MIN_VALUE, min * 0.5), Math.min(Number.MAX_VALUE, max * 2)];
}

/** The x domain that fits an extent: tight, because an axis of steps or time has no rounder ends than its data. */
export function fitXDomain(extent: Interval | null, axis: XAxis, xScale: AxisScale = "linear"): Interval {
  if (extent === null) return xScale === "log" ? [0.1, 10] : [0, 1];
  const [min, max] = extent;
  if (xScale === "log") {
    const factor = min === max ? 2 : (max / min) ** xPaddingRatio;
    return [Math.max(Number.MIN_VALUE, min / factor), Math.min(Number.MAX_VALUE, max * factor)];
  }
  if (min === max) {
    const half = axis === "wall" ? 30 : axis === "value" && min !== 0 ? Math.abs(min) / 2 : 0.5;
    return widened([min - half, max + half]);
  }
  const [low, high] = widened([min, max]);
  const padding = (high - low) * xPaddingRatio;
  return [low - padding, high + padding];
}

export function fitYDomain(extent: Interval | null, yScale: AxisScale): Interval {
  if (yScale === "log") return extent === null ? [0.1, 10] : niceLogDomain(extent);
  return extent === null ? [0, 1] : niceLinearDomain(extent);
}

/** As wide as a few doubles at least, so that there is a place for ticks between. */
function widened([min, max]: Interval): Interval {
  const missing = leastDoubles * doubleGap([min, max]) - (max - min);
  return missing > 0 ? [min - missing / 2, max + missing / 2] : [min, max];
}

function roundToStep(value: number, step: number, round: (x: number) => number): number {
  // Dividing by the inverse keeps 0.1 × 3 at 0.3.
  if (step >= 1) return round(value / step) * step;
  const inverse = Math.round(1 / step);
  return Number.isFinite(inverse) ? round(value * inverse) / inverse : round(value / step) * step;
}

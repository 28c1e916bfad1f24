// Values along an axis of pixels: where each lies, and which are written beside it.
import { positionOf, valueAtPosition, type ValueScale } from "@runboard/analysis";
import type { Interval } from "../plane/axis.ts";
import { formatNumberShort } from "../plane/axis-format.ts";
import type { LabelledTicks } from "../plane/axes-scene.ts";
import { linearTicks } from "../plane/ticks.ts";
import { valueTickLabels } from "../plane/tick-labels.ts";

/** In CSS pixels: where the least and the greatest value of an axis lie. */
export interface PixelSpan {
  readonly low: number;
  readonly high: number;
}

/** An axis of values that lie on it as its scale says. */
export interface ValueAxis {
  /** Finite for every value but NaN, for which it is NaN. */
  readonly pixelOf: (value: number) => number;
  readonly valueAt: (pixel: number) => number;
}

/** Farther beyond an end than so many axes, everything lies at one place: a canvas takes no greater numbers. */
const mostSpans = 1e4;
/** A log axis without positive values below it begins so far below its greatest. */
const logDecades = 6;

/** The ends are finite; an axis whose ends are one value has this in its middle. */
export function valueAxis(scale: ValueScale, domain: Interval, { low, high }: PixelSpan): ValueAxis {
  const [first, last] = halfPositions(scale, domain);
  const span = last - first;
  const shareOf = (value: number): number => {
    const position = positionOf(value, scale) / 2;
    if (span > 0) return (position - first) / span;
    return position < first ? -mostSpans : position > first ? mostSpans : 0.5;
  };
  return {
    pixelOf: (value) => low + Math.min(Math.max(shareOf(value), -mostSpans), mostSpans) * (high - low),
    valueAt: (pixel) => {
      const share = high === low ? 0.5 : (pixel - low) / (high - low);
      return valueAtPosition(first * (1 - share) * 2 + last * share * 2, scale);
    },
  };
}

/** Halves of the ends' positions: the difference of two doubles may be more than a double holds, that of their halves is not. */
function halfPositions(scale: ValueScale, domain: Interval): Interval {
  const [low, high] = placedDomain(scale, domain) ?? [1, 10];
  return [positionOf(low, scale) / 2, positionOf(high, scale) / 2];
}

/** The part of the domain that the scale has a place for; null where there is none. */
function placedDomain(scale: ValueScale, [low, high]: Interval): Interval | null {
  if (scale.kind !== "log" || low > 0) return [low, high];
  return high > 0 ? [Math.max(Number.MIN_VALUE, high / 10 ** logDecades), high] : null;
}

/** Whether two labels, one after the other along the axis, would touch. */
export type Touching = (
  a: { readonly pixel: number; readonly label: string },
  b: { readonly pixel: number; readonly label: string },
) => boolean;

interface TickOptions {
  /** About so many at most. */
  readonly count: number;
  readonly touching: Touching;
}

/**
 * Values within the domain with short labels that do not touch: 1, 2 or 5 times a power of ten on a linear axis, powers of ten on a log one,
 * and on symlog powers of ten on both sides of zero. Where less than two decades are seen, or little beyond the linear part, as a linear axis has them.
 */
export function valueTicks(
  scale: ValueScale,
  domain: Interval,
  { pixelOf }: ValueAxis,
  { count, touching }: TickOptions,
): LabelledTicks {
  const shown = placedDomain(scale, domain);
  if (shown === null) return { ticks: [], offset: "" };
  const fits = ({ ticks }: LabelledTicks): boolean =>
    ticks.every(({ value, label }, i) => {
      const next = ticks[i + 1];
      return (
        !next ||
        !touching({ pixel: pixelOf(value), label }, { pixel: pixelOf(next.value), label: next.label })
      );
    });
  const most = Math.max(2, count);
  for (const candidate of candidates(scale, shown, most))
    if (candidate.ticks.length <= most + 2 && fits(candidate)) return candidate;
  return { ticks: [], offset: "" };
}

/** From the finest to the coarsest. */
function* candidates(scale: ValueScale, domain: Interval, most: number): Iterable<LabelledTicks> {
  if (scale.kind === "log") yield* ofDecades(logTicksOf(domain, most), 2);
  if (scale.kind === "symlog") yield* ofDecades(symlogTicksOf(domain, scale.linearWithin, most), 3);
  const counts = [...Array.from({ length: most }, (_, i) => most - i), most + 1, most + 2];
  const linear = counts.map((count) => linearCandidate(domain, count));
  yield* linear.filter(({ ticks }) => ticks.length > 1);
  yield* linear.filter(({ ticks }) => ticks.length === 1);
  // Where there is no round value.
  if (domain[0] < domain[1]) yield short(domain);
  yield short([domain[0]]);
}

function* ofDecades(all: Iterable<readonly number[]>, leastCount: number): Iterable<LabelledTicks> {
  for (const ticks of all) if (ticks.length >= leastCount) yield short(ticks);
}

function linearCandidate(domain: Interval, count: number): LabelledTicks {
  // Rounding may take an end that is all but zero for zero.
  const ticks = linearTicks(domain, count).filter((value) => value >= domain[0] && value <= domain[1]);
  const { labels, offset } = valueTickLabels(ticks);
  return { ticks: ticks.map((value, i) => ({ value, label: labels[i] ?? "" })), offset };
}

function short(values: readonly number[]): LabelledTicks {
  return { ticks: values.map((value) => ({ value, label: formatNumberShort(value) })), offset: "" };
}

/** 1, 2 and 5 times powers of ten; powers; every second, third … of them. */
function* logTicksOf([low, high]: Interval, most: number): Iterable<readonly number[]> {
  const from = Math.max(low, Number.MIN_VALUE);
  const exponents = exponentsWithin(from, high);
  const within = (value: number): boolean => value >= from && value <= high;
  if (exponents.length <= most)
    for (const factors of [
      [1, 2, 5],
      [1, 3],
    ])
      yield [(exponents[0] ?? 0) - 1, ...exponents]
        .flatMap((exponent) => factors.map((factor) => Number(`${factor}e${exponent}`)))
        .filter(within);
  for (let every = leastEvery(exponents, most); every <= exponents.length; every++)
    yield exponents.filter((exponent) => exponent % every === 0).map(powerOfTen);
}

/** Zero and powers of ten on both sides, from about where the linear part ends; every power, every second … of them. */
function* symlogTicksOf(
  [low, high]: Interval,
  linearWithin: number,
  most: number,
): Iterable<readonly number[]> {
  const greatest = Math.max(Math.abs(low), Math.abs(high));
  const exponents = exponentsWithin(linearWithin, greatest);
  for (let every = leastEvery(exponents, 2 * most); every <= exponents.length; every++)
    // From the first power, or as far from zero as powers are from each other.
    for (const from of new Set([0, every - 1, every])) {
      const sizes = exponents.filter((_, i) => i >= from && (i - from) % every === 0).map(powerOfTen);
      const both = [...sizes.map((size) => -size).reverse(), 0, ...sizes];
      yield both.filter((value) => value >= low && value <= high);
    }
}

/** Every how many of them there are about so many at most. */
function leastEvery(exponents: readonly number[], most: number): number {
  return Math.max(1, Math.floor(exponents.length / (most + 2)));
}

function exponentsWithin(low: number, high: number): readonly number[] {
  // A little wider, since logarithms are a little off.
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** The literal is exact where a power of ten would be off by one digit. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

// Labels of an axis' ticks: short, and distinct among each other. What all of them would repeat is written once, as an offset.
import type { AxisScale, XAxis } from "./axis.ts";
import {
  clockTime,
  formatNumberShort,
  formatRelativeTime,
  formatRelativeTimeFully,
  monthName,
  siUnits,
  timeUnits,
} from "./axis-format.ts";
import { clamp, compactExponent, grouped, trimmedFixed, withoutTrailingZeros } from "./digits.ts";

export interface TickLabels {
  /** One a tick; empty for a tick that has none. */
  readonly labels: readonly string[];
  /** What is to be added to each, with its sign: `+1.7e9`. Empty for nothing. */
  readonly offset: string;
}

/** Longer ones are read more slowly than a short one and an offset. */
const readableLength = 9;

/** Of ascending ticks, with as many digits as tell neighbours apart. */
export function valueTickLabels(ticks: readonly number[]): TickLabels {
  const labels = plainLabels(ticks);
  if (areReadable(labels)) return withoutOffset(labels);
  const [best = withoutOffset(labels)] = commonOffsets(ticks)
    .map((offset) => ({ labels: plainLabels(roundRests(ticks, offset)), offset: offsetText(offset) }))
    .sort((a, b) => excessOf(a.labels) - excessOf(b.labels) || a.offset.length - b.offset.length);
  return best;
}

/** Labels of a log axis, at most about `mostLabels`; empty for ticks between: 1 to 9 times powers of ten, or 1, 2 and 5 times, or only powers. */
export function logTickLabels(ticks: readonly number[], mostLabels: number): TickLabels {
  const areFactors = ticks.every((tick) => isMantissaIn(tick, [1, 2, 3, 4, 5, 6, 7, 8, 9]));
  if (!areFactors) return valueTickLabels(ticks);
  if (ticks.length <= mostLabels) return withoutOffset(ticks.map(formatNumberShort));
  const few = [1, 2, 5];
  const spoken = ticks.filter((tick) => isMantissaIn(tick, few)).length <= mostLabels ? few : [1];
  return withoutOffset(ticks.map((tick) => (isMantissaIn(tick, spoken) ? formatNumberShort(tick) : "")));
}

/** Labels of seconds since something began, all in the same unit: `0`, `30 min`, `60 min`. */
export function relativeTickLabels(ticks: readonly number[]): TickLabels {
  const labels = plainRelativeLabels(ticks);
  if (areReadable(labels)) return withoutOffset(labels);
  const [first = 0, last = first] = [ticks[0], ticks.at(-1)];
  const unit = timeUnits.findLast(({ seconds }) => seconds >= last - first) ?? timeUnits[0];
  const offset = Math.floor(first / unit.seconds) * unit.seconds;
  if (offset === 0) return withoutOffset(labels);
  const text = formatRelativeTimeFully(offset);
  return {
    labels: plainRelativeLabels(roundRests(ticks, offset)),
    offset: offset < 0 ? text : `+${text}`,
  };
}

/** Labels of seconds since 1970 in the reader's zone, each as coarse as its tick: `2026`, `Nov`, `Nov 24`, `14:30`, `14:30:05`. */
export function wallTimeTickLabels(ticks: readonly number[]): TickLabels {
  // More than clocks have where ticks are closer than that; a gap of such doubles is a little off.
  const decimals = clamp(-Math.floor(Math.log10(1.2 * smallestGap(ticks))), 3, 6);
  const labels = ticks.map((tick) => {
    const date = new Date(Math.round(tick * 1e6) / 1e3);
    if (Number.isNaN(date.getTime())) return "";
    if (date.getMilliseconds() !== 0 || !isMultiple(tick, 1))
      return `:${(date.getSeconds() + (tick - Math.floor(tick))).toFixed(decimals).padStart(3 + decimals, "0")}`;
    if (date.getSeconds() !== 0) return clockTime(date);
    if (date.getMinutes() !== 0 || date.getHours() !== 0) return clockTime(date).slice(0, 5);
    if (date.getDate() !== 1) return `${monthName(date)} ${date.getDate()}`;
    return date.getMonth() === 0 ? String(date.getFullYear()) : monthName(date);
  });
  return withoutOffset(labels);
}

/** The labels of the x axis for its kind. */
export function xTickLabels(axis: XAxis, ticks: readonly number[], scale: AxisScale = "linear"): TickLabels {
  switch (axis) {
    case "step":
    case "value":
      return scale === "log" ? logTickLabels(ticks, Infinity) : valueTickLabels(ticks);
    case "relative":
      return scale === "log"
        ? withoutOffset(ticks.map((tick) => formatRelativeTime(tick)))
        : relativeTickLabels(ticks);
    case "wall":
      return wallTimeTickLabels(ticks);
  }
}

function withoutOffset(labels: readonly string[]): TickLabels {
  return { labels, offset: "" };
}

function areReadable(labels: readonly string[]): boolean {
  return excessOf(labels) === 0 && new Set(labels).size === labels.length;
}

/** How much the longest label is too long. */
function excessOf(labels: readonly string[]): number {
  return Math.max(0, ...labels.map(({ length }) => length - readableLength));
}

/** Round numbers that are near enough for what is left of each tick to be short; none where ticks are on both sides of zero. */
function commonOffsets(ticks: readonly number[]): readonly number[] {
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (first === undefined || last === undefined || Math.sign(first) !== Math.sign(last)) return [];
  // A tick alone is its offset.
  if (first === last) return [first];
  const span = Math.ceil(Math.log10(last - first) - 1e-9);
  const most = Math.floor(Math.log10(Math.abs(first)));
  return [most - span + 1, most - span]
    .filter((digits) => digits >= 1 && digits <= 17)
    .flatMap((digits) => [cutTo(first, digits), Number(first.toPrecision(digits))]);
}

/** Towards zero. By digits: what a power of ten of the least size divides by is no longer exact. */
function cutTo(x: number, digits: number): number {
  const [mantissa = "", exponent = ""] = x.toExponential(20).split("e");
  const sign = x < 0 ? 1 : 0;
  // One more for the point.
  return Number(`${mantissa.slice(0, sign + 1 + digits)}e${exponent}`);
}

function offsetText(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 1e-3 && size < 1e6 ? String(size) : compactExponent(size.toExponential());
  return (value < 0 ? "-" : "+") + digits;
}

/** What is left of ticks without the offset, as round as their step is: a double of a large number has too few digits for it. */
function roundRests(ticks: readonly number[], offset: number): readonly number[] {
  const step = ticks.length > 1 ? ((ticks.at(-1) ?? 0) - (ticks[0] ?? 0)) / (ticks.length - 1) : 1;
  const exponent = Math.floor(Math.log10(step) + 1e-9);
  const mantissa = step / Number(`1e${exponent}`);
  const factor = [1, 2, 5, 10].find((candidate) => Math.abs(mantissa / candidate - 1) < 0.1);
  // Of times, steps may be 1.5 or 3.
  const unit = factor === undefined ? { factor: 1, exponent: exponent - 2 } : { factor, exponent };
  const size = Number(`${unit.factor}e${unit.exponent}`);
  return ticks.map(
    (tick) => Number(`${Math.round((tick - offset) / size) * unit.factor}e${unit.exponent}`) + 0,
  );
}

/** With as many digits as tell neighbours apart. */
function plainLabels(ticks: readonly number[]): readonly string[] {
  const step = smallestGap(ticks);
  const largest = Math.max(...ticks.map(Math.abs), 0);
  if (largest < 1e-3 || largest >= 1e15)
    return ticks.map((tick) => (tick === 0 ? "0" : exponentLabel(tick, step)));
  const decimals = decimalsOf(step);
  // 1.000001M is longer and harder to read than 1,000,001.
  const isShortInUnits = ticks.every(
    (tick) => unitOf(tick).suffix === "" || decimalsOf(step / unitOf(tick).factor) <= 2,
  );
  return ticks.map((tick) => {
    const unit = unitOf(tick);
    if (unit.suffix === "" || !isShortInUnits) return grouped(trimmedFixed(tick, decimals));
    return trimmedFixed(tick / unit.factor, decimalsOf(step / unit.factor)) + unit.suffix;
  });
}

/** All in the same unit. */
function plainRelativeLabels(ticks: readonly number[]): readonly string[] {
  const step = smallestGap(ticks);
  const largest = Math.max(...ticks.map(Math.abs), 0);
  const unit = timeUnits.find(({ seconds }) => largest >= seconds && isMultiple(step, seconds / 2));
  return ticks.map((tick) => {
    if (tick === 0) return "0";
    if (unit) return `${trimmedFixed(tick / unit.seconds, 1)} ${unit.suffix}`;
    return step < 1 && largest < 1
      ? `${trimmedFixed(tick * 1000, decimalsOf(step * 1000))} ms`
      : `${trimmedFixed(tick, decimalsOf(step))} s`;
  });
}

function unitOf(x: number): { readonly factor: number; readonly suffix: string } {
  return siUnits.find(({ factor }) => Math.abs(x) >= factor) ?? { factor: 1, suffix: "" };
}

function exponentLabel(tick: number, step: number): string {
  const digits = Math.floor(Math.log10(Math.abs(tick))) - Math.floor(Math.log10(step) + 1e-9);
  return compactExponent(tick.toExponential(clamp(digits, 0, 15)));
}

function smallestGap(ticks: readonly number[]): number {
  let gap = Infinity;
  for (let i = 1; i < ticks.length; i++) gap = Math.min(gap, ticks[i]! - ticks[i - 1]!);
  // A tick alone needs the digits it has.
  return Number.isFinite(gap) && gap > 0 ? gap : lastDigitOf(ticks[0] ?? 1);
}

function lastDigitOf(x: number): number {
  const size = Math.abs(x);
  if (size === 0) return 1;
  const digits = size.toPrecision(4).replace(/e.*$/, "");
  const decimals = withoutTrailingZeros(digits).split(".")[1]?.length ?? 0;
  return size < 1e-3 ? 10 ** Math.floor(Math.log10(size)) : 10 ** -decimals;
}

/** How many decimals a multiple of the step needs. */
function decimalsOf(step: number): number {
  let decimals = clamp(-Math.floor(Math.log10(step) + 1e-9), 0, 15);
  // 0.25 needs one more than 0.1 does.
  while (decimals < 15 && !isMultiple(step, 10 ** -decimals)) decimals++;
  return decimals;
}

function isMultiple(x: number, unit: number): boolean {
  const ratio = x / unit;
  return Math.abs(ratio - Math.round(ratio)) < 1e-6 && (x === 0 || Math.round(ratio) !== 0);
}

function isMantissaIn(tick: number, mantissas: readonly number[]): boolean {
  return mantissas.some((mantissa) => {
    const exponent = Math.log10(tick / mantissa);
    return Math.abs(exponent - Math.round(exponent)) < 1e-9;
  });
}

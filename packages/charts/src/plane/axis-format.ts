// Numbers and times as text: tick labels that are short and distinct among each other, and values on their own, short, readable or complete.
import type { AxisScale, XAxis } from "./axis.ts";

const siUnits = [
  { factor: 1e12, suffix: "T" },
  { factor: 1e9, suffix: "G" },
  { factor: 1e6, suffix: "M" },
  { factor: 1e3, suffix: "k" },
] as const;

/** In seconds, largest first. A year has 365 days. */
const timeUnits = [
  { seconds: 31_536_000, suffix: "y" },
  { seconds: 86_400, suffix: "d" },
  { seconds: 3600, suffix: "h" },
  { seconds: 60, suffix: "min" },
  { seconds: 1, suffix: "s" },
] as const;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** One label a tick; ticks ascend. Labels carry as many digits as tell neighbours apart. */
export function valueTickLabels(ticks: readonly number[]): readonly string[] {
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

/** Labels of a log axis, at most about `mostLabels`; empty for ticks between: 1 to 9 times powers of ten, or 1, 2 and 5 times, or only powers. */
export function logTickLabels(ticks: readonly number[], mostLabels: number): readonly string[] {
  const areFactors = ticks.every((tick) => isMantissaIn(tick, [1, 2, 3, 4, 5, 6, 7, 8, 9]));
  if (!areFactors || ticks.length <= mostLabels)
    return areFactors ? ticks.map(formatNumberShort) : valueTickLabels(ticks);
  const few = [1, 2, 5];
  const spoken = ticks.filter((tick) => isMantissaIn(tick, few)).length <= mostLabels ? few : [1];
  return ticks.map((tick) => (isMantissaIn(tick, spoken) ? formatNumberShort(tick) : ""));
}

/** Labels of seconds since something began, all in the same unit: `0`, `30 min`, `60 min`. */
export function relativeTickLabels(ticks: readonly number[]): readonly string[] {
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

/** Labels of seconds since 1970 in the reader's zone, each as coarse as its tick: `2026`, `Nov`, `Nov 24`, `14:30`, `14:30:05`. */
export function wallTimeTickLabels(ticks: readonly number[]): readonly string[] {
  return ticks.map((tick) => {
    const date = new Date(Math.round(tick * 1e6) / 1e3);
    if (Number.isNaN(date.getTime())) return "";
    if (date.getMilliseconds() !== 0 || !isMultiple(tick, 1))
      return `:${pad(date.getSeconds(), 2)}.${pad(date.getMilliseconds(), 3)}`;
    if (date.getSeconds() !== 0) return clockTime(date);
    if (date.getMinutes() !== 0 || date.getHours() !== 0) return clockTime(date).slice(0, 5);
    if (date.getDate() !== 1) return `${monthName(date)} ${date.getDate()}`;
    return date.getMonth() === 0 ? String(date.getFullYear()) : monthName(date);
  });
}

/** The labels of the x axis for its kind. */
export function xTickLabels(
  axis: XAxis,
  ticks: readonly number[],
  scale: AxisScale = "linear",
): readonly string[] {
  switch (axis) {
    case "step":
    case "value":
      return scale === "log" ? logTickLabels(ticks, Infinity) : valueTickLabels(ticks);
    case "relative":
      return scale === "log" ? ticks.map(formatRelativeTime) : relativeTickLabels(ticks);
    case "wall":
      return wallTimeTickLabels(ticks);
  }
}

/** At most about seven characters: `0.9531`, `1.2k`, `-3.4M`, `5e-5`. */
export function formatNumberShort(x: number): string {
  if (!Number.isFinite(x)) return nonFiniteName(x);
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e15)) return compactExponent(x.toExponential(2));
  if (size < 999.95) return String(Number(x.toPrecision(4)));
  // 999,960 rounds to 1M, not to 1,000k.
  const unit = siUnits.find(({ factor }) => Number((size / factor).toPrecision(3)) >= 1) ?? siUnits[3];
  return `${String(Number((x / unit.factor).toPrecision(3)))}${unit.suffix}`;
}

/** Six significant digits, thousands grouped: what a tooltip or a table shows. */
export function formatNumber(x: number): string {
  if (!Number.isFinite(x)) return nonFiniteName(x);
  const size = Math.abs(x);
  if (Number.isSafeInteger(x)) return grouped(String(x + 0));
  if (size < 1e-4 || size >= 1e15) return compactExponent(x.toExponential(5));
  return grouped(String(Number(size >= 1e6 ? x.toFixed(0) : x.toPrecision(6))));
}

/**
 * Every digit there is, thousands grouped. A value that a 32-bit float holds exactly, as most logged ones do,
 * has the fewest digits that give this float back: `0.9`, not `0.8999999761581421`.
 */
export function formatNumberFully(x: number): string {
  if (!Number.isFinite(x)) return nonFiniteName(x);
  if (!Number.isInteger(x) && Math.fround(x) === x)
    for (let digits = 1; digits < 9; digits++) {
      const short = Number(x.toPrecision(digits));
      if (Math.fround(short) === x) return plainDecimal(short);
    }
  return plainDecimal(x + 0);
}

/** An integer step with its thousands grouped: `1,200`. */
export function formatStep(step: number): string {
  return formatNumberFully(step);
}

/** Seconds since something began in one unit: `100 ms`, `4.023 s`, `1.028 h`, `3 d`. */
export function formatRelativeTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return nonFiniteName(seconds);
  if (seconds === 0) return "0";
  const size = Math.abs(seconds);
  const unit = timeUnits.find((candidate) => size >= candidate.seconds);
  if (!unit) return `${String(Number((seconds * 1000).toPrecision(4)))} ms`;
  return `${String(Number((seconds / unit.seconds).toPrecision(4)))} ${unit.suffix}`;
}

/** Seconds since something began in all units down to the millisecond: `1 d 2 h 3 min 4.5 s`. */
export function formatRelativeTimeFully(seconds: number): string {
  if (!Number.isFinite(seconds)) return nonFiniteName(seconds);
  let millis = Math.round(Math.abs(seconds) * 1000);
  const parts: string[] = [];
  for (const unit of timeUnits.slice(0, -1)) {
    const amount = Math.floor(millis / 1000 / unit.seconds);
    millis -= amount * unit.seconds * 1000;
    if (amount > 0) parts.push(`${amount} ${unit.suffix}`);
  }
  if (millis > 0 || parts.length === 0) parts.push(`${trimmedFixed(millis / 1000, 3)} s`);
  return (seconds < 0 ? "-" : "") + parts.join(" ");
}

/** In the reader's zone: `Nov 24, 14:30:05`, with the year when it isn't the reader's current one. */
export function formatWallTime(seconds: number, now: Date = new Date()): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return nonFiniteName(seconds);
  const year = date.getFullYear() === now.getFullYear() ? "" : ` ${date.getFullYear()}`;
  return `${monthName(date)} ${date.getDate()}${year}, ${clockTime(date)}`;
}

/** ISO 8601 in the reader's zone with its offset: `2026-11-24T14:30:05.123+01:00`. */
export function formatWallTimeFully(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return nonFiniteName(seconds);
  const day = `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(offset) / 60), 2)}:${pad(Math.abs(offset) % 60, 2)}`;
  return `${day}T${clockTime(date)}.${pad(date.getMilliseconds(), 3)}${zone}`;
}

/** A value of the x axis, readable, for tooltips and the crosshair. */
export function formatX(axis: XAxis, x: number): string {
  switch (axis) {
    case "step":
      return formatStep(x);
    case "value":
      return formatNumber(x);
    case "relative":
      return formatRelativeTime(x);
    case "wall":
      return formatWallTime(x);
  }
}

function unitOf(x: number): { readonly factor: number; readonly suffix: string } {
  return siUnits.find(({ factor }) => Math.abs(x) >= factor) ?? { factor: 1, suffix: "" };
}

function exponentLabel(tick: number, step: number): string {
  const digits = Math.floor(Math.log10(Math.abs(tick))) - Math.floor(Math.log10(step) + 1e-9);
  return compactExponent(tick.toExponential(clamp(digits, 0, 15)));
}

/** `1.50e+6` → `1.5e6` */
function compactExponent(text: string): string {
  const [mantissa = "", exponent = ""] = text.split("e");
  return `${withoutTrailingZeros(mantissa)}e${exponent.replace("+", "")}`;
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

function trimmedFixed(x: number, decimals: number): string {
  const text = withoutTrailingZeros(x.toFixed(decimals));
  return text === "-0" ? "0" : text;
}

function withoutTrailingZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function plainDecimal(x: number): string {
  const text = String(x);
  // Doubles write themselves with an exponent below 1e-6; down to 1e-9 the digits are still readable.
  if (!text.includes("e")) return grouped(text);
  return Math.abs(x) < 1 && Math.abs(x) >= 1e-9
    ? withoutTrailingZeros(x.toFixed(Math.min(100, decimalsOfText(text))))
    : compactExponent(text);
}

/** Decimals of a number written with a negative exponent. */
function decimalsOfText(text: string): number {
  const [mantissa = "", exponent = "0"] = text.split("e");
  return (mantissa.split(".")[1]?.length ?? 0) - Number(exponent);
}

function grouped(text: string): string {
  if (text.includes("e")) return compactExponent(text);
  const [whole = "", decimals] = text.split(".");
  const withCommas = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return decimals === undefined ? withCommas : `${withCommas}.${decimals}`;
}

function nonFiniteName(x: number): string {
  return Number.isNaN(x) ? "NaN" : x > 0 ? "+∞" : "-∞";
}

function monthName(date: Date): string {
  return months[date.getMonth()] ?? "";
}

function clockTime(date: Date): string {
  return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}`;
}

function pad(x: number, length: number): string {
  return String(x).padStart(length, "0");
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

// Numbers and times as text: short, readable, or complete.
import type { ShownRange, XAxis } from "./axis.ts";
import { clamp, compactExponent, grouped, pad, trimmedFixed, withoutTrailingZeros } from "./digits.ts";

export const siUnits = [
  { factor: 1e12, suffix: "T" },
  { factor: 1e9, suffix: "G" },
  { factor: 1e6, suffix: "M" },
  { factor: 1e3, suffix: "k" },
] as const;

/** In seconds, largest first. A year has 365 days. */
export const timeUnits = [
  { seconds: 31_536_000, suffix: "y" },
  { seconds: 86_400, suffix: "d" },
  { seconds: 3600, suffix: "h" },
  { seconds: 60, suffix: "min" },
  { seconds: 1, suffix: "s" },
] as const;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

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

/** A distance of so many parts of an axis can be seen on the largest screens. */
const seenParts = 1e4;

/** How many significant digits a value needs to be told from those beside it on the axis, at least `least`, at most as many as doubles have. */
export function digitsWithin(x: number, { range: [low, high], scale }: ShownRange, least = 6): number {
  return digitsOfParts(x, { range: [low, high], scale }, [least, seenParts]);
}

/** A value on its own, with six significant digits or as many as asked for, thousands grouped: what a tooltip or a table shows. */
export function formatNumber(x: number, digits = 6): string {
  if (!Number.isFinite(x)) return nonFiniteName(x);
  const size = Math.abs(x);
  if (Number.isSafeInteger(x)) return grouped(String(x + 0));
  const shown = roundedTo(x, digits);
  if (size < 1e-4 || size >= 1e15) return compactExponent(shown.toExponential());
  return grouped(size >= 1e6 && digits <= 6 ? x.toFixed(0) : String(shown));
}

/** A value beside an axis: short, unless the part of the axis that is shown asks for more digits. */
export function formatNumberBeside(x: number, shown: ShownRange): string {
  if (!Number.isFinite(x)) return nonFiniteName(x);
  const digits = digitsOfParts(x, shown, [3, 100]);
  return digits > 4 ? formatNumber(x, digits) : formatNumberShort(x);
}

function digitsOfParts(
  x: number,
  { range: [low, high], scale }: ShownRange,
  [least, parts]: readonly [number, number],
): number {
  const size = Math.abs(x);
  const part = scale === "log" ? (size * Math.log(high / low)) / parts : (high - low) / parts;
  if (!(part > 0) || !Number.isFinite(size) || size === 0) return least;
  const digits = Math.floor(Math.log10(size)) - Math.floor(Math.log10(part)) + 1;
  return clamp(digits, least, 17);
}

/** A double has its own digits where more are asked for than it can tell. */
function roundedTo(x: number, digits: number): number {
  return (digits > 15 ? x : Number(x.toPrecision(digits))) + 0;
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
export function formatRelativeTime(seconds: number, digits = 4): string {
  if (!Number.isFinite(seconds)) return nonFiniteName(seconds);
  if (seconds === 0) return "0";
  const size = Math.abs(seconds);
  const unit = timeUnits.find((candidate) => size >= candidate.seconds);
  if (!unit) return `${String(Number((seconds * 1000).toPrecision(digits)))} ms`;
  return `${String(Number((seconds / unit.seconds).toPrecision(digits)))} ${unit.suffix}`;
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

/** A value of the x axis, readable, for tooltips and the crosshair; with what is shown of the axis, told from those beside it. */
export function formatX(axis: XAxis, x: number, shown?: ShownRange): string {
  switch (axis) {
    case "step":
      return formatStep(x);
    case "value":
      return formatNumber(x, shown && digitsWithin(x, shown));
    case "relative":
      return formatRelativeTime(x, shown && Math.min(15, digitsWithin(x, shown, 4)));
    case "wall":
      return formatWallTime(x) + (shown ? decimalsOfSecond(x, shown) : "");
  }
}

/** `.125`, where the axis shows parts of seconds. */
function decimalsOfSecond(x: number, { range: [low, high] }: ShownRange): string {
  return high - low >= 60 || Number.isInteger(x) ? "" : (x - Math.floor(x)).toFixed(3).slice(1);
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

function nonFiniteName(x: number): string {
  return Number.isNaN(x) ? "NaN" : x > 0 ? "+∞" : "-∞";
}

export function monthName(date: Date): string {
  return months[date.getMonth()] ?? "";
}

export function clockTime(date: Date): string {
  return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}`;
}

// Numbers, times and sizes as people read them, with their units.
import { digitsWithin, formatNumber, type ShownRange } from "@runboard/charts";

const grouped = new Intl.NumberFormat("en-US");

/** `12,345`. */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** `1 run`, `3 runs`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A value with six significant digits. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e7 || size < 1e-4 ? value.toExponential(4) : trimZeros(value.toPrecision(6));
  return text.replace("-", "−").replace("e−", "e-");
}

/** A value as `formatValue` writes it, or with more digits where only those tell it from others on the part of an axis that is shown. */
export function formatValueWithin(value: number, shown: ShownRange): string {
  const size = Math.abs(value);
  const usualDigits = size >= 1e7 || size < 1e-4 ? 5 : 6;
  const digits = digitsWithin(value, shown, usualDigits);
  if (digits === usualDigits) return formatValue(value);
  return formatNumber(value, digits).replace("-", "−").replace("e−", "e-");
}

/** `1.5 MB`; steps of 1,000. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[unit] ?? ""}`;
}

/** `350 ms`, `16.4 s`, `5 min 3 s`, `1 h 23 min`, `2 d 4 h`. */
export function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? "−" : "";
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 0.9995) return `${sign}${Number((size * 1000).toPrecision(3))} ms`;
  if (size < 59.95) return `${sign}${trimZeros(size.toFixed(1))} s`;
  const whole = Math.round(size);
  const pairs = [
    [86_400, "d", 3600, "h"],
    [3600, "h", 60, "min"],
    [60, "min", 1, "s"],
  ] as const;
  for (const [large, largeUnit, small, smallUnit] of pairs) {
    if (whole < large) continue;
    const rest = Math.floor((whole % large) / small);
    return `${sign}${formatCount(Math.floor(whole / large))} ${largeUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ""}`;
  }
  return `${sign}${whole} s`;
}

/** How long ago: `now`, `4 s`, `3 min`, `2 h`, `5 d`. */
export function formatAge(seconds: number): string {
  if (seconds < 1.5) return "now";
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${formatCount(Math.floor(seconds / 86_400))} d`;
}

/** Date and time in the reader's zone: `2026-11-24 02:18:48`. */
export function formatWallTime(wallTimeSeconds: number): string {
  const date = new Date(wallTimeSeconds * 1000);
  if (Number.isNaN(date.getTime())) return "no time";
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

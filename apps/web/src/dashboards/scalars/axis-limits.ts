// Limits of an axis as a reader types them, in the unit of the axis.
import { formatRelativeTimeFully, type Interval, type Line, type LineChartAxis } from "@runboard/charts";
import { formatWallTime } from "../../ui/format.ts";

export type Limit =
  /** Nothing was typed: the end of the data. */
  | { readonly kind: "fit" }
  | { readonly kind: "at"; readonly value: number }
  | { readonly kind: "problem"; readonly problem: string };

const factors: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Seconds by unit. A year has 365 days. */
const seconds: Readonly<Record<string, number>> = {
  ms: 1e-3,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
  y: 31_536_000,
};

/** Numbers below are no times of this century: someone typed a year. */
const LEAST_WALL_SECONDS = 1e6;

/** What fields of an axis take, for example. */
export const limitExamples = {
  step: "1000 or 1k",
  relative: "1h30m or 90",
  wall: "2026-11-24 14:30",
  value: "0.5 or 1e-3",
} as const satisfies Record<LineChartAxis, string>;

/** @returns seconds for times: since the start (`1h30m`, `90`), or since 1970 (`2026-11-24 14:30`, in the reader's zone unless it says another). */
export function parseLimit(axis: LineChartAxis, text: string): Limit {
  const typed = text.trim().replaceAll("−", "-");
  if (typed === "") return { kind: "fit" };
  const value = { step: number, value: number, relative: duration, wall: wallTime }[axis](typed);
  if (value !== null && Number.isFinite(value)) return { kind: "at", value };
  return { kind: "problem", problem: `Write it like ${limitExamples[axis]}.` };
}

/** So that `parseLimit` gives it back, to about a thousandth of what charts show. */
export function limitText(axis: LineChartAxis, value: number): string {
  switch (axis) {
    case "step":
    case "value":
      return String(Number(value.toPrecision(7)));
    case "relative":
      return formatRelativeTimeFully(value);
    case "wall": {
      const millis = Math.round(value * 1000) % 1000;
      return formatWallTime(value) + (millis === 0 ? "" : `.${String(Math.abs(millis)).padStart(3, "0")}`);
    }
  }
}

export type Limits =
  /** null fits the data. */
  | { readonly kind: "interval"; readonly interval: Interval | null }
  | { readonly kind: "problem"; readonly field: "min" | "max"; readonly problem: string };

/** @param fitted where the data ends, for a limit that is left open. */
export function limitsOf(
  { min, max }: { readonly min: Limit; readonly max: Limit },
  fitted: Interval,
  scale: "linear" | "log",
): Limits {
  if (min.kind === "problem") return { kind: "problem", field: "min", problem: min.problem };
  if (max.kind === "problem") return { kind: "problem", field: "max", problem: max.problem };
  if (min.kind === "fit" && max.kind === "fit") return { kind: "interval", interval: null };
  if (scale === "log") {
    if (min.kind === "at" && min.value <= 0)
      return { kind: "problem", field: "min", problem: "A logarithmic axis begins above 0." };
    if (max.kind === "at" && max.value <= 0)
      return { kind: "problem", field: "max", problem: "A logarithmic axis ends above 0." };
  }
  if (min.kind === "at" && max.kind === "at") {
    if (min.value < max.value) return { kind: "interval", interval: [min.value, max.value] };
    return { kind: "problem", field: "max", problem: "The maximum has to be above the minimum." };
  }
  // An end of the data on the wrong side of the other limit would show nothing.
  if (min.kind === "at") {
    const end = fitted[1] > min.value ? fitted[1] : min.value + Math.max(1, Math.abs(min.value));
    return { kind: "interval", interval: [min.value, end] };
  }
  if (max.kind === "fit") return { kind: "interval", interval: null };
  const far = scale === "log" ? max.value / 1000 : max.value - Math.max(1, Math.abs(max.value));
  return { kind: "interval", interval: [fitted[0] < max.value ? fitted[0] : far, max.value] };
}

/** Where the drawn data ends, with a little room in y; 0 to 1 without any. */
export function dataInterval(lines: readonly Line[], axis: "x" | "y", scale: "linear" | "log"): Interval {
  let low = Infinity;
  let high = -Infinity;
  for (const { xs, ys } of lines) {
    for (const value of axis === "x" ? xs : ys) {
      if (!Number.isFinite(value) || (scale === "log" && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return scale === "log" ? [0.1, 1] : [0, 1];
  if (axis === "x") return [low, high];
  if (scale === "log") return [low / 1.1, high * 1.1];
  const room = 0.05 * (high - low);
  return [low - room, high + room];
}

function number(text: string): number | null {
  const fields = /^([+-]?(?:\d[\d,_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([kmgt]?)$/iu.exec(text);
  if (!fields) return null;
  const [, digits = "", unit = ""] = fields;
  return Number(digits.replaceAll(/[,_]/gu, "")) * (factors[unit.toLowerCase()] ?? 1);
}

function duration(text: string): number | null {
  const sign = text.startsWith("-") ? -1 : 1;
  const size = text.replace(/^[+-]\s*/u, "");
  const plain = number(size);
  // Minutes, where a number alone would read millions.
  if (plain !== null && !/[a-df-z]$/iu.test(size)) return sign * plain;
  const part = /\s*(\d+\.?\d*|\.\d+)\s*(ms|min|sec|[smhdy])\s*/uy;
  let total = 0;
  while (part.lastIndex < size.length) {
    const fields = part.exec(size);
    if (!fields) return null;
    const [, amount = "", unit = ""] = fields;
    total += Number(amount) * (seconds[unit] ?? NaN);
  }
  return sign * total;
}

function wallTime(text: string): number | null {
  const plain = number(text);
  if (plain !== null) return Math.abs(plain) >= LEAST_WALL_SECONDS ? plain : null;
  if (!/^\d{4}-\d{2}-\d{2}/u.test(text)) return null;
  // A date alone would be midnight in Greenwich.
  const isDate = /^\d{4}-\d{2}-\d{2}$/u.test(text);
  const millis = Date.parse(isDate ? `${text}T00:00` : text.replace(/^(\S+)\s+/u, "$1T"));
  return Number.isNaN(millis) ? null : millis / 1000;
}

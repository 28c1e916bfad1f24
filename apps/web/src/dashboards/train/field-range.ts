// The values that a number may have, in words and on a slider.
import { formatCount } from "../../ui/format.ts";
import type { NumberKind } from "./parameter-field.ts";

/** Greater ones are limits of computers rather than of people. */
const GREATEST_TOLD = 1e9;

/** `1 to 500`, `greater than 0, at most 1`; empty when there are no limits. */
export function formatRange({ min, max, excludesMin, excludesMax }: NumberKind): string {
  if (min !== null && max !== null && !excludesMin && !excludesMax)
    return `${formatLimit(min)} to ${formatLimit(max)}`;
  const parts = [
    ...(min === null ? [] : [`${excludesMin ? "greater than" : "at least"} ${formatLimit(min)}`]),
    ...(max === null ? [] : [`${excludesMax ? "less than" : "at most"} ${formatLimit(max)}`]),
  ];
  return parts.join(", ");
}

/** The limits that are worth telling beforehand. */
export function formatHintRange(of: NumberKind): string {
  return formatRange(of.max !== null && of.max >= GREATEST_TOLD ? { ...of, max: null } : of);
}

function formatLimit(limit: number): string {
  return Number.isInteger(limit) ? formatCount(limit) : String(limit);
}

/** Positions of a slider. */
export const SLIDER_STEPS = 300;

/** Powers of ten on either side of the default that a slider reaches, where no limit is nearer. */
const SLIDER_REACH = 3;

/** The ends of a logarithmic slider; null for a field that has none. */
export function sliderEnds(
  { isLog, min, max }: NumberKind,
  standard: number,
): readonly [from: number, to: number] | null {
  if (!isLog || !(standard > 0)) return null;
  const power = Math.round(Math.log10(standard));
  const from = Math.max(Number(`1e${power - SLIDER_REACH}`), min ?? 0);
  const to = Math.min(Number(`1e${power + SLIDER_REACH}`), max ?? Infinity);
  return from < to ? [from, to] : null;
}

/** From 0 to `SLIDER_STEPS`; a value beyond the ends gives the end. */
export function sliderPosition([from, to]: readonly [number, number], value: number): number {
  if (!(value > 0)) return 0;
  const share = Math.log(value / from) / Math.log(to / from);
  return Math.round(Math.min(Math.max(share, 0), 1) * SLIDER_STEPS);
}

/** Two significant digits: a slider is for a first guess. The ends themselves are kept. */
export function sliderValue(
  [from, to]: readonly [number, number],
  position: number,
  isInteger: boolean,
): number {
  if (position <= 0) return from;
  if (position >= SLIDER_STEPS) return to;
  const value = Number((from * (to / from) ** (position / SLIDER_STEPS)).toPrecision(2));
  return Math.min(Math.max(isInteger ? Math.round(value) : value, from), to);
}

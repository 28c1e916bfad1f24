// Bins and shares in words.
import { formatCount, formatValue } from "../../ui/format.ts";

/** `0.5 … 1`. */
export function binText(edges: Float64Array, bin: number): string {
  return `${formatValue(edges[bin] ?? NaN)} … ${formatValue(edges[bin + 1] ?? NaN)}`;
}

/** Half of each: their sum may be more than a double holds. */
export function middleOf(edges: Float64Array, bin: number): number {
  return (edges[bin] ?? NaN) / 2 + (edges[bin + 1] ?? NaN) / 2;
}

/** Three digits of a percentage. */
export function formatShare(share: number): string {
  return Number.isNaN(share) ? "–" : `${formatValue(Number((100 * share).toPrecision(3)))} %`;
}

/** A share that is known to be no greater. */
export function formatMostShare(share: number): string {
  return share > 0 ? `≤ ${formatShare(share)}` : formatShare(share);
}

/** How many values: whole ones, unless a writer says otherwise. */
export function formatAmount(count: number): string {
  return Number.isSafeInteger(count) ? formatCount(count) : formatValue(count);
}

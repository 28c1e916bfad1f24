// The orders that a chart's tooltip can have.
import type { TooltipSort } from "../../ui/preferences.ts";

export const tooltipSorts = {
  nearest: "nearest",
  nearest_y: "nearest in height",
  ascending: "least",
  descending: "greatest",
  default: "oldest run",
} as const satisfies Record<TooltipSort, string>;

/** The order after this one, from the last to the first. */
export function nextTooltipSort(sort: TooltipSort): TooltipSort {
  const sorts = Object.keys(tooltipSorts) as TooltipSort[];
  return sorts[(sorts.indexOf(sort) + 1) % sorts.length] ?? sort;
}

// Where a histogram stands along its axis.
import { formatRelativeTime } from "@runboard/charts";
import { formatCount, formatWallTime } from "../../ui/format.ts";
import type { HistogramsSearch } from "./search.ts";

interface PlacedHistogram {
  readonly step: number;
  readonly wallTimeSeconds: number;
}

/** @param firstWallTimeSeconds of its series; null when it has no point. */
export function placeOnAxis(
  { step, wallTimeSeconds }: PlacedHistogram,
  axis: HistogramsSearch["axis"],
  firstWallTimeSeconds: number | null,
): number {
  switch (axis) {
    case "step":
      return step;
    case "relative":
      return wallTimeSeconds - (firstWallTimeSeconds ?? wallTimeSeconds);
    case "wall":
      return wallTimeSeconds;
  }
}

/** `step 1,200`, and where else it stands when the axis is one of time. */
export function placeText(
  histogram: PlacedHistogram,
  axis: HistogramsSearch["axis"],
  firstWallTimeSeconds: number | null,
): string {
  const step = `step ${formatCount(histogram.step)}`;
  switch (axis) {
    case "step":
      return step;
    case "relative":
      return `${step}, after ${formatRelativeTime(placeOnAxis(histogram, axis, firstWallTimeSeconds))}`;
    case "wall":
      return `${step}, ${formatWallTime(histogram.wallTimeSeconds)}`;
  }
}

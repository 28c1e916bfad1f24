// The points of a text series in the parts in which they are shown.
import type { RecordSeries } from "@runboard/contract";
import { firstOfStep } from "../../cards/step-places.ts";

/** Points that are shown at once; a list goes on on request. */
export const PAGE_POINTS = 20;

/** Indexes into a series' points, in the order in which they were written. */
export type PointIndexes = readonly number[];

/** The points of the step that the point at `index` has. */
export function pointsOfStep({ steps }: RecordSeries, index: number): PointIndexes {
  const first = firstOfStep(steps, index);
  return Array.from({ length: index - first + 1 }, (_, i) => first + i);
}

/** All points in parts of `PAGE_POINTS`, the last written first. They are cut from the oldest on: a part that is full stays as it is when more is logged. */
export function partsNewestFirst({ wallTimesSeconds }: RecordSeries): readonly PointIndexes[] {
  const byTime = [...wallTimesSeconds.keys()].sort(
    (a, b) => (wallTimesSeconds[a] ?? 0) - (wallTimesSeconds[b] ?? 0) || a - b,
  );
  const parts: PointIndexes[] = [];
  for (let from = 0; from < byTime.length; from += PAGE_POINTS)
    parts.unshift(byTime.slice(from, from + PAGE_POINTS).reverse());
  return parts;
}

export function mostOfOneStep({ steps }: RecordSeries): number {
  let most = 0;
  let count = 0;
  for (let i = 0; i < steps.length; i++) {
    count = i > 0 && steps[i] === steps[i - 1] ? count + 1 : 1;
    most = Math.max(most, count);
  }
  return most;
}

/** Whether every point of the series is known by its place. */
export function isListedWhole({ steps, pointCountInRange }: RecordSeries): boolean {
  return steps.length === pointCountInRange;
}

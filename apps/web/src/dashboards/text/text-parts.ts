// The points of a text series in the parts in which they are shown.
import type { RecordSeries } from "@runboard/contract";
import { firstOfStep } from "../../cards/step-places.ts";

/** Points that are shown at once; a list goes on on request. */
export const PAGE_POINTS = 20;

/** What is asked for at once, as far as it is more than one text: an answer has its limit (`MAX_TENSOR_BYTES_LIMIT`). */
const PART_BYTES = 16 * 2 ** 20;

/** Indexes into a series' points, in the order in which they were written. */
export type PointIndexes = readonly number[];

/** The points of the step that the point at `index` has. */
export function pointsOfStep({ steps }: RecordSeries, index: number): PointIndexes {
  const first = firstOfStep(steps, index);
  return Array.from({ length: index - first + 1 }, (_, i) => first + i);
}

/** Some points in stretches that can be asked for at once. */
export function requestsOf({ sizesBytes }: RecordSeries, indexes: PointIndexes): readonly PointIndexes[] {
  return cutParts(indexes, sizesBytes, Infinity);
}

/** How many points before the one at `index` have its step and its wall time: what tells them apart. */
export function alikeBefore({ steps, wallTimesSeconds }: RecordSeries, index: number): number {
  let count = 0;
  for (let i = firstOfStep(steps, index); i < index; i++)
    if (wallTimesSeconds[i] === wallTimesSeconds[index]) count += 1;
  return count;
}

/** All points in parts of `PAGE_POINTS`, the last written first. They are cut from the oldest on: a part that is full stays as it is when more is logged. */
export function partsNewestFirst({ wallTimesSeconds, sizesBytes }: RecordSeries): readonly PointIndexes[] {
  const byTime = [...wallTimesSeconds.keys()].sort(
    (a, b) => (wallTimesSeconds[a] ?? 0) - (wallTimesSeconds[b] ?? 0) || a - b,
  );
  return cutParts(byTime, sizesBytes, PAGE_POINTS)
    .map((part) => part.toReversed())
    .reverse();
}

/** Stretches of at most so many points and of what can be asked for at once. */
function cutParts(indexes: PointIndexes, sizesBytes: Float64Array, most: number): PointIndexes[] {
  const parts: number[][] = [];
  let partBytes = Infinity;
  for (const index of indexes) {
    const sizeBytes = sizesBytes[index] ?? 0;
    const part = parts.at(-1);
    if (part && part.length < most && partBytes + sizeBytes <= PART_BYTES) {
      part.push(index);
      partBytes += sizeBytes;
    } else {
      parts.push([index]);
      partBytes = sizeBytes;
    }
  }
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

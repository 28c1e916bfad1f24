// Where the points of a series stand on an axis, and which steps of it are named.
import type { XAxis } from "@runboard/contract";
import type { RecordColumns } from "@runboard/store";

/** Steps, seconds since the series' first visible point, or seconds since 1970. */
export function xsOf(
  { steps, wallTimesSeconds, firstWallTimeSeconds }: RecordColumns,
  axis: XAxis,
): Float64Array {
  if (axis === "step") return steps;
  const origin = axis === "relative" ? (firstWallTimeSeconds ?? NaN) : 0;
  return wallTimesSeconds.map((time) => time - origin);
}

/** The place of each step's newest point, or else of the newest before it; steps before the first have none. Of points that are not superseded, where there is one. */
export function placesOfSteps(
  { steps, superseded }: RecordColumns,
  named: readonly number[],
): readonly number[] {
  const places: number[] = [];
  for (const step of named) {
    let best: number | undefined;
    for (let index = 0; index < steps.length; index++) {
      const at = steps[index] ?? NaN;
      if (!(at <= step) || superseded?.[index] === 1) continue;
      if (best === undefined || at >= (steps[best] ?? NaN)) best = index;
    }
    if (best !== undefined) places.push(best);
  }
  return places;
}

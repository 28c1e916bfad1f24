import type { RecordSeries } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import {
  alikeBefore,
  mostOfOneStep,
  PAGE_POINTS,
  partsNewestFirst,
  pointsOfStep,
  requestsOf,
} from "./text-parts.ts";

function series(
  steps: readonly number[],
  times = steps,
  sizesBytes: readonly number[] = steps.map(() => 100),
): RecordSeries {
  return {
    sizesBytes: Float64Array.from(sizesBytes),
    steps: Float64Array.from(steps),
    wallTimesSeconds: Float64Array.from(times),
  } as RecordSeries;
}

describe("points of a text series", () => {
  it("of one step stand together", () => {
    const of = series([0, 5, 5, 5, 9]);
    expect([pointsOfStep(of, 0), pointsOfStep(of, 3), pointsOfStep(of, 4)]).toEqual([[0], [1, 2, 3], [4]]);
    expect([mostOfOneStep(of), mostOfOneStep(series([]))]).toEqual([3, 0]);
  });

  it("come in parts, the last written first, of which full ones stay when more is logged", () => {
    const steps = Array.from({ length: 45 }, (_, i) => i);
    const parts = partsNewestFirst(series(steps));
    expect(parts.map(({ length }) => length)).toEqual([5, PAGE_POINTS, PAGE_POINTS]);
    expect(parts.flat()).toEqual(steps.toReversed());
    expect(partsNewestFirst(series([...steps, 45])).slice(1)).toEqual(parts.slice(1));
    expect(partsNewestFirst(series([1, 2, 3], [30, 10, 20])).flat()).toEqual([0, 2, 1]);
  });

  it("come in smaller parts where they are large, a text that is larger than a part by itself", () => {
    const megabytes = [1, 9, 9, 40, 1, 1].map((size) => size * 1e6);
    const of = series([1, 2, 3, 4, 5, 6], undefined, megabytes);
    expect(partsNewestFirst(of)).toEqual([[5, 4], [3], [2], [1, 0]]);
    expect(requestsOf(of, [0, 1, 2, 3])).toEqual([[0, 1], [2], [3]]);
  });

  it("that are alike in step and time are told apart by their order", () => {
    const of = series([1, 5, 5, 5, 5], [9, 7, 8, 7, 7]);
    expect([0, 1, 2, 3, 4].map((index) => alikeBefore(of, index))).toEqual([0, 0, 0, 1, 2]);
  });
});

import { expect, it } from "vitest";
import { CHUNK_POINTS } from "./chunk-column.ts";
import { describeChunk } from "./chunk-facts.ts";
import { planRead, type PointQuery } from "./columns-plan.ts";
import { RunFiles } from "./run-files.ts";
import { showSeries } from "./shown-parts.ts";
import { summarizeSeries } from "./summary.ts";

const CHUNK_COUNT = 200;
const LAST_STEP = CHUNK_COUNT * CHUNK_POINTS - 1;

/** Chunks of a series with a point at every step. */
function chunksRead(query: Partial<PointQuery>, valueAt = (step: number) => step): readonly number[] {
  const chunks = Array.from({ length: CHUNK_COUNT }, (_, chunk) => {
    const steps = Float64Array.from(
      { length: CHUNK_POINTS },
      (_unused, index) => chunk * CHUNK_POINTS + index,
    );
    const values = steps.map(valueAt);
    const points = { steps, wallTimesSeconds: steps, values, sampleCounts: undefined, from: 0 };
    return { file: 0, points, facts: describeChunk(points, 0, CHUNK_POINTS, 0) };
  });
  const files = new RunFiles([{ firstWallTimeSeconds: 0, lastWallTimeSeconds: LAST_STEP, marks: [] }]);
  const shown = showSeries(
    chunks,
    files,
    (chunk) => chunks[chunk]?.points ?? expect.fail(`there is no chunk ${chunk}`),
  );
  const summary = summarizeSeries(shown, chunks);
  const all = { axis: "step", smoothing: 0, includeSuperseded: false } as const;
  return planRead(shown, summary, { ...all, ...query }).parts.map(({ part }) => part.chunk);
}

/** In the chunk 100. */
const range = [100 * CHUNK_POINTS + 10, 100 * CHUNK_POINTS + 20] as const;

it("reads a range and a chunk on each side", () => {
  expect(chunksRead({ range })).toEqual([99, 100, 101]);
  expect(chunksRead({ range: [-5, -1] })).toEqual([0]);
  expect(chunksRead({ range: [LAST_STEP + 1, Infinity] })).toEqual([CHUNK_COUNT - 1]);
});

it("begins as early as smoothing can tell", () => {
  expect(chunksRead({ range, smoothing: 0.6 })).toEqual([97, 98, 99, 100, 101]);
  expect(chunksRead({ range, smoothing: 0.9 })[0]).toBe(86);
  expect(chunksRead({ range, smoothing: 0.999 })[0]).toBe(0);
  expect(chunksRead({ smoothing: 0.6 })).toHaveLength(CHUNK_COUNT);
});

it("counts only finite values for that", () => {
  const half = (step: number): number => (step % 2 === 0 ? NaN : step);
  expect(chunksRead({ range, smoothing: 0.6 }, half)[0]).toBe(94);
});

it("reads of a slice what it needs", () => {
  expect(chunksRead({ slice: [5 * CHUNK_POINTS, 7 * CHUNK_POINTS] })).toEqual([5, 6]);
  expect(chunksRead({ slice: [0, 10] })).toEqual([0]);
  // The range begins in the middle of chunk 3.
  const [low, high] = [3.5 * CHUNK_POINTS, LAST_STEP];
  expect(chunksRead({ range: [low, high], slice: [CHUNK_POINTS, CHUNK_POINTS + 1] })).toEqual([4]);
});

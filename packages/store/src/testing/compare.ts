// Compares everything that a store says with the model.
import { expect } from "vitest";
import type { EventStore, ScalarColumns, ScalarQuery } from "../event-store.ts";
import { ALL } from "./builders.ts";
import { findingsOf } from "./model-findings.ts";
import { judgedPoints, summaryOf, type ModelStore } from "./model.ts";

export async function assertEqualsModel(store: EventStore, model: ModelStore): Promise<void> {
  expect((await store.listRuns()).map(({ revision: _, ...run }) => run)).toEqual(model.runs());
  expect(await store.listFiles()).toEqual(model.cursors());
  const series = model.series().map((one) => ({ ...one, judged: judgedPoints(one) }));
  expect((await store.listSeries({})).map(({ revision: _, ...row }) => row)).toEqual(
    series.map((one) => summaryOf(one, one.judged)),
  );
  expect(await store.listFindings({})).toEqual(
    series.flatMap((one) =>
      findingsOf(one, one.judged).map((finding) => ({ run: one.run, tag: one.tag, ...finding })),
    ),
  );
  for (const { judged, ...one } of series) {
    const visible = judged.filter(({ superseded }) => !superseded);
    if (one.metadata.dataClass !== "scalar") {
      const columns = await store.readRecords(one.run, one.tag);
      const actual = Array.from(columns?.steps ?? [], (step, i) => ({
        path: columns?.paths[columns.pathIndexes[i] ?? -1],
        step,
        wallTimeSeconds: columns?.wallTimesSeconds[i],
        value: NaN,
        record: {
          offsetBytes: columns?.offsetsBytes[i],
          lengthBytes: columns?.lengthsBytes[i],
          valueIndex: columns?.valueIndexes[i],
          detail: columns?.details[i],
        },
        superseded: false,
      }));
      expect(actual).toEqual(visible);
      continue;
    }
    const which = { runs: [one.run], tags: [one.tag] };
    const [all] = await store.readScalars({ ...ALL, ...which, includeSuperseded: true });
    assertColumn(
      all?.steps,
      Float64Array.from(judged, ({ step }) => step),
    );
    assertColumn(
      all?.values,
      Float64Array.from(judged, ({ value }) => value),
    );
    assertColumn(
      all?.wallTimesSeconds,
      Float64Array.from(judged, (point) => point.wallTimeSeconds),
    );
    assertColumn(
      all?.superseded,
      Uint8Array.from(judged, ({ superseded }) => Number(superseded)),
    );
    const [columns] = await store.readScalars({ ...ALL, ...which });
    assertColumn(
      columns?.steps,
      Float64Array.from(visible, ({ step }) => step),
    );
    assertColumn(
      columns?.values,
      Float64Array.from(visible, ({ value }) => value),
    );
    assertColumn(
      columns?.wallTimesSeconds,
      Float64Array.from(visible, (point) => point.wallTimeSeconds),
    );
    for (const maxPoints of [4, 30, 300]) {
      const [reduced] = await store.readScalars({ ...ALL, ...which, maxPoints });
      assertReduction(columns, reduced, maxPoints);
      const [mixed] = await store.readScalars({ ...ALL, ...which, maxPoints, includeSuperseded: true });
      expect(mixed?.steps.length).toBeLessThanOrEqual(Math.max(maxPoints, 4));
    }
    await assertRanges(store, which, columns?.steps ?? new Float64Array(0));
    if (columns) await assertTimeRanges(store, which, columns);
  }
}

/** What is left is a part of the series in its order, with both ends and, where there is place, its extremes. */
export function assertReduction(
  complete: ScalarColumns | undefined,
  reduced: ScalarColumns | undefined,
  maxPoints: number,
): void {
  if (!complete || !reduced) return expect.fail("a series is missing");
  const indexOf = new Map(Array.from(complete.steps, (step, i) => [step, i]));
  const kept = Array.from(reduced.steps, (step) => indexOf.get(step) ?? NaN);
  expect(kept.length).toBeLessThanOrEqual(maxPoints);
  if (complete.steps.length <= maxPoints) expect(kept.length).toBe(complete.steps.length);
  expect(kept[0]).toBe(0);
  expect(kept.at(-1)).toBe(complete.steps.length - 1);
  expect(kept.every((index, i) => i === 0 || index > (kept[i - 1] ?? NaN))).toBe(true);
  assertColumn(
    reduced.values,
    Float64Array.from(kept, (index) => complete.values[index] ?? NaN),
  );
  assertColumn(
    reduced.wallTimesSeconds,
    Float64Array.from(kept, (i) => complete.wallTimesSeconds[i] ?? NaN),
  );
  expect(reduced).toMatchObject({
    pointCount: complete.pointCount,
    pointCountInRange: complete.pointCount,
    firstWallTimeSeconds: complete.firstWallTimeSeconds,
  });
  if (maxPoints < 5) return;
  const finite = [complete.values, reduced.values].map((values) => values.filter(Number.isFinite).sort());
  expect([finite[1]?.[0], finite[1]?.at(-1)]).toEqual([finite[0]?.[0], finite[0]?.at(-1)]);
  const isWild = [complete.values, reduced.values].map((values) => !values.every(Number.isFinite));
  expect(isWild[1]).toBe(isWild[0]);
}

async function assertRanges(
  store: EventStore,
  which: Pick<ScalarQuery, "runs" | "tags">,
  steps: Float64Array,
): Promise<void> {
  const first = steps[0] ?? NaN;
  const middle = steps[steps.length >> 1] ?? NaN;
  const ranges: readonly (readonly [number, number])[] = [
    [middle, middle],
    [middle - 0.5, middle + 40],
    [-Infinity, middle],
    [middle + 0.25, Infinity],
    [first - 20, first - 10],
  ];
  for (const range of ranges) {
    const [columns] = await store.readScalars({ ...ALL, ...which, range });
    const inside = steps.filter((step) => step >= range[0] && step <= range[1]);
    const before = steps.findLast((step) => step < range[0]);
    const after = steps.find((step) => step > range[1]);
    const expected = [before, ...inside, after].filter((step) => step !== undefined);
    assertColumn(columns?.steps, Float64Array.from(expected));
    expect(columns?.pointCountInRange).toBe(inside.length);
  }
}

/** On the axes of wall time, which may go back: what is in the range is all there, with at most one point beyond each end. */
async function assertTimeRanges(
  store: EventStore,
  which: Pick<ScalarQuery, "runs" | "tags">,
  { steps, wallTimesSeconds, firstWallTimeSeconds }: ScalarColumns,
): Promise<void> {
  const origin = firstWallTimeSeconds ?? NaN;
  const low = wallTimesSeconds[steps.length >> 2] ?? NaN;
  for (const [axis, range] of [
    ["wall", [low, low + 50]],
    ["relative", [low - origin, low - origin + 50]],
  ] as const) {
    const [columns] = await store.readScalars({ ...ALL, ...which, axis, range });
    const isInside = (_: number, i: number) => {
      const x = (wallTimesSeconds[i] ?? NaN) - (axis === "relative" ? origin : 0);
      return x >= range[0] && x <= range[1];
    };
    const inside = steps.filter(isInside);
    expect(columns?.pointCountInRange).toBe(inside.length);
    expect([...(columns?.steps ?? [])]).toEqual(expect.arrayContaining([...inside]));
    expect(columns?.steps.length).toBeLessThanOrEqual(inside.length + 2);
  }
}

/** Equal to the bit, but for NaN's. */
function assertColumn(
  actual: Float64Array | Uint8Array | undefined,
  expected: Float64Array | Uint8Array,
): void {
  const isEqual =
    actual?.length === expected.length && actual.every((value, i) => Object.is(value, expected[i]));
  if (!isEqual) expect(actual).toEqual(expected);
}

// Compares everything that a store says with the model.
import { expect } from "vitest";
import type { EventStore, ScalarColumns, ScalarQuery } from "../event-store.ts";
import { ALL } from "./builders.ts";
import { findingsOf } from "./model-findings.ts";
import { judge } from "./model-judge.ts";
import type { JudgedPoint, ModelSeries } from "./model-series.ts";
import { summaryOf, type ModelStore } from "./model.ts";

export async function assertEqualsModel(store: EventStore, model: ModelStore): Promise<void> {
  await store.audit();
  expect((await store.listRuns()).map(({ revision: _, ...run }) => run)).toEqual(model.runs());
  expect(await store.listFiles()).toEqual(model.cursors());
  const series = model.series().map((one) => ({ ...one, judged: judge(one, model.filesOf(one.run)) }));
  expect((await store.listSeries({})).map(({ revision: _, ...row }) => row)).toEqual(
    series.map((one) => summaryOf(one, one.judged)),
  );
  const named = <T>(rowsOf: (one: (typeof series)[number]) => readonly T[]) =>
    series.flatMap((one) => rowsOf(one).map((row) => ({ run: one.run, tag: one.tag, ...row })));
  expect(await store.listFindings({})).toEqual(named((one) => findingsOf(one, one.judged)));
  expect(await store.listRestarts({})).toEqual(named(({ judged }) => judged.restarts));
  for (const {
    judged: { points: judged },
    ...one
  } of series) {
    const visible = judged.filter(({ superseded }) => !superseded);
    if (one.metadata.dataClass !== "scalar") {
      await assertRecords(store, one, judged);
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
    if (visible.length === 0) expect(columns?.firstWallTimeSeconds).toBeNull();
    if (!columns || visible.length === 0) continue;
    await assertRanges(store, which, columns.steps);
    await assertSlices(store, which, columns);
    await assertTimeRanges(store, which, columns);
  }
}

async function assertRecords(
  store: EventStore,
  { run, tag, metadata }: ModelSeries,
  judged: readonly JudgedPoint[],
): Promise<void> {
  if (metadata.dataClass === "scalar") throw new TypeError("Scalars are no records.");
  const { plugin, dataClass } = metadata;
  for (const includeSuperseded of [false, true]) {
    const which = { runs: [run], tags: [tag], plugin, dataClass, axis: "step", includeSuperseded } as const;
    const [columns] = await store.readRecords(which);
    const actual = Array.from(columns?.steps ?? [], (step, i) => ({
      path: columns?.files[columns.fileIndexes[i] ?? -1]?.path,
      step,
      wallTimeSeconds: columns?.wallTimesSeconds[i],
      record: {
        offsetBytes: columns?.offsetsBytes[i],
        lengthBytes: columns?.lengthsBytes[i],
        detail: columns?.details[i],
      },
      superseded: columns?.superseded?.[i] === 1,
    }));
    const expected = judged
      .filter(({ superseded }) => includeSuperseded || !superseded)
      .map(({ path, step, wallTimeSeconds, record, superseded }) => ({
        path,
        step,
        wallTimeSeconds,
        record,
        superseded,
      }));
    expect(actual).toEqual(expected);
    const [few] = await store.readRecords({ ...which, maxPoints: 3 });
    expect([few?.steps[0], few?.steps.at(-1)]).toEqual([expected[0]?.step, expected.at(-1)?.step]);
    expect(few?.steps.length).toBe(Math.min(3, expected.length));
  }
}

/** What is left is a part of the series in its order, with both ends and, where there is place, its extremes. */
export function assertReduction(
  complete: ScalarColumns | undefined,
  reduced: ScalarColumns | undefined,
  maxPoints: number,
): void {
  if (!complete || !reduced) return expect.fail("a series is missing");
  if (complete.steps.length === 0) {
    expect(reduced.steps).toHaveLength(0);
    return;
  }
  expect(reduced.steps.length).toBeLessThanOrEqual(maxPoints);
  if (complete.steps.length <= maxPoints) expect(reduced.steps.length).toBe(complete.steps.length);
  // Of points that are alike to the bit any may be the one that was kept.
  let next = 0;
  for (let i = 0; i < reduced.steps.length; i++) {
    while (next < complete.steps.length && !isSamePoint(complete, next, reduced, i)) next++;
    if (i === 0) expect(next).toBe(0);
    expect(next++, "a point that is not there, or not in order").toBeLessThan(complete.steps.length);
  }
  expect(isSamePoint(complete, complete.steps.length - 1, reduced, reduced.steps.length - 1)).toBe(true);
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

function isSamePoint(a: ScalarColumns, i: number, b: ScalarColumns, j: number): boolean {
  return (
    a.steps[i] === b.steps[j] &&
    a.wallTimesSeconds[i] === b.wallTimesSeconds[j] &&
    Object.is(a.values[i], b.values[j])
  );
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

/** Pages of all points, and of a range, are these points. */
async function assertSlices(
  store: EventStore,
  which: Pick<ScalarQuery, "runs" | "tags">,
  { steps, values }: ScalarColumns,
): Promise<void> {
  const size = Math.ceil(steps.length / 3);
  const middle = steps[steps.length >> 1] ?? NaN;
  for (const range of [undefined, [middle, Infinity] as const]) {
    const inside = range ? steps.findIndex((step) => step >= middle) : 0;
    for (let from = 0; from < steps.length; from += size) {
      const slice = [from, from + size] as const;
      const [page] = await store.readScalars({ ...ALL, ...which, slice, ...(range && { range }) });
      assertColumn(page?.steps, steps.slice(inside + from, inside + from + size));
      assertColumn(page?.values, values.slice(inside + from, inside + from + size));
    }
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
  const [byTime] = await store.readScalars({ ...ALL, ...which, axis: "wall" });
  const order = [...steps.keys()].sort((a, b) => (wallTimesSeconds[a] ?? 0) - (wallTimesSeconds[b] ?? 0));
  assertColumn(
    byTime?.steps,
    Float64Array.from(order, (i) => steps[i] ?? NaN),
  );
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

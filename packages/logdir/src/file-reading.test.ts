import { appendFileSync, statSync } from "node:fs";
import { seriesKind, SessionLog_SessionStatus, simpleValue, type SummaryValue } from "@runboard/tfevents";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CommitLock } from "./commit-lock.ts";
import { defaultLimits, Ingester } from "./ingester.ts";
import { contentsOf, eventually, type LogFile, Workbench } from "./testing.ts";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

async function loadOnce(): Promise<void> {
  const observed = bench.watch({ reloadIntervalSeconds: 0 });
  await observed.ready();
  await observed.close();
  expect(observed.failures).toEqual([]);
}

const mark = (file: LogFile, step: number) =>
  file.append((writer, { wallTimeSeconds }) =>
    writer.writeSessionLog(SessionLog_SessionStatus.START, { step, wallTimeSeconds }),
  );

/** Visible steps of the run's scalar series, by tag. */
async function shownSteps(run: string): Promise<Record<string, readonly number[]>> {
  const store = await bench.store();
  const series = await store.readScalars({
    runs: [run],
    axis: "step",
    smoothing: 0,
    includeSuperseded: false,
  });
  return Object.fromEntries(series.map(({ tag, steps }) => [tag, [...steps]]));
}

it("knows what each file's series are when it reads on, not what others of the run have", async () => {
  /** A number as a tensor, whose metadata TensorFlow 1 gives with the first one only. */
  const number = (pluginName?: string): SummaryValue => ({
    tag: "x",
    ...(pluginName !== undefined && { metadata: { pluginData: { pluginName } } }),
    value: { case: "tensor", value: { dtype: 1, tensorShape: {}, floatVal: [1] } },
  });
  const write = (file: LogFile, ...values: readonly SummaryValue[]) =>
    file.append((writer, moment) => writer.writeSummary(values, moment));
  const mine = write(bench.file("a/tfevents.1"), number("mine"));
  const plain = write(bench.file("a/tfevents.2"), number("scalars"));
  const both = write(bench.file("a/tfevents.3"), number("scalars"), number("mine"));
  const store = await bench.store();
  const pointCounts = async () =>
    Object.fromEntries(
      (await store.listSeries({})).map(({ metadata, pointCount, supersededPointCount }) => [
        seriesKind(metadata),
        pointCount + supersededPointCount,
      ]),
    );
  await loadOnce();
  expect(await pointCounts()).toEqual({ scalar: 2, "tensor mine": 2 });
  for (const file of [mine, plain, both]) write(file, number());
  await loadOnce();
  expect(await pointCounts()).toEqual({ scalar: 4, "tensor mine": 3 });
  expect(await contentsOf(store)).toBe(await bench.cleanRead());
});

it("keeps a scalar and a histogram of one name, of one file or of two, whole", async () => {
  const one = bench.file("a/tfevents.1");
  const two = bench.file("a/tfevents.2");
  const histogram: SummaryValue = { tag: "x", value: { case: "histo", value: {} } };
  const store = await bench.store();
  for (let round = 0; round < 3; round++) {
    one.append((writer, moment) => writer.writeSummary([histogram], moment));
    one.append((writer, moment) => writer.writeSummary([simpleValue({ tag: "x", value: 1 })], moment));
    two.append((writer, moment) => writer.writeSummary([{ ...histogram, tag: "y" }], moment));
    one.append((writer, moment) => writer.writeSummary([simpleValue({ tag: "y", value: 1 })], moment));
    await loadOnce();
  }
  const rows = await store.listSeries({});
  expect(rows.map(({ tag, metadata, pointCount }) => [tag, seriesKind(metadata), pointCount])).toEqual([
    ["x", "scalar", 3],
    ["x", "tensor histograms", 3],
    ["y", "scalar", 3],
    ["y", "tensor histograms", 3],
  ]);
  expect(await contentsOf(store)).toBe(await bench.cleanRead());
});

it("commits START marks where they stand, several of one reading, too", async () => {
  const file = bench.file("a/tfevents");
  mark(file.grow(6, "a").grow(6, "b"), 8);
  file.grow(2, "a");
  mark(file, 3);
  mark(file, 30);
  file.grow(1, "c");
  await loadOnce();
  // Steps 0 to 5 and 13 to 14; 6 to 11; 17: each line the next step. Nothing at or beyond 3 that was written before the second mark holds.
  expect(await shownSteps("a")).toEqual({ a: [0, 1, 2], b: [], c: [17] });
  mark(file, 2);
  await loadOnce();
  expect(await shownSteps("a")).toEqual({ a: [0, 1], b: [], c: [] });
  expect(await contentsOf(await bench.store())).toBe(await bench.cleanRead());
});

it("commits a burst of marks in parts, and lets others have their turn between them", async () => {
  const file = bench.file("a/tfevents");
  const count = 2000;
  for (let step = 0; step < count; step++) mark(file, step);
  const limits = { ...defaultLimits, commitPoints: 10_000 };
  const ingester = new Ingester(await bench.store(), new CommitLock(CommitLock.allocate(), 1), limits);
  const request = { path: file.path, run: "a", cursor: null, isSuspect: false };
  let commitCount = 0;
  let turnCount = 0;
  let isDone = false;
  const countTurns = (): void => {
    turnCount++;
    if (!isDone) setImmediate(countTurns);
  };
  setImmediate(countTurns);
  const outcomes = await ingester.read([{ ...request, stopFromBytes: Infinity, lateLookCount: null }], {
    maxBytes: Infinity,
    isStopping: () => false,
    onAdvance: () => undefined,
    onCommit: () => commitCount++,
  });
  isDone = true;
  expect(outcomes).toMatchObject([{ kind: "read", cursor: { offsetBytes: statSync(file.path).size } }]);
  expect(commitCount).toBeGreaterThan(15);
  expect(turnCount).toBeGreaterThan(15);
  expect(await contentsOf(await bench.store())).toBe(await bench.cleanRead());
});

it("leaves a burst of marks when it is to stop, and goes on behind the last one that it took", async () => {
  const file = bench.file("a/tfevents");
  for (let step = 0; step < 500; step++) mark(file, step);
  const limits = { ...defaultLimits, commitPoints: 5_000 };
  const ingester = new Ingester(await bench.store(), new CommitLock(CommitLock.allocate(), 1), limits);
  let isStopping = false;
  const request = { path: file.path, run: "a", cursor: null, isSuspect: false };
  const [outcome] = await ingester.read([{ ...request, stopFromBytes: Infinity, lateLookCount: null }], {
    maxBytes: Infinity,
    isStopping: () => isStopping,
    onAdvance: () => undefined,
    onCommit: () => (isStopping = true),
  });
  expect(outcome?.kind).toBe("unfinished");
  await loadOnce();
  expect(await contentsOf(await bench.store())).toBe(await bench.cleanRead());
});

it("reads marks the same however it is cut", async () => {
  const file = bench.file("a/tfevents");
  const observed = bench.watchInSmallSteps();
  await observed.ready();
  for (let round = 0; round < 10; round++) {
    const bytes = file.next(round * 60, `tag${round % 2}`);
    appendFileSync(file.path, bytes.subarray(0, bytes.length / 2));
    await new Promise((resolve) => setTimeout(resolve, 30));
    appendFileSync(file.path, bytes.subarray(bytes.length / 2));
    mark(file, round * 20);
  }
  const store = await bench.store();
  const clean = await bench.cleanRead();
  await eventually(async () => (await contentsOf(store)) === clean);
  expect(observed.failures).toEqual([]);
});

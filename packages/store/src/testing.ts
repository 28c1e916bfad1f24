// Contract tests of the event store, for every driver alike: `describeEventStore("SQLite", create)` in a test file runs them all.
import { smooth } from "@runboard/analysis";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { EventStore, ScalarQuery } from "./event-store.ts";
import type { FileCursor } from "./file-cursor.ts";
import {
  ALL,
  cursorAt,
  FILE,
  fileCommit,
  metadataOf,
  RECORDS,
  recordPoints,
  scalarPoints,
} from "./testing/builders.ts";
import { assertEqualsModel, assertReduction } from "./testing/compare.ts";
import { ModelStore } from "./testing/model.ts";
import { describeFindings } from "./testing/findings.ts";
import { describeRestarts } from "./testing/restarts.ts";
import { act, script } from "./testing/script.ts";

export { describeJobTable, type JobTableFixture } from "./testing/job-table.ts";

/** A new, empty store. */
export interface StoreFixture {
  /** A connection; every call gives another one to the same store. The tests close none. */
  connect(): Promise<EventStore>;
  /** Closes all connections and removes the store. */
  dispose(): Promise<void>;
}

export function describeEventStore(name: string, create: () => Promise<StoreFixture>): void {
  describe(`event store on ${name}`, () => {
    const fixtures: StoreFixture[] = [];
    const fixture = async () => {
      const made = await create();
      fixtures.push(made);
      return made;
    };
    const connect = async () => (await fixture()).connect();
    afterEach(async () => {
      await Promise.all(fixtures.splice(0).map((made) => made.dispose()));
    });

    describeWriting(connect, fixture);
    describeReading(connect);
    describeRestarts(connect);
    describeFindings(connect);
    describeAgainstModel(create);
  });
}

function describeWriting(connect: () => Promise<EventStore>, fixture: () => Promise<StoreFixture>): void {
  it("begins empty", async () => {
    const store = await connect();
    const revision = await store.revision();
    expect(await store.listRuns()).toEqual([]);
    expect(await store.listSeries({})).toEqual([]);
    expect(await store.listFiles()).toEqual([]);
    expect(await store.readScalars(ALL)).toEqual([]);
    expect(await store.readRecords(RECORDS)).toEqual([]);
    expect(await store.listRestarts({})).toEqual([]);
    expect(await store.listSeriesOfFile("/none")).toEqual([]);
    expect(await store.findFile("1:2:head")).toEqual({ kind: "unknown" });
    expect(await store.commit([])).toEqual({ revision, runs: [], removedRuns: [], refusedPaths: [] });
    expect(await store.removeFiles(["/none"])).toMatchObject({ revision, removedRuns: [] });
  });

  it("knows a run whose file has no event yet, and lists it last", async () => {
    const store = await connect();
    await store.commit([
      fileCommit(["a-empty", "/logs/a/events"], [0, 0], []),
      fileCommit(FILE, [0, 50], [scalarPoints("loss", [1])]),
    ]);
    const [first, last] = await store.listRuns();
    expect(first?.run).toBe("run");
    expect(last).toMatchObject({
      run: "a-empty",
      startTimeSeconds: null,
      lastWallTimeSeconds: null,
      seriesCount: 0,
      fileCount: 1,
    });
  });

  it("takes points and cursor together, once: a commit that does not continue is refused and named", async () => {
    const store = await connect();
    const revision = await store.revision();
    const first = fileCommit(FILE, [0, 100], [scalarPoints("loss", [1, 2])]);
    expect(await store.commit([first])).toEqual({
      revision: revision + 1,
      runs: ["run"],
      removedRuns: [],
      refusedPaths: [],
    });
    const again = await store.commit([first, fileCommit(["other", "/logs/other"], [0, 10], [])]);
    expect(again).toEqual({
      revision: revision + 2,
      runs: ["other"],
      removedRuns: [],
      refusedPaths: [FILE[1]],
    });
    const gap = await store.commit([fileCommit(FILE, [200, 300], [scalarPoints("loss", [9])])]);
    expect(gap).toEqual({ revision: revision + 2, runs: [], removedRuns: [], refusedPaths: [FILE[1]] });
    const unknown = await store.commit([fileCommit(["new", "/logs/new"], [5, 10], [])]);
    expect(unknown.refusedPaths).toEqual(["/logs/new"]);
    expect(await readSteps(store)).toEqual([[1, 2]]);
    expect((await store.listFiles()).find(({ path }) => path === FILE[1])?.offsetBytes).toBe(100);
  });

  it("grows its revision only with commits that change something, and tells which runs did", async () => {
    const store = await connect();
    const start = await store.revision();
    const commit = fileCommit(FILE, [0, 100], [scalarPoints("loss", [1])]);
    await store.commit([commit]);
    await store.commit([fileCommit(["b", "/logs/b"], [0, 10], [scalarPoints("loss", [1])])]);
    const same = { ...commit, fromOffsetBytes: 100, scalars: [] };
    expect((await store.commit([same])).revision).toBe(start + 2);
    const touched = { ...same, cursor: { ...same.cursor, modifiedMillis: 5 } };
    expect(await store.commit([touched])).toMatchObject({ revision: start + 3, runs: ["run"] });
    expect((await store.listRuns(start + 2)).map(({ run }) => run)).toEqual(["run"]);
    expect(await store.listRuns(start + 3)).toEqual([]);
    expect((await store.listRuns(start)).map(({ run, revision }) => [run, revision])).toEqual([
      ["b", start + 2],
      ["run", start + 3],
    ]);
    const revisions = (await store.listSeries({})).map(({ run, revision }) => [run, revision]);
    expect(revisions).toEqual([
      ["b", start + 2],
      ["run", start + 1],
    ]);
  });

  it("keeps all of a cursor, and reports files with a problem on their run", async () => {
    const store = await connect();
    const corrupt: FileCursor = {
      ...cursorAt("run", "/logs/run/events.1", 100),
      state: "corrupt",
      skippedRecordCount: 3,
      firstSkippedOffsetBytes: 24,
      reason: "bad length checksum \0 \x01 ü",
    };
    const unreadable: FileCursor = { ...cursorAt("run", "/logs/run/events.2", 0), state: "unreadable" };
    await store.commit(
      [corrupt, unreadable, cursorAt("run", "/logs/run/events.0", 1)].map((cursor) => ({
        ...fileCommit(["run", cursor.path], [0, cursor.offsetBytes], []),
        cursor,
        sessionEnded: cursor.state === "corrupt" ? true : null,
      })),
    );
    expect((await store.listFiles()).slice(1)).toEqual([corrupt, unreadable]);
    const [run] = await store.listRuns();
    expect(run).toMatchObject({ sessionEnded: true, fileCount: 3, problemFiles: [corrupt, unreadable] });
  });

  it("supersedes what a restart repeats, and brings it back when the restart's file goes", async () => {
    const store = await connect();
    const second = ["run", "/logs/run/events.2"] as const;
    // The later file is read first: the answer is the same.
    const later = scalarPoints("loss", [3, 4, 9], [3, 4, 9], [1.8e9, 1.8e9, 1.8e9]);
    await store.commit([fileCommit(second, [0, 10], [later])]);
    await store.commit([
      fileCommit(FILE, [0, 10], [scalarPoints("loss", [1, 2, 3, 4, 5], [9, 8, 7, 6, NaN])]),
    ]);
    expect(await readSteps(store)).toEqual([[1, 2, 3, 4, 9]]);
    const [run] = await store.listRuns();
    expect(run).toMatchObject({ pointCount: 5, supersededPointCount: 3, restartCount: 1, lastStep: 9 });
    const [all] = await store.readScalars({ ...ALL, includeSuperseded: true });
    expect([...(all?.steps ?? [])]).toEqual([1, 2, 3, 3, 4, 4, 5, 9]);
    expect([...(all?.superseded ?? [])]).toEqual([0, 0, 1, 0, 1, 0, 1, 0]);
    expect(await store.listRestarts({})).toEqual([
      { run: "run", tag: "loss", step: 3, wallTimeSeconds: 1.8e9 },
    ]);
    expect(all).toMatchObject({ pointCount: 5, pointCountInRange: 5 });

    expect(await store.removeFiles([second[1]])).toMatchObject({ runs: ["run"], removedRuns: [] });
    expect(await readSteps(store)).toEqual([[1, 2, 3, 4, 5]]);
    expect((await store.listRuns())[0]?.lastStep).toBe(5);
    expect((await store.listSeries({}))[0]).toMatchObject({
      pointCount: 5,
      supersededPointCount: 0,
      restartCount: 0,
      nonFiniteCount: 1,
      last: { step: 5, value: NaN },
      min: { step: 4, value: 6 },
      max: { step: 1, value: 9 },
    });
    expect(await store.removeFiles([FILE[1], "/unknown"])).toMatchObject({ runs: [], removedRuns: ["run"] });
    expect(await store.listRuns()).toEqual([]);
    expect(await store.listSeries({})).toEqual([]);
  });

  it("forgets what a replaced file gave", async () => {
    const store = await connect();
    await store.commit([
      fileCommit(FILE, [0, 100], [scalarPoints("loss", [1, 2, 3]), recordPoints("old", [1, 2])]),
    ]);
    const replacement = { ...fileCommit(FILE, [0, 30], [scalarPoints("loss", [7])]), isReplacement: true };
    const refused = await store.commit([{ ...replacement, fromOffsetBytes: 100 }]);
    expect(refused.refusedPaths).toEqual([FILE[1]]);
    expect(await store.commit([replacement])).toMatchObject({ runs: ["run"], refusedPaths: [] });
    expect(await readSteps(store)).toEqual([[7]]);
    expect(await store.readRecords({ ...RECORDS, tags: ["old"] })).toEqual([]);
    expect((await store.listFiles()).map(({ offsetBytes }) => offsetBytes)).toEqual([30]);
  });

  it("moves a file that belongs to another run now, when it is read from its beginning", async () => {
    const store = await connect();
    await store.commit([fileCommit(["old", "/logs/f"], [0, 100], [scalarPoints("loss", [1])])]);
    const refused = await store.commit([fileCommit(["new", "/logs/f"], [100, 200], [])]);
    expect(refused.refusedPaths).toEqual(["/logs/f"]);
    const moved = await store.commit([fileCommit(["new", "/logs/f"], [0, 100], [scalarPoints("loss", [1])])]);
    expect(moved).toMatchObject({ runs: ["new"], removedRuns: ["old"] });
    expect((await store.listRuns()).map(({ run }) => run)).toEqual(["new"]);
  });

  it("serves several connections: each sees what others commit, and goes on from there", async () => {
    const made = await fixture();
    const [a, b] = await Promise.all([made.connect(), made.connect()]);
    const start = await a.revision();
    for (let i = 0; i < 6; i++) {
      const writer = i % 2 === 0 ? a : b;
      const commit = fileCommit(FILE, [i * 10, i * 10 + 10], [scalarPoints("loss", [2 * i, 2 * i + 1])]);
      expect((await writer.commit([commit])).refusedPaths).toEqual([]);
      const loser = i % 2 === 0 ? b : a;
      expect((await loser.commit([commit])).refusedPaths).toEqual([FILE[1]]);
    }
    await b.removeFiles(["/none"]);
    for (const store of [a, b]) {
      expect(await readSteps(store)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]);
      expect(await store.revision()).toBe(start + 6);
    }
    await a.removeFiles([FILE[1]]);
    expect((await b.commit([fileCommit(FILE, [60, 70], [scalarPoints("loss", [99])])])).refusedPaths).toEqual(
      [FILE[1]],
    );
    expect((await b.commit([fileCommit(FILE, [0, 70], [scalarPoints("loss", [99])])])).runs).toEqual(["run"]);
    expect(await readSteps(a)).toEqual([[99]]);
  });

  it("rejects what is no commit, and is as before", async () => {
    const store = await connect();
    await store.commit([fileCommit(FILE, [0, 10], [scalarPoints("loss", [1])])]);
    const revision = await store.revision();
    const points = scalarPoints("loss", [2]);
    const wrong = { ...points, metadata: metadataOf("tensor") };
    const torn = { ...points, values: new Float64Array(3) };
    for (const scalars of [[points, wrong], [torn]]) {
      const commit = { ...fileCommit(FILE, [10, 20], []), scalars };
      await expect(store.commit([commit])).rejects.toThrow(TypeError);
    }
    expect(await readSteps(store)).toEqual([[1]]);
    const next = fileCommit(FILE, [10, 20], [points]);
    expect(await store.commit([next])).toMatchObject({ revision: revision + 1, refusedPaths: [] });
    expect(await readSteps(store)).toEqual([[1, 2]]);
  });
}

function describeReading(connect: () => Promise<EventStore>): void {
  it("filters series, in order, and leaves out unknown names", async () => {
    const store = await connect();
    const points = [
      scalarPoints("b", [1]),
      scalarPoints("a", [1]),
      recordPoints("img", [1], "blob_sequence"),
    ];
    await store.commit([
      fileCommit(["r2", "/l/r2"], [0, 1], points),
      fileCommit(["r1", "/l/r1"], [0, 1], points.slice(0, 2)),
    ]);
    const keys = async (filter: Parameters<EventStore["listSeries"]>[0]) =>
      (await store.listSeries(filter)).map(({ run, tag }) => `${run} ${tag}`);
    expect(await keys({})).toEqual(["r1 a", "r1 b", "r2 a", "r2 b", "r2 img"]);
    expect(await keys({ runs: ["r2", "none", "r2"], tags: ["b", "a", "none"] })).toEqual(["r2 a", "r2 b"]);
    expect(await keys({ tags: ["a"] })).toEqual(["r1 a", "r2 a"]);
    expect(await keys({ plugin: "images" })).toEqual(["r2 img"]);
    expect(await keys({ dataClass: "scalar", runs: ["r2"] })).toEqual(["r2 a", "r2 b"]);
    expect(await keys({ runs: [] })).toEqual([]);
    expect((await store.readScalars({ ...ALL, runs: ["r2"] })).map(({ tag }) => tag)).toEqual(["a", "b"]);
    expect(await store.readScalars({ ...ALL, tags: ["img", "none"] })).toEqual([]);
    expect(await store.readRecords({ ...RECORDS, tags: ["a"] })).toEqual([]);
    expect((await store.readRecords(RECORDS)).map(({ run, tag }) => [run, tag])).toEqual([["r2", "img"]]);
    expect(await store.readRecords({ ...RECORDS, dataClass: "tensor" })).toEqual([]);
  });

  it.each(["one order", "the other"])(
    "keeps the kinds of one tag apart that came in %s, and knows which file gave which",
    async (order) => {
      const store = await connect();
      const text = { ...recordPoints("x", [7]), metadata: { ...metadataOf("tensor"), plugin: "text" } };
      const three = [scalarPoints("x", [1, 2]), recordPoints("x", [5], "blob_sequence"), text];
      if (order !== "one order") three.reverse();
      await store.commit([
        fileCommit(FILE, [0, 1], three),
        fileCommit(["run", "/logs/run/events.2"], [0, 1], [recordPoints("x", [6, 9])]),
      ]);
      const kinds = (await store.listSeries({})).map(({ metadata }) => [metadata.dataClass, metadata.plugin]);
      expect(kinds).toEqual([
        ["blob_sequence", "images"],
        ["scalar", "scalars"],
        ["tensor", "histograms"],
        ["tensor", "text"],
      ]);
      expect(await readSteps(store)).toEqual([[1, 2]]);
      const read = async (plugin: string) =>
        (await store.readRecords({ ...RECORDS, plugin })).map(({ steps }) => [...steps]);
      expect(await read("images")).toEqual([[5]]);
      expect(await read("histograms")).toEqual([[6, 9]]);
      expect(await read("text")).toEqual([[7]]);
      const ofFile = async (path: string) =>
        (await store.listSeriesOfFile(path)).map(({ metadata }) => metadata.plugin).sort();
      expect(await ofFile(FILE[1])).toEqual(["images", "scalars", "text"]);
      expect(await ofFile("/logs/run/events.2")).toEqual(["histograms"]);
    },
  );

  it("finds files by their identity, also those that are gone", async () => {
    const store = await connect();
    const commit = fileCommit(FILE, [0, 1], []);
    const identified = (identity: string) => ({ ...commit, cursor: { ...commit.cursor, identity } });
    await store.commit([identified("1:2:first")]);
    expect(await store.findFile("1:2:first")).toEqual({ kind: "known", path: FILE[1] });
    await store.commit([{ ...identified("1:3:second"), isReplacement: true }]);
    expect(await store.findFile("1:2:first")).toEqual({ kind: "gone" });
    expect(await store.findFile("1:3:second")).toEqual({ kind: "known", path: FILE[1] });
    await store.removeFiles([FILE[1]]);
    expect(await store.findFile("1:3:second")).toEqual({ kind: "gone" });
    expect(await store.findFile("1:3")).toEqual({ kind: "unknown" });
  });

  it("gives records with the file they are in", async () => {
    const store = await connect();
    const steps = Array.from({ length: 2500 }, (_, i) => i * i);
    const points = recordPoints("hist", steps);
    await store.commit([
      fileCommit(
        ["run", "/l/run/b"],
        [0, 1],
        [recordPoints("hist", [4_000_000, 6_250_000 - 5000, 7_000_000], "tensor", 1.8e9)],
      ),
    ]);
    await store.commit([fileCommit(["run", "/l/run/a"], [0, 1], [points])]);
    const [columns] = await store.readRecords(RECORDS);
    // 2,000 squared is logged again.
    const kept = steps.filter((step) => step < 4_000_000).length;
    expect(columns?.files.map(({ path }) => path)).toEqual(["/l/run/a", "/l/run/b"]);
    expect([...(columns?.steps ?? [])]).toEqual([...steps.slice(0, kept), 4_000_000, 6_245_000, 7_000_000]);
    expect(columns?.fileIndexes).toEqual(Int32Array.from({ length: kept + 3 }, (_, i) => Number(i >= kept)));
    expect(columns?.offsetsBytes.slice(0, kept)).toEqual(points.offsetsBytes.slice(0, kept));
    expect(columns?.lengthsBytes.slice(0, kept)).toEqual(points.lengthsBytes.slice(0, kept));
    expect(columns?.details.slice(0, kept)).toEqual(points.details.slice(0, kept));
    const range = [100, 10_000] as const;
    const [part] = await store.readRecords({ ...RECORDS, range, maxPoints: 6 });
    expect(part).toMatchObject({ pointCount: kept + 3, pointCountInRange: 91 });
    expect([...(part?.steps ?? [])]).toEqual([81, 100, 1600, 4900, 10_000, 10_201]);
    const [inside] = await store.readRecords({ ...RECORDS, range: [100, 130], includeNeighbors: false });
    expect([...(inside?.steps ?? [])]).toEqual([100, 121]);
  });

  it("knows the greatest number of samples without reading", async () => {
    const store = await connect();
    await store.commit([fileCommit(FILE, [0, 1], [recordPoints("img", [3, 4, 5], "blob_sequence")])]);
    await store.commit([fileCommit(FILE, [1, 2], [recordPoints("img", [6], "blob_sequence")])]);
    expect((await store.listSeries({}))[0]?.maxSampleCount).toBe(2);
  });

  it("gives back every number: NaN, infinities, huge steps, any wall time, any name", async () => {
    const store = await connect();
    const steps = [-Number.MAX_SAFE_INTEGER, -1, 0, 5, 2 ** 40, 2 ** 63];
    const values = [NaN, Infinity, -Infinity, 5e-324, 0.1, -1.5];
    const walls = [0, 1e-9, 1.7e9 + 0.123456, 1.7e9 - 1, 9e15, -3];
    for (const tag of ["", "a/b c", "\0", "\0\x01", "\x01", "ä 日本 😀", "'; DROP TABLE run; --"]) {
      const path = `/l/${tag}`;
      await store.commit([fileCommit([tag || ".", path], [0, 1], [scalarPoints(tag, steps, values, walls)])]);
      const [columns, ...others] = await store.readScalars({ ...ALL, tags: [tag], runs: [tag || "."] });
      expect(others).toEqual([]);
      expect(columns).toMatchObject({ run: tag || ".", tag, pointCount: 6, firstWallTimeSeconds: 0 });
      expect(columns?.steps).toEqual(Float64Array.from(steps));
      expect(columns?.values).toEqual(Float64Array.from(values));
      expect(columns?.wallTimesSeconds).toEqual(Float64Array.from(walls));
    }
    const [run] = await store.listSeries({ tags: [""] });
    expect(run).toMatchObject({
      nonFiniteCount: 3,
      min: { value: -1.5 },
      max: { value: 0.1, step: 2 ** 40 },
    });
  });

  it("cuts a closed range on each axis, with one point beyond each end", async () => {
    const store = await connect();
    const steps = [0, 10, 20, 30, 40];
    const walls = [100, 101, 103, 106, 110];
    await store.commit([fileCommit(FILE, [0, 1], [scalarPoints("loss", steps, steps, walls)])]);
    const cut = async (axis: ScalarQuery["axis"], range: readonly [number, number]) => {
      const [columns] = await store.readScalars({ ...ALL, axis, range });
      return [[...(columns?.steps ?? [])], columns?.pointCountInRange, columns?.pointCount];
    };
    expect(await cut("step", [10, 20])).toEqual([[0, 10, 20, 30], 2, 5]);
    expect(await cut("step", [11, 19])).toEqual([[10, 20], 0, 5]);
    expect(await cut("step", [-9, -1])).toEqual([[0], 0, 5]);
    expect(await cut("step", [41, 99])).toEqual([[40], 0, 5]);
    expect(await cut("step", [-Infinity, Infinity])).toEqual([steps, 5, 5]);
    expect(await cut("relative", [3, 6])).toEqual([[10, 20, 30, 40], 2, 5]);
    expect(await cut("wall", [100, 101])).toEqual([[0, 10, 20], 2, 5]);
    const [smoothed] = await store.readScalars({ ...ALL, range: [20, 20], smoothing: 0.5 });
    expect(smoothed?.smoothed).toEqual(smooth(Float64Array.from(steps), 0.5).slice(1, 4));
  });

  it("smooths over all visible points, and superseded ones on their own account", async () => {
    const store = await connect();
    const steps = [0, 1, 2, 3, 1, 2, 3, 4];
    const values = [8, 4, 2, 1, NaN, 4, 4, 0];
    await store.commit([fileCommit(FILE, [0, 1], [scalarPoints("loss", steps, values)])]);
    const [visible] = await store.readScalars({ ...ALL, smoothing: 0.6 });
    expect(visible?.smoothed).toEqual(smooth(Float64Array.of(8, NaN, 4, 4, 0), 0.6));
    const [all] = await store.readScalars({ ...ALL, smoothing: 0.6, includeSuperseded: true });
    const older = smooth(Float64Array.of(4, 2, 1), 0.6);
    expect(all?.smoothed?.filter((_, i) => all.superseded?.[i] === 1)).toEqual(older);
    expect(all?.smoothed?.filter((_, i) => all.superseded?.[i] === 0)).toEqual(visible?.smoothed);
  });

  it.each([0.6, 0.95, 0.999])(
    "smooths a range of a long series as all of it, weight %d",
    async (smoothing) => {
      const store = await connect();
      const count = 20_000;
      const steps = Array.from({ length: count }, (_, index) => index);
      // Far above the rest, so that what is left of it can be seen for long.
      const values = steps.map((step) =>
        step === 12_000 ? 1e200 : step % 7 === 3 ? NaN : Math.sin(step / 50),
      );
      await store.commit([fileCommit(FILE, [0, 1], [scalarPoints("loss", steps, values)])]);
      const whole = smooth(Float64Array.from(values), smoothing);
      for (const start of [0, 1000, 13_000, 14_500, 19_500]) {
        const range = [start + 1, start + 300] as const;
        const [columns] = await store.readScalars({ ...ALL, range, smoothing, maxPoints: 1000 });
        expect(columns?.steps).toEqual(Float64Array.from(steps.slice(start, start + 302)));
        columns?.smoothed?.forEach((value, index) => {
          const exact = whole[start + index] ?? NaN;
          if (Number.isNaN(exact)) expect(value).toBeNaN();
          else
            expect(Math.abs(value - exact)).toBeLessThanOrEqual(
              4 * Number.EPSILON * Math.max(1, Math.abs(exact)),
            );
        });
      }
    },
  );

  it("reduces long series without losing an extreme, from chunks and from their reduced form", async () => {
    const store = await connect();
    const count = 40_000;
    const steps = Array.from({ length: count }, (_, i) => i * 2);
    const values = steps.map((step) => Math.fround(Math.sin(step / 900) + Math.sin(step * 7.7) / 4));
    values[12_345] = 50;
    values[23_456] = -50;
    values[34_567] = NaN;
    for (let from = 0; from < count; from += 7000) {
      const part = scalarPoints("loss", steps.slice(from, from + 7000), values.slice(from, from + 7000));
      await store.commit([fileCommit(FILE, [from, Math.min(count, from + 7000)], [part])]);
    }
    const [complete] = await store.readScalars(ALL);
    expect(complete?.values).toEqual(Float64Array.from(values));
    for (const maxPoints of [4, 5, 20, 100, 500, 3000, 40_000]) {
      for (const axis of ["step", "relative", "wall"] as const) {
        for (const smoothing of [0, 0.9]) {
          const [reduced] = await store.readScalars({ ...ALL, axis, maxPoints, smoothing });
          assertReduction(complete, reduced, maxPoints);
          if (maxPoints < 5) continue;
          expect(reduced?.values).toContain(50);
          expect(reduced?.values).toContain(-50);
          expect(reduced?.values.some(Number.isNaN)).toBe(true);
        }
      }
    }
    // Wall time = 1.7e9 + step, so a range is the same points on every axis.
    for (const [axis, origin] of [
      ["step", 0],
      ["relative", 0],
      ["wall", 1.7e9],
    ] as const) {
      const range = [origin + 40_001, origin + 60_001] as const;
      const [zoomed] = await store.readScalars({ ...ALL, axis, maxPoints: 100, range });
      expect(zoomed?.pointCountInRange).toBe(10_000);
      expect([zoomed?.steps[0], zoomed?.steps.at(-1)]).toEqual([40_000, 60_002]);
      expect(zoomed?.values).toContain(-50);
      expect(zoomed?.steps.length).toBeLessThanOrEqual(100);
    }
  });

  it("refuses a query that makes no sense", async () => {
    const store = await connect();
    const wrong: readonly Partial<ScalarQuery>[] = [
      { maxPoints: 3 },
      { maxPoints: NaN },
      { smoothing: 1 },
      { smoothing: -0.1 },
      { smoothing: NaN },
      { range: [2, 1] },
      { range: [NaN, 1] },
      { slice: [2, 1] },
      { slice: [-1, 1] },
      { slice: [0, 1], maxPoints: 9 },
      { slice: [0, 1], axis: "wall" },
    ];
    for (const part of wrong)
      await expect(store.readScalars({ ...ALL, ...part })).rejects.toThrow(RangeError);
    await expect(store.readRecords({ ...RECORDS, maxPoints: 1 })).rejects.toThrow(RangeError);
    await expect(store.readRecords({ ...RECORDS, range: [2, 1] })).rejects.toThrow(RangeError);
  });
}

function describeAgainstModel(create: () => Promise<StoreFixture>): void {
  it("is what its definition says, after any commits, replacements and removals by any connection", async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.nat(), async (steps, at) => {
        const made = await create();
        try {
          const connections = await Promise.all([made.connect(), made.connect()]);
          const model = new ModelStore();
          for (const [i, { connection, action }] of steps.entries()) {
            const store = connections[connection] ?? connections[0];
            await act(store, model, action, i);
            if (i === at % steps.length)
              await assertEqualsModel(connections[1 - connection] ?? connections[0], model);
          }
          await assertEqualsModel(connections[0], model);
        } finally {
          await made.dispose();
        }
      }),
      { numRuns: 80 },
    );
  }, 120_000);
}

/** Does the same to store and model, and compares what the store says of it. */
async function readSteps(store: EventStore): Promise<number[][]> {
  return (await store.readScalars(ALL)).map(({ steps }) => [...steps]);
}

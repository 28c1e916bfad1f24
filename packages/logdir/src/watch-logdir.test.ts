import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeRecord, EventWriter, scalarValue } from "@runboard/tfevents";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contentsOf, eventually, LogFile, runNames, stepsOf, Workbench } from "./testing.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures", import.meta.url));

interface Answers {
  "GET /data/runs": { body: string[] };
  "GET /data/plugin/scalars/tags": { body: Record<string, Record<string, unknown>> };
}

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

describe("loading", () => {
  it("loads once, tells about it and ends", async () => {
    bench.file("a/tfevents").grow(5);
    bench.file("tfevents").grow(3);
    const observed = bench.watchInThreads({ reloadIntervalSeconds: 0 });
    await observed.ready();
    const store = await bench.store();
    expect(await runNames(store)).toEqual([".", "a"]);
    expect(await stepsOf(store, "a")).toEqual([0, 1, 2, 3, 4]);
    const { progress } = observed.watch;
    expect(progress).toMatchObject({ filesTotal: 2, filesRead: 2, rootState: "ok" });
    expect(progress.bytesRead).toBe(progress.bytesTotal);
    expect(progress.bytesScanned).toBe(progress.bytesTotal);
    const committed = observed.events.filter((event) => event.kind === "committed");
    expect(committed.flatMap(({ runs }) => runs).sort()).toEqual([".", "a"]);
    expect(committed.at(-1)?.revision).toBe(await store.revision());
    expect(observed.failures).toEqual([]);
  });

  it("reads nothing the second time", async () => {
    for (let run = 0; run < 20; run++) bench.file(`r${run}/tfevents`).grow(10);
    appendFileSync(join(bench.logdir, "r0/tfevents"), bench.file("x/tfevents").next(1).subarray(0, 30));
    const first = bench.watch({ reloadIntervalSeconds: 0 });
    await first.ready();
    const store = await bench.store();
    const before = [await store.revision(), await contentsOf(store)];
    const second = bench.watch({ reloadIntervalSeconds: 0 });
    await second.ready();
    expect(second.watch.progress.bytesScanned).toBe(0);
    expect(second.watch.progress.bytesRead).toBe(second.watch.progress.bytesTotal);
    expect([await store.revision(), await contentsOf(store)]).toEqual(before);
  });

  it("reads only what was appended since the last time", async () => {
    const file = bench.file("a/tfevents").grow(1_000);
    bench.file("b/tfevents").grow(1_000);
    await bench.watch({ reloadIntervalSeconds: 0 }).ready();
    const more = file.next(2);
    appendFileSync(file.path, more);
    const second = bench.watch({ reloadIntervalSeconds: 0 });
    await second.ready();
    expect(second.watch.progress.bytesScanned).toBe(more.length);
    expect(await stepsOf(await bench.store(), "a")).toHaveLength(1_002);
  });

  it("remembers what series are, which writers say only once", async () => {
    const path = join(bench.logdir, "a/tfevents");
    mkdirSync(dirname(path));
    const chunks: Uint8Array[] = [];
    const writer = new EventWriter({ write: (bytes) => chunks.push(bytes), wallTimeSeconds: 1 });
    for (let step = 0; step < 3; step++) {
      const value = scalarValue({ tag: "loss", value: step });
      if (step > 0) delete value.metadata;
      writer.writeSummary([value], { step, wallTimeSeconds: 2 + step });
      writer.flush();
      appendFileSync(path, Buffer.concat(chunks.splice(0)));
      await bench.watch({ reloadIntervalSeconds: 0 }).ready();
    }
    const store = await bench.store();
    expect(await stepsOf(store, "a")).toEqual([0, 1, 2]);
    expect(await contentsOf(store)).toBe(await bench.cleanRead());
  });

  it("names runs as a spec says, also when the names change", async () => {
    bench.file("one/tfevents").grow(1);
    bench.file("two/sub/tfevents").grow(1);
    const roots = (first: string) => [
      { name: first, path: join(bench.logdir, "one") },
      { name: "second", path: join(bench.logdir, "two") },
    ];
    await bench.watch({ roots: roots("first"), reloadIntervalSeconds: 0 }).ready();
    const store = await bench.store();
    expect(await runNames(store)).toEqual(["first", "second/sub"]);
    await bench.watch({ roots: roots("other"), reloadIntervalSeconds: 0 }).ready();
    expect(await runNames(store)).toEqual(["other", "second/sub"]);
  });

  it("forgets what went while nobody watched", async () => {
    bench.file("a/tfevents").grow(1);
    const b = bench.file("b/tfevents").grow(1);
    await bench.watch({ reloadIntervalSeconds: 0 }).ready();
    rmSync(dirname(b.path), { recursive: true });
    await bench.watch({ reloadIntervalSeconds: 0 }).ready();
    expect(await runNames(await bench.store())).toEqual(["a"]);
  });

  it("goes on beside files that cannot be read", async () => {
    bench.file("a/tfevents").grow(2);
    bench.file("b/tfevents").grow(2);
    symlinkSync(join(bench.logdir, "nowhere"), join(bench.logdir, "a/tfevents.dangling"));
    symlinkSync(join(bench.logdir, "c"), join(bench.logdir, "c"));
    mkdirSync(join(bench.logdir, "d"));
    symlinkSync(join(bench.logdir, "d/tfevents.loop"), join(bench.logdir, "d/tfevents.loop"));
    const observed = bench.watch({ reloadIntervalSeconds: 0 });
    await observed.ready();
    const rows = await (await bench.store()).listRuns();
    expect(
      rows.map(({ run, pointCount, problemFiles }) => [
        run,
        pointCount,
        problemFiles.map(({ state, reason }) => [state, reason]),
      ]),
    ).toEqual([
      ["a", 2, [["unreadable", "a link to nowhere"]]],
      ["b", 2, []],
      ["d", 0, [["unreadable", "cannot be opened: ELOOP"]]],
    ]);
    expect(observed.failures).toEqual([]);
  });

  it.each(["big_graph", "restarts", "tf1_legacy", "tf1_mnist", "tf2_summaries", "torch_all"])(
    "finds the runs and tags of fixture %s that TensorBoard finds",
    async (name) => {
      const answers = JSON.parse(readFileSync(join(fixtures, name, "tensorboard.json"), "utf8")) as Answers;
      const observed = bench.watch({
        roots: [{ name: null, path: join(fixtures, name, "logdir") }],
        reloadIntervalSeconds: 0,
      });
      await observed.ready();
      expect(observed.failures).toEqual([]);
      const store = await bench.store();
      const rows = await store.listRuns();
      const runsWithEvents = rows
        .filter(({ startTimeSeconds }) => startTimeSeconds !== null)
        .map(({ run }) => run);
      expect(runsWithEvents.sort()).toEqual(answers["GET /data/runs"].body.sort());
      const tags: Record<string, string[]> = {};
      for (const { run, tag } of await store.listSeries({ plugin: "scalars" })) (tags[run] ??= []).push(tag);
      const expected = Object.entries(answers["GET /data/plugin/scalars/tags"].body);
      expect(tags).toEqual(
        Object.fromEntries(expected.map(([run, ofRun]) => [run, Object.keys(ofRun).sort()])),
      );
    },
  );

  it("reads the same in small steps, after each of which it may be ended", async () => {
    for (let run = 0; run < 3; run++) bench.file(`r${run}/tfevents`).grow(3_000, "a").grow(3_000, "b");
    const observed = bench.watchInSmallSteps();
    await eventually(() => observed.events.some(({ kind }) => kind === "committed"));
    await observed.close();
    const store = await bench.store();
    const [{ pointCount } = { pointCount: 0 }] = await store.listRuns();
    expect(pointCount).toBeGreaterThan(0);
    await bench.watchInSmallSteps({ reloadIntervalSeconds: 0 }).ready();
    expect(await contentsOf(store)).toBe(await bench.cleanRead());
  });

  it("reads a large backlog with several threads as with one", async () => {
    for (let run = 0; run < 12; run++) bench.file(`r${run}/tfevents`).grow(40_000);
    const observed = bench.watchInThreads({ reloadIntervalSeconds: 0, workerCount: 3 });
    await observed.ready();
    const one = bench.watchInThreads({
      reloadIntervalSeconds: 0,
      workerCount: 1,
      store: bench.location("one"),
    });
    await one.ready();
    const [many, single] = [await bench.store(), await bench.store(bench.location("one"))];
    expect(await contentsOf(many)).toBe(await contentsOf(single));
    const { filesRead, bytesRead, bytesTotal } = observed.watch.progress;
    expect([filesRead, bytesRead]).toEqual([12, bytesTotal]);
  });
});

describe.each([{ useHints: true }, { useHints: false }])("watching with $useHints hints", ({ useHints }) => {
  it("shows what is appended within a second", async () => {
    const file = bench.file("a/tfevents").grow(1);
    const observed = bench.watch({ useHints, reloadIntervalSeconds: 5 });
    await observed.ready();
    const store = await bench.store();
    for (let round = 2; round < 6; round++) {
      file.grow(1);
      const begin = performance.now();
      await eventually(async () => (await stepsOf(store, "a")).length === round);
      // The first round may meet a file that is not known to be hot.
      expect(performance.now() - begin).toBeLessThan(1_500);
    }
  });

  it("reads a file that grows byte by byte", async () => {
    const file = bench.file("a/tfevents");
    const bytes = file.next(3);
    const observed = bench.watch({ useHints });
    await observed.ready();
    for (const byte of bytes) {
      appendFileSync(file.path, Buffer.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const store = await bench.store();
    await eventually(async () => (await stepsOf(store, "a")).length === 3);
    expect(await stepsOf(store, "a")).toEqual([0, 1, 2]);
    expect(observed.failures).toEqual([]);
  });

  it("finds new runs, new files and new directories", async () => {
    bench.file("a/tfevents.1").grow(1);
    const observed = bench.watch({ useHints });
    await observed.ready();
    const store = await bench.store();
    bench.file("new/deep/tfevents").grow(2);
    bench.file("a/tfevents.2").grow(2, "other");
    await eventually(async () => (await stepsOf(store, "new/deep")).length === 2, 3_000);
    await eventually(async () => (await stepsOf(store, "a", "other")).length === 2, 3_000);
    expect(await runNames(store)).toEqual(["a", "new/deep"]);
  });

  it("takes several writers in one run", async () => {
    const files = ["1", "2", "3"].map((name) => bench.file(`a/tfevents.${name}`));
    const observed = bench.watch({ useHints });
    await observed.ready();
    for (let round = 0; round < 20; round++) {
      for (const [index, file] of files.entries()) file.grow(2, `tag${index}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const store = await bench.store();
    for (const index of files.keys())
      await eventually(async () => (await stepsOf(store, "a", `tag${index}`)).length === 40);
    await observed.close();
    expect(await contentsOf(store)).toBe(await bench.cleanRead());
  });

  it("removes runs that are deleted", async () => {
    bench.file("a/tfevents").grow(1);
    const b = bench.file("b/c/tfevents").grow(1);
    const observed = bench.watch({ useHints });
    await observed.ready();
    const store = await bench.store();
    rmSync(join(bench.logdir, "b"), { recursive: true });
    await eventually(async () => (await runNames(store)).join() === "a");
    await eventually(() =>
      observed.events.some((event) => event.kind === "committed" && event.removedRuns.includes("b/c")),
    );
    // And takes them up again.
    new LogFile(b.path).grow(2);
    await eventually(async () => (await stepsOf(store, "b/c")).length === 2);
  });

  it("reads a replaced file from its start", async () => {
    const file = bench.file("a/tfevents").grow(10);
    const observed = bench.watch({ useHints });
    await observed.ready();
    const store = await bench.store();
    const other = new LogFile(join(bench.path, "other"), 1_700_000_500).grow(3, "other").grow(20);
    renameSync(other.path, file.path);
    await eventually(async () => (await stepsOf(store, "a", "other")).length === 3);
    expect(await stepsOf(store, "a")).toHaveLength(20);
    expect((await stepsOf(store, "a"))[0]).toBe(3);
  });

  it("reads a file from its start that shrank, or was written anew in its place", async () => {
    const file = bench.file("a/tfevents").grow(10);
    const observed = bench.watch({ useHints });
    await observed.ready();
    const store = await bench.store();
    writeFileSync(file.path, new LogFile(file.path).next(4));
    await eventually(async () => (await stepsOf(store, "a")).length === 4);
    // Longer, with another beginning.
    writeFileSync(file.path, new LogFile(file.path, 1_700_000_001).next(30));
    await eventually(async () => (await stepsOf(store, "a")).length === 30);
    // Of the same size, with the same beginning.
    writeFileSync(file.path, new LogFile(file.path, 1_700_000_001).next(30, "lass"));
    await eventually(async () => (await stepsOf(store, "a", "lass")).length === 30);
    expect(await stepsOf(store, "a")).toEqual([]);
  });

  it("waits for a root that is not there yet, and empties the store when it is gone", async () => {
    const path = join(bench.path, "later");
    const observed = bench.watch({ useHints, roots: [{ name: null, path }] });
    await observed.ready();
    expect(observed.watch.progress.rootState).toBe("missing");
    new LogFile(join(path, "a/tfevents")).grow(1);
    const store = await bench.store();
    await eventually(async () => (await runNames(store)).join() === "a");
    await eventually(() => observed.watch.progress.rootState === "ok");
    rmSync(path, { recursive: true });
    await eventually(async () => (await runNames(store)).length === 0);
    await eventually(() => observed.watch.progress.rootState === "missing");
  });

  it("keeps the runs when the root cannot be listed", async () => {
    const path = join(bench.path, "root");
    new LogFile(join(path, "a/tfevents")).grow(1);
    const observed = bench.watch({ useHints, roots: [{ name: null, path }] });
    await observed.ready();
    renameSync(path, join(bench.path, "aside"));
    symlinkSync(path, path);
    await eventually(() => observed.watch.progress.rootState === "unreadable");
    const store = await bench.store();
    expect(await runNames(store)).toEqual(["a"]);
    rmSync(path);
    renameSync(join(bench.path, "aside"), path);
    await eventually(() => observed.watch.progress.rootState === "ok");
    new LogFile(join(path, "b/tfevents")).grow(1);
    await eventually(async () => (await runNames(store)).join() === "a,b");
    await eventually(async () =>
      (await store.listRuns()).every(({ problemFiles }) => problemFiles.length === 0),
    );
  });
});

describe("records that are bad or large", () => {
  it("stops at a bad length, goes on when its bytes come late", async () => {
    const file = bench.file("a/tfevents");
    const good = file.next(5);
    const more = file.next(5);
    writeFileSync(file.path, Buffer.concat([good, Buffer.alloc(more.length)]));
    const observed = bench.watch();
    await observed.ready();
    const store = await bench.store();
    const [run] = await store.listRuns();
    expect(run?.problemFiles.map(({ state, offsetBytes }) => [state, offsetBytes])).toEqual([
      ["corrupt", good.length],
    ]);
    writeFileSync(file.path, Buffer.concat([good, more]));
    await eventually(async () => (await stepsOf(store, "a")).length === 10);
    expect((await store.listRuns())[0]?.problemFiles).toEqual([]);
  });

  it("counts records with bad payloads over several readings", async () => {
    const file = bench.file("a/tfevents");
    const spoil = (bytes: Uint8Array): Uint8Array => {
      const spoilt = Uint8Array.from(bytes);
      spoilt[spoilt.length - 6] = (spoilt[spoilt.length - 6] ?? 0) ^ 1;
      return spoilt;
    };
    file.grow(1);
    appendFileSync(file.path, spoil(file.next(1)));
    const observed = bench.watch();
    await observed.ready();
    appendFileSync(file.path, spoil(file.next(1)));
    file.grow(1);
    const store = await bench.store();
    await eventually(async () => (await stepsOf(store, "a")).join() === "0,3");
    const [cursor] = await store.listFiles();
    expect(cursor).toMatchObject({ state: "reading", skippedRecordCount: 2 });
    expect(cursor?.skipReason).toBe("checksum of a record's payload is wrong");
    expect(cursor?.reason).toBe("");
    await observed.close();
    expect(await contentsOf(store)).toBe(await bench.cleanRead());
  });

  it("reads a record that is larger than its buffer, and waits for one that is not all there", async () => {
    const file = bench.file("a/tfevents");
    const bytes = file.next(1);
    const large = encodeRecord(Buffer.alloc(9 << 20, 0x22));
    const rest = file.next(1);
    writeFileSync(file.path, Buffer.concat([bytes, large.subarray(0, 5 << 20)]));
    const observed = bench.watch();
    await observed.ready();
    const store = await bench.store();
    expect((await store.listFiles())[0]?.offsetBytes).toBe(bytes.length);
    appendFileSync(file.path, Buffer.concat([large.subarray(5 << 20), rest]));
    await eventually(async () => (await stepsOf(store, "a")).length === 2);
  });
});

it("takes up a file again that another process was faster with", async () => {
  const file = bench.file("a/tfevents").grow(10);
  const one = bench.watchInThreads();
  const two = bench.watchInThreads();
  await Promise.all([one.ready(), two.ready()]);
  const store = await bench.store();
  for (let round = 0; round < 10; round++) {
    file.grow(10);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await eventually(async () => (await stepsOf(store, "a")).length === 110);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await Promise.all([one.close(), two.close()]);
  expect([...one.failures, ...two.failures]).toEqual([]);
  expect(await contentsOf(store)).toBe(await bench.cleanRead());
});

it("tells when its thread fails, and starts it again", async () => {
  bench.file("a/tfevents").grow(1);
  const directory = join(bench.path, "blocked");
  writeFileSync(directory, "");
  const observed = bench.watchInThreads({ store: { kind: "sqlite", path: join(directory, "index.sqlite") } });
  await eventually(() => observed.failures.length > 0);
  rmSync(directory);
  await eventually(() => observed.watch.progress.phase === "ready");
  expect(observed.watch.progress.filesRead).toBe(1);
});

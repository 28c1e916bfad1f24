import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { StoreError, type EventStore } from "@runboard/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contentsOf, eventually, LogFile, stepsOf, Workbench } from "./testing.ts";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

/** A value that nothing else in an index looks like. */
const oddValue = (number: number) => Math.fround(1234.5678 * (number + 1));

/** A file of 300 steps, one of which has the odd value of its number. */
function oddFile(path: string, number: number): LogFile {
  return bench
    .file(path)
    .grow(100)
    .append((writer, moment) => writer.writeScalar("loss", oddValue(number), moment))
    .grow(199);
}

/** Loads everything, then flips a bit of the index's share of the files with these numbers. */
async function loadAndDamage(...numbers: readonly number[]): Promise<void> {
  const observed = bench.watch({ reloadIntervalSeconds: 0 });
  await observed.ready();
  await observed.close();
  const { path } = bench.location();
  const bytes = readFileSync(path);
  for (const number of numbers) {
    const at = bytes.indexOf(new Uint8Array(Float32Array.of(oddValue(number)).buffer));
    expect(at).toBeGreaterThan(0);
    bytes[at] = (bytes[at] ?? 0) ^ 4;
  }
  writeFileSync(path, bytes);
}

async function damagedPaths(store: EventStore): Promise<readonly string[]> {
  try {
    await contentsOf(store);
    return [];
  } catch (error) {
    if (error instanceof StoreError && error.code === "damaged") return error.paths;
    throw error;
  }
}

describe("a damaged share of the index", () => {
  it.each(["watch", "watchInThreads", "watchInSmallSteps"] as const)(
    "is read again when it is told of, as often as it is told of (%s)",
    async (kind) => {
      oddFile("a/tfevents", 0);
      oddFile("b/tfevents", 1);
      await loadAndDamage(0);
      const observed = bench[kind]();
      await observed.ready();
      const store = await bench.store();
      const paths = await damagedPaths(store);
      expect(paths.map((path) => path.slice(bench.logdir.length + 1))).toEqual(["a/tfevents"]);
      for (let time = 0; time < 5; time++) {
        observed.watch.readAgain([...paths, "/nowhere/tfevents"]);
        await new Promise((resolve) => setTimeout(resolve, 10 * time));
      }
      await eventually(async () => (await damagedPaths(store)).length === 0);
      await observed.close();
      expect(observed.failures).toEqual([]);
      expect(await contentsOf(store)).toBe(await bench.cleanRead());
    },
  );

  it("is read again also after a watch that loaded once has ended", async () => {
    oddFile("a/tfevents", 0);
    await loadAndDamage(0);
    const observed = bench.watchInThreads({ reloadIntervalSeconds: 0 });
    await observed.ready();
    const store = await bench.store();
    const paths = await damagedPaths(store);
    expect(paths).toHaveLength(1);
    // Told while the watch is just ending, it does not know.
    const timer = setInterval(() => observed.watch.readAgain(paths), 3_000);
    await eventually(async () => (await damagedPaths(store)).length === 0);
    clearInterval(timer);
    expect(await contentsOf(store)).toBe(await bench.cleanRead());
  });

  it("is mended by whoever meets it while writing", async () => {
    const file = oddFile("a/tfevents", 0);
    oddFile("b/tfevents", 1);
    await loadAndDamage(0);
    const observed = bench.watch();
    await observed.ready();
    file.grow(5);
    const store = await bench.store();
    await eventually(async () => (await damagedPaths(store)).length === 0);
    await eventually(async () => (await stepsOf(store, "a")).length === 305);
    await observed.close();
    expect(observed.failures).toEqual([]);
    expect(await contentsOf(store)).toBe(await bench.cleanRead());
  });

  it("is mended where the files of a series are damaged all", async () => {
    const files = [0, 1, 2].map((number) => oddFile(`a/tfevents.${number}`, number));
    await loadAndDamage(0, 1, 2);
    const observed = bench.watchInSmallSteps();
    await observed.ready();
    const store = await bench.store();
    observed.watch.readAgain(await damagedPaths(store));
    for (const file of files) file.grow(1);
    await eventually(async () => (await damagedPaths(store)).length === 0);
    await eventually(async () => (await stepsOf(store, "a")).length === 903);
    await observed.close();
    expect(observed.failures).toEqual([]);
    expect(await contentsOf(store)).toBe(await bench.cleanRead());
  });
});

it("reads a file from its start for whatever reason while it is being read", async () => {
  for (const run of ["a", "b", "c"]) bench.file(`${run}/tfevents`).grow(3_000);
  const paths = ["a", "b", "c"].map((run) => `${bench.logdir}/${run}/tfevents`);
  const observed = bench.watchInSmallSteps();
  for (let time = 0; time < 20; time++) {
    observed.watch.readAgain(paths);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await observed.ready();
  await observed.close();
  expect(observed.failures).toEqual([]);
  expect(await contentsOf(await bench.store())).toBe(await bench.cleanRead());
});

it("does not forget that a file was rewritten whose turn did not come", async () => {
  const paths = ["a", "b", "c"].map((run) => bench.file(`${run}/tfevents`).path);
  const writeAll = (tag: string, second: number) => {
    for (const path of paths) {
      writeFileSync(path, new LogFile(path).next(1_000, tag));
      utimesSync(path, second, second);
    }
  };
  writeAll("loss", 1_700_000_000);
  const first = bench.watchInSmallSteps({ reloadIntervalSeconds: 0 });
  await first.ready();
  await first.close();
  writeAll("lass", 1_700_000_001);
  const second = bench.watchInSmallSteps({ reloadIntervalSeconds: 0 });
  await second.ready();
  const store = await bench.store();
  for (const run of ["a", "b", "c"]) expect(await stepsOf(store, run, "lass")).toHaveLength(1_000);
  expect(await contentsOf(store)).toBe(await bench.cleanRead());
});

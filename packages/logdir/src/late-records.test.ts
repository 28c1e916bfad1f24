import { closeSync, openSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FileCursor } from "@runboard/store";
import { encodeRecord } from "@runboard/tfevents";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findWholeRecord } from "./late-records.ts";
import {
  contentsOf,
  eventually,
  fillSilently,
  type LogFile,
  type ObservedWatch,
  recordAt,
  stepsOf,
  Workbench,
} from "./testing.ts";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const upTo = (count: number) => Array.from({ length: count }, (_, step) => step);
const badPayload = "checksum of a record's payload is wrong";

/** Ten steps, of which that of record `index` (the first one says the version) shows zeros from its byte `from` to before its byte `to`. */
function fileWithGap(file: LogFile, index: number, [from, to]: readonly [number, number]) {
  const bytes = file.next(10);
  const record = recordAt(bytes, index);
  const offsetBytes = record.offsetBytes + from;
  const content = bytes.slice(offsetBytes, record.offsetBytes + to);
  const shown = Uint8Array.from(bytes).fill(0, offsetBytes, offsetBytes + content.length);
  return { bytes, shown, record, fill: () => fillSilently(file.path, content, offsetBytes) };
}

/** A second that file systems keep exactly. */
function setTime(path: string): void {
  utimesSync(path, 1_700_000_000, 1_700_000_000);
}

async function loadOnce(): Promise<ObservedWatch> {
  const observed = bench.watch({ reloadIntervalSeconds: 0 });
  await observed.ready();
  await observed.close();
  return observed;
}

describe("a record without content, of a file that is being written", () => {
  it.each([{ useHints: true }, { useHints: false }])(
    "is waited for: nothing is left out, and what is behind it comes with it ($useHints hints)",
    async ({ useHints }) => {
      const observed = bench.watch({ useHints });
      await observed.ready();
      const store = await bench.store();
      const cursors: FileCursor[] = [];
      observed.watch.subscribe(() => void store.listFiles().then((files) => cursors.push(...files)));
      const file = bench.file("a/tfevents");
      // Its length is there; so is that of the next, and all of the others.
      const { shown, record, fill } = fileWithGap(file, 6, [20, 60]);
      writeFileSync(file.path, shown);
      await eventually(async () => (await store.listFiles())[0]?.offsetBytes === record.offsetBytes);
      expect(await stepsOf(store, "a")).toEqual(upTo(5));
      const { bytesScanned } = observed.watch.progress;
      await eventually(() => observed.watch.progress.bytesScanned > bytesScanned);
      fill();
      await eventually(async () => (await stepsOf(store, "a")).length === 10);
      expect(await stepsOf(store, "a")).toEqual(upTo(10));
      await observed.close();
      expect(cursors.length).toBeGreaterThan(0);
      expect(cursors.map(({ skippedRecordCount, reason }) => [skippedRecordCount, reason])).toEqual(
        cursors.map(() => [0, ""]),
      );
      expect(await contentsOf(store)).toBe(await bench.cleanRead());
    },
  );

  it("is left out when that does not come, and taken up at its place when it comes after all", async () => {
    const observed = bench.watch();
    await observed.ready();
    const store = await bench.store();
    const file = bench.file("a/tfevents");
    const { shown, record, fill } = fileWithGap(file, 6, [20, 40]);
    writeFileSync(file.path, shown);
    await eventually(async () => (await stepsOf(store, "a")).length === 9);
    const [run] = await store.listRuns();
    expect(run?.problemFiles).toMatchObject([
      {
        state: "reading",
        reason: "",
        skippedRecordCount: 1,
        firstSkippedOffsetBytes: record.offsetBytes,
        skipReason: badPayload,
        lateOffsetsBytes: [record.offsetBytes],
      },
    ]);
    fill();
    await eventually(async () => (await stepsOf(store, "a")).length === 10);
    expect(await stepsOf(store, "a")).toEqual(upTo(10));
    expect((await store.listRuns())[0]?.problemFiles).toEqual([]);
    await observed.close();
    expect(await contentsOf(store)).toBe(await bench.cleanRead());
  });
});

describe("a gap of an old file", () => {
  it.each([
    ["in a payload", [20, 40], 9],
    ["in a length, too", [-10, 5], 4],
    ["in a length", [0, 8], 5],
  ] as const)(
    "%s that is filled while nobody watches is found at the next start",
    async (_, gap, shownCount) => {
      const file = bench.file("a/tfevents");
      const { shown, fill } = fileWithGap(file, 6, gap);
      writeFileSync(file.path, shown);
      setTime(file.path);
      await loadOnce();
      const store = await bench.store();
      expect(await stepsOf(store, "a")).toHaveLength(shownCount);
      const [cursor] = await store.listFiles();
      expect([cursor?.reason, cursor?.skipReason].join("")).not.toBe("");

      const revision = await store.revision();
      const second = await loadOnce();
      // Only the places that are bad: a record, or what a look at a length takes.
      expect(second.watch.progress.bytesScanned).toBeLessThan(shown.length / 2 + 100);
      expect(second.watch.progress.bytesScanned).toBeGreaterThan(0);
      expect(await store.revision()).toBe(revision);

      fill();
      await loadOnce();
      expect(await stepsOf(store, "a")).toEqual(upTo(10));
      const [healed] = await store.listFiles();
      expect(healed).toMatchObject({
        state: "reading",
        reason: "",
        skipReason: "",
        skippedRecordCount: 0,
        lateOffsetsBytes: [],
      });
      expect(await contentsOf(store)).toBe(await bench.cleanRead());
      expect((await loadOnce()).watch.progress.bytesScanned).toBe(0);
    },
  );

  it.each([
    ["in a payload", [20, 40]],
    ["in a length", [0, 8]],
  ] as const)("%s that is filled silently is found by time", async (_, gap) => {
    const file = bench.file("a/tfevents");
    const { shown, fill } = fileWithGap(file, 6, gap);
    writeFileSync(file.path, shown);
    setTime(file.path);
    const observed = bench.watch({ useHints: false });
    await observed.ready();
    const store = await bench.store();
    const { bytesScanned } = observed.watch.progress;
    await eventually(() => observed.watch.progress.bytesScanned > bytesScanned);
    fill();
    await eventually(async () => (await stepsOf(store, "a")).length === 10);
    await eventually(async () => (await store.listRuns())[0]?.problemFiles.length === 0);
  });

  it("is no gap any more when the file shrank", async () => {
    const file = bench.file("a/tfevents");
    const { shown, record } = fileWithGap(file, 6, [20, 40]);
    writeFileSync(file.path, shown);
    await loadOnce();
    truncateSync(file.path, record.offsetBytes + 5);
    await loadOnce();
    const store = await bench.store();
    expect(await stepsOf(store, "a")).toEqual(upTo(5));
    expect(await store.listFiles()).toMatchObject([{ skippedRecordCount: 0, lateOffsetsBytes: [] }]);
    expect(await contentsOf(store)).toBe(await bench.cleanRead());
  });

  it("hides nothing that was shown when it is filled and another one is not", async () => {
    const observed = bench.watch();
    await observed.ready();
    const store = await bench.store();
    const file = bench.file("a/tfevents");
    const first = fileWithGap(file, 3, [20, 30]);
    const second = recordAt(first.bytes, 7);
    const shown = Uint8Array.from(first.shown).fill(0, second.offsetBytes + 20, second.offsetBytes + 30);
    writeFileSync(file.path, shown);
    await eventually(async () => (await stepsOf(store, "a")).length === 8);
    const counts: number[] = [];
    observed.watch.subscribe(({ kind }) => {
      if (kind === "committed") void stepsOf(store, "a").then(({ length }) => counts.push(length));
    });
    // It is written to still.
    file.grow(1);
    await eventually(async () => (await stepsOf(store, "a")).length === 9);
    first.fill();
    await eventually(async () => (await stepsOf(store, "a")).length >= 10);
    expect(await stepsOf(store, "a")).toEqual(upTo(11).filter((step) => step !== 6));
    expect(counts.length).toBeGreaterThan(0);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(8);
  });

  it("may stay one of several", async () => {
    const file = bench.file("a/tfevents");
    const first = fileWithGap(file, 3, [20, 30]);
    const second = recordAt(first.bytes, 7);
    const shown = first.shown.fill(0, second.offsetBytes + 20, second.offsetBytes + 30);
    writeFileSync(file.path, shown);
    setTime(file.path);
    await loadOnce();
    first.fill();
    await loadOnce();
    const store = await bench.store();
    expect(await stepsOf(store, "a")).toEqual(upTo(10).filter((step) => step !== 6));
    expect(await store.listFiles()).toMatchObject([
      { skippedRecordCount: 1, lateOffsetsBytes: [second.offsetBytes] },
    ]);
  });
});

describe("looking at the records that were left out", () => {
  const look = (bytes: Uint8Array, offsetsBytes: readonly number[], lookCount = 0) => {
    const path = join(bench.path, "records");
    writeFileSync(path, bytes);
    const descriptor = openSync(path, "r");
    const found = findWholeRecord(descriptor, offsetsBytes, lookCount);
    closeSync(descriptor);
    return found;
  };
  const whole = encodeRecord(Buffer.alloc(100, 7));
  const spoilt = (bytes: Uint8Array, at: number) => {
    const copy = Uint8Array.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };

  it("reads nothing else", () => {
    const bytes = Buffer.concat([Buffer.alloc(5_000), whole, Buffer.alloc(5_000)]);
    expect(look(bytes, [5_000])).toEqual({ isFound: true, scannedBytes: whole.length });
  });

  it.each([
    ["a payload that is bad still", spoilt(whole, 50), whole.length],
    ["a length that is bad now", spoilt(whole, 3), 12],
    ["a record that is cut", whole.subarray(0, 60), 12],
    ["nothing where it was", whole.subarray(0, 7), 0],
    ["a length beyond all files", encodeRecord(Buffer.alloc(0)).fill(255, 0, 8), 12],
  ])("is not taken in by %s", (_, bytes, scannedBytes) => {
    expect(look(bytes, [0])).toEqual({ isFound: false, scannedBytes });
  });

  it("takes turns when they are many and large", () => {
    const sizeBytes = 3 << 20;
    const bad = spoilt(encodeRecord(Buffer.alloc(sizeBytes)), sizeBytes);
    const good = encodeRecord(Buffer.alloc(sizeBytes));
    const records = [...Array.from({ length: 9 }, () => bad), good];
    const offsetsBytes = records.map((_, index) => index * good.length);
    const bytes = Buffer.concat(records);
    const looks = upTo(10).map((lookCount) => look(bytes, offsetsBytes, lookCount));
    for (const { scannedBytes } of looks) expect(scannedBytes).toBeLessThan(6 * good.length + 1);
    expect(looks.map(({ isFound }) => isFound)).toEqual([
      ...upTo(4).map(() => false),
      ...upTo(6).map(() => true),
    ]);
  });
});

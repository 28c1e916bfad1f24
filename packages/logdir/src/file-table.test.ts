import { statSync } from "node:fs";
import type { FileCursor } from "@runboard/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ReadRequest } from "./file-reading.ts";
import { FileTable } from "./file-table.ts";
import type { ReadOutcome } from "./ingester.ts";
import { Workbench } from "./testing.ts";

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.dispose());

const cursorAt = (path: string, offsetBytes: number): FileCursor => ({
  run: "a",
  path,
  identity: "1:2:head",
  sizeBytes: offsetBytes,
  modifiedMillis: 0,
  offsetBytes,
  state: "reading",
  reason: "",
  skippedRecordCount: 0,
  firstSkippedOffsetBytes: null,
  skipReason: "",
  lateOffsetsBytes: [],
});

/** A table of one file that is being read from its start, because it is to be. */
function tableOf(cursor: (path: string) => FileCursor | null = (path) => cursorAt(path, 100)) {
  const { path } = bench.file("a/tfevents").grow(10);
  const table = new FileTable(1000);
  table.add({ path, run: "a" }, cursor(path), true);
  table.readAgain(path);
  const take = (): ReadRequest | undefined => table.takeBatch(Infinity, 1)?.requests[0];
  return { path, table, take };
}

describe("a file that is to be read from its start", () => {
  const ended = (path: string): Extract<ReadOutcome, { kind: "read" }> => ({
    kind: "read",
    path,
    cursor: cursorAt(path, 200),
    nextSizeBytes: 0,
    sizeBytes: 200,
    unsealedOffsetBytes: null,
    isUntouched: false,
  });
  it.each([
    [
      "was refused",
      (table: FileTable, path: string) => {
        expect(table.settle({ kind: "refused", path })).toBe(true);
        table.reset(path, cursorAt(path, 50));
      },
    ],
    [
      "was moved by another one's commit",
      (table: FileTable, path: string) => {
        table.settle({ kind: "moved", path });
        expect(table.settle(ended(path))).toBe(true);
        table.reset(path, cursorAt(path, 50));
      },
    ],
    [
      "was reset while it was read",
      (table: FileTable, path: string) => {
        table.reset(path, cursorAt(path, 50));
        expect(table.settle({ kind: "unfinished", path, cursor: cursorAt(path, 60) })).toBe(true);
        table.reset(path, cursorAt(path, 60));
      },
    ],
    [
      "lost its reader",
      (table: FileTable, path: string) => {
        table.release(path);
        table.reset(path, cursorAt(path, 50));
      },
    ],
    ["was not begun", (table: FileTable, path: string) => table.settle({ kind: "unread", path })],
  ])("still is when it %s", (_, happen) => {
    const { path, table, take } = tableOf();
    expect(take()).toMatchObject({ isSuspect: true });
    happen(table, path);
    expect(take()).toMatchObject({ path, isSuspect: true });
  });

  it("still is when it could not be read, and is looked at until it can be", () => {
    const { path, table, take } = tableOf();
    take();
    const cursor = { ...cursorAt(path, 100), state: "unreadable" as const };
    table.settle({ ...ended(path), cursor, isUntouched: true });
    expect(take()).toBeUndefined();
    table.lookAtDue(performance.now() + 60_000, Infinity);
    expect(take()).toMatchObject({ isSuspect: true });
  });

  it("is not when a part of it was read again: what could not be is tried from there", () => {
    const { path, table, take } = tableOf();
    take();
    table.settle({ ...ended(path), cursor: { ...cursorAt(path, 100), state: "unreadable" } });
    table.lookAtDue(performance.now() + 60_000, Infinity);
    expect(take()).toMatchObject({ isSuspect: false });
  });

  it("is not when the rest of it is to be read", () => {
    const { path, table, take } = tableOf();
    take();
    table.settle({ kind: "unfinished", path, cursor: cursorAt(path, 60) });
    expect(take()).toMatchObject({ isSuspect: false, cursor: { offsetBytes: 60 } });
  });

  it("waits for nothing of what was shown before, however often it is left unfinished", () => {
    const { path, table, take } = tableOf();
    expect(take()?.stopFromBytes).toBe(100);
    for (const offsetBytes of [30, 60]) {
      table.settle({ kind: "unfinished", path, cursor: cursorAt(path, offsetBytes) });
      expect(take()?.stopFromBytes).toBe(100);
    }
    table.release(path);
    table.reset(path, cursorAt(path, 60));
    expect(take()?.stopFromBytes).toBe(100);
    table.settle(ended(path));
    table.reset(path, cursorAt(path, 40));
    expect(take()?.stopFromBytes).toBe(200);
  });
});

it("a file that was written anew while it could not be read is read from its start", () => {
  const { path } = bench.file("a/tfevents").grow(10);
  const { size, mtimeMs, dev, ino } = statSync(path);
  const unreadable: FileCursor = {
    ...cursorAt(path, size),
    identity: `${dev}:${ino}:head`,
    state: "unreadable",
    reason: "cannot be read: EIO",
  };
  const askedFor = (modifiedMillis: number) => {
    const table = new FileTable(1000);
    table.add({ path, run: "a" }, { ...unreadable, modifiedMillis }, false);
    return table.takeBatch(Infinity, 1)?.requests[0];
  };
  expect(askedFor(mtimeMs)).toMatchObject({ isSuspect: false });
  expect(askedFor(mtimeMs - 1000)).toMatchObject({ isSuspect: true });
});

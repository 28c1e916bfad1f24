import { expect, it } from "vitest";
import { isSameCursor, type FileCursor } from "./file-cursor.ts";

const cursor: FileCursor = {
  run: "run",
  path: "/l/run/events.1",
  identity: "1:2:",
  sizeBytes: 100,
  modifiedMillis: 5,
  offsetBytes: 90,
  state: "reading",
  reason: "",
  skippedRecordCount: 2,
  firstSkippedOffsetBytes: 13,
  skipReason: "",
  lateOffsetsBytes: [13, 30],
};

it.each<Partial<FileCursor>>([
  { run: "other" },
  { identity: "1:3:" },
  { sizeBytes: 101 },
  { modifiedMillis: 6 },
  { offsetBytes: 91 },
  { state: "corrupt" },
  { reason: "checksum of a record's length is wrong" },
  { skippedRecordCount: 3 },
  { firstSkippedOffsetBytes: 12 },
  { skipReason: "checksum of a record's payload is wrong" },
  { lateOffsetsBytes: [12, 30] },
  { lateOffsetsBytes: [13] },
])("cursors that differ in no more than %j are not the same", (change) => {
  expect(isSameCursor(cursor, { ...cursor, lateOffsetsBytes: [13, 30] })).toBe(true);
  expect(isSameCursor(cursor, { ...cursor, ...change })).toBe(false);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeRecord, type ReadResult, RecordReader } from "./record.ts";

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
const concat = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** What TensorFlow writes for a file's version, and for accuracy 0.99 at step 77. */
const VERSION = bytesOf(
  "1800000000000000a37f4b22" + "090000803899d6d7411a0d627261696e2e4576656e743a32" + "124b36ab",
);
const ACCURACY = bytesOf(
  "3200000000000000241956ec" +
    "09c405b73d99d6d741104d2a250a230a086163637572616379420a0801120022" +
    "04a4707d3f4a0b0a090a077363616c617273" +
    "a55b6433",
);

function readAll(reader: RecordReader): ReadResult[] {
  const results: ReadResult[] = [];
  for (;;) {
    const result = reader.next();
    results.push(result.kind === "record" ? { ...result, data: result.data.slice() } : result);
    if (result.kind === "truncated" || result.kind === "corrupt") return results;
  }
}

function readOnce(bytes: Uint8Array): ReadResult[] {
  const reader = new RecordReader();
  reader.push(bytes);
  return readAll(reader);
}

describe("RecordReader", () => {
  test("reads what TensorFlow wrote", () => {
    const size = VERSION.length + ACCURACY.length;
    expect(readOnce(concat(VERSION, ACCURACY))).toEqual([
      { kind: "record", data: VERSION.slice(12, -4), offsetBytes: 0 },
      { kind: "record", data: ACCURACY.slice(12, -4), offsetBytes: VERSION.length },
      { kind: "truncated", offsetBytes: size, neededBytes: 12 },
    ]);
    expect(encodeRecord(ACCURACY.slice(12, -4))).toEqual(ACCURACY);
  });

  test("waits for a record that is not whole, however little is there", () => {
    const reader = new RecordReader();
    for (let length = 0; length < VERSION.length; length++) {
      expect(reader.next()).toEqual({
        kind: "truncated",
        offsetBytes: 0,
        neededBytes: length < 12 ? 12 : VERSION.length,
      });
      reader.push(VERSION.slice(length, length + 1));
    }
    expect(reader.next().kind).toBe("record");
  });

  test("a length that promises much is waited for and allocates nothing", () => {
    const huge = encodeRecord(new Uint8Array(0)).slice(0, 12);
    const view = new DataView(huge.buffer);
    view.setBigUint64(0, 2n ** 60n, true);
    const sealed = encodeRecord(huge.slice(0, 8));
    // The payload checksum of eight bytes is the length checksum of the same eight.
    huge.set(sealed.slice(-4), 8);
    expect(readOnce(huge)).toEqual([{ kind: "truncated", offsetBytes: 0, neededBytes: 2 ** 60 + 16 }]);
  });

  test("a wrong length checksum ends the stream", () => {
    const bytes = concat(VERSION, VERSION);
    bytes[VERSION.length] = 0x19;
    expect(readOnce(bytes).at(-1)).toMatchObject({ kind: "corrupt", offsetBytes: VERSION.length });
  });

  test("a wrong payload checksum leaves one record out", () => {
    const bytes = concat(VERSION, VERSION, VERSION);
    bytes[VERSION.length + 20] = 0;
    expect(readOnce(bytes).map(({ kind }) => kind)).toEqual(["record", "skipped", "record", "truncated"]);
  });

  test("gives the same records however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1 }),
        (payloads, cuts) => {
          const stream = concat(...payloads.map(encodeRecord));
          const reader = new RecordReader();
          const data: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const end = Math.min(stream.length, at + Math.max(1, cuts[turn % cuts.length]!));
            reader.push(stream.slice(at, end));
            at = end;
            for (const result of readAll(reader)) if (result.kind === "record") data.push(result.data);
          }
          expect(data).toEqual(payloads);
        },
      ),
    );
  });

  test("single bytes cost constant time each", () => {
    const reader = new RecordReader();
    const stream = encodeRecord(new Uint8Array(1_000_000));
    for (let at = 0; at < stream.length; at++) reader.push(stream.subarray(at, at + 1));
    expect(reader.next()).toMatchObject({ kind: "record" });
  }, 10_000);
});

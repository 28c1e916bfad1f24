import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCheckpointIndex } from "../src/checkpoint.ts";
import { readNpy } from "../src/npy.ts";
import type { RecordPoints } from "../src/points.ts";
import { encodeRecord } from "../src/record.ts";
import { EventFileScanner } from "../src/scan.ts";
import { decompressSnappy } from "../src/snappy.ts";
import { decodeTensor } from "../src/tensor-proto.ts";
import { type BlobKind, blobSpan, readBlobValue, readTensorValue, tagOfValue } from "../src/upgrade.ts";
import { mutated, randomIntegers } from "./mutate.ts";
import { concat, FileScan } from "./testing.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures", import.meta.url));
const eventFiles = readdirSync(fixtures, { recursive: true, encoding: "utf8" })
  .filter((path) => path.includes("tfevents"))
  .map((path) => new Uint8Array(readFileSync(join(fixtures, path))))
  .filter((file) => file.length < 200_000);

/** Scans all of a file, reads each of its points back, and checks what must hold for any bytes. */
function readEverything(file: Uint8Array): void {
  const scan = new FileScan();
  const { result, consumedBytes } = scan.scan(file);
  scan.take();
  expect(consumedBytes).toBeLessThanOrEqual(file.length);
  if (result.kind === "truncated") expect(result.neededBytes).toBeGreaterThan(file.length - consumedBytes);
  for (const { scalars, records, lastWallTimeSeconds, skipped } of scan.taken) {
    if (lastWallTimeSeconds !== null) expect(Number.isFinite(lastWallTimeSeconds)).toBe(true);
    expect(skipped.lateOffsetsBytes.length).toBeLessThanOrEqual(Math.min(skipped.count, 100));
    for (const { steps, wallTimesSeconds, values } of scalars) {
      expect(steps.every(Number.isInteger) && wallTimesSeconds.every(Number.isFinite)).toBe(true);
      expect([wallTimesSeconds.length, values.length]).toEqual([steps.length, steps.length]);
    }
    for (const series of records) series.steps.forEach((_, index) => readPoint(series, index, file));
  }
}

function readPoint(
  { tag, offsetsBytes, lengthsBytes, details }: RecordPoints,
  index: number,
  file: Uint8Array,
) {
  const start = offsetsBytes[index]!;
  const value = file.subarray(start, start + lengthsBytes[index]!);
  expect(value.length).toBe(lengthsBytes[index]);
  const { kind } = details[index]!;
  if (kind !== "message") expect(tagOfValue(value)).toBe(tag);
  if (kind === "tensor") readTensorValue(value);
  else checkBlobs(value, kind);
}

/** What is found one by one is what is read together. */
function checkBlobs(value: Uint8Array, kind: BlobKind): void {
  const result = readBlobValue(value, kind);
  if (result.kind === "corrupt") return;
  const { blobs } = result;
  for (const sample of [0, 1, blobs.length - 1, blobs.length]) {
    const span = blobSpan(value, kind, sample);
    const blob = blobs[sample];
    expect(span && Buffer.compare(value.subarray(span.start, span.end), blob ?? Buffer.of(0))).toBe(
      blob === undefined ? undefined : 0,
    );
  }
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe("nothing throws, hangs, or allocates much", () => {
  test("on 2,000 damaged event files", () => {
    const random = randomIntegers(1);
    for (let count = 0; count < 2000; count++) {
      const file = mutated(eventFiles[random(eventFiles.length)]!, random);
      const before = usedBytes();
      readEverything(file);
      // 4 Mi elements of eight bytes are what one value may fill.
      expect(usedBytes() - before).toBeLessThan(file.length * 50 + 2 ** 26);
    }
  });

  test("on random bytes, framed as records or not", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 10 }), (payloads) => {
        readEverything(concat(payloads));
        readEverything(concat(payloads.map(encodeRecord)));
      }),
      { numRuns: 2000 },
    );
  });

  test("on random bytes as values", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        tagOfValue(bytes);
        readTensorValue(bytes);
        for (const kind of ["images", "audio", "blobs", "message"] as const) checkBlobs(bytes, kind);
      }),
      { numRuns: 5000 },
    );
  });

  test("on random bytes as tensors, tables, arrays and compressed blocks", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeTensor(bytes);
        readCheckpointIndex(bytes);
        readNpy(bytes);
        decompressSnappy(bytes);
      }),
      { numRuns: 5000 },
    );
  });

  test("on damaged checkpoints", () => {
    const index = new Uint8Array(
      readFileSync(join(fixtures, "tf1_mnist/logdir/lr_1E-03,conv=2,fc=1/model.ckpt-0.index")),
    );
    const random = randomIntegers(2);
    for (let count = 0; count < 2000; count++) readCheckpointIndex(mutated(index, random));
  });
});

describe("what costs two bytes each costs no objects", () => {
  const megabytes = 8;
  const repeated = (...bytes: number[]) => {
    const all = new Uint8Array(megabytes * 2 ** 20);
    for (let at = 0; at < all.length; at++) all[at] = bytes[at % bytes.length]!;
    return all;
  };
  const block = (field: number, bytes: Uint8Array) => {
    const length = [];
    let rest = bytes.length;
    for (; rest > 127; rest = Math.floor(rest / 128)) length.push((rest & 127) | 128);
    return concat([Uint8Array.of(field * 8 + 2, ...length, rest), bytes]);
  };
  const tag = Uint8Array.of(10, 1, 97);
  const text = Uint8Array.of(0x4a, 8, 10, 6, 10, 4, 116, 101, 120, 116);
  const event = (summary: Uint8Array) =>
    concat([Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 240, 63), block(5, summary)]);
  const tensorEvent = (tensor: Uint8Array) => event(block(1, concat([tag, text, block(8, tensor)])));

  test.each([
    ["empty values", event(repeated(0x0a, 0))],
    ["fields nobody knows", repeated(0x7a, 0)],
    ["empty strings of a tensor", tensorEvent(concat([Uint8Array.of(8, 7), repeated(0x42, 0)]))],
    ["dimensions", tensorEvent(concat([Uint8Array.of(8, 1), block(2, repeated(0x12, 0))]))],
    ["shapes", tensorEvent(concat([Uint8Array.of(8, 1), repeated(0x12, 0)]))],
    ["metadata", event(block(1, concat([tag, repeated(0x4a, 0)])))],
    ["parts of metadata", event(block(1, concat([tag, block(9, repeated(0x0a, 0))])))],
    ["packed integers", tensorEvent(concat([Uint8Array.of(8, 9), block(10, repeated(1))]))],
    [
      "names with metadata alone",
      event(repeated(...block(1, concat([tag, block(9, block(1, Uint8Array.of(10, 1, 120)))])))),
    ],
    [
      "chunks of a clip",
      event(
        block(
          1,
          concat([
            tag,
            block(
              6,
              block(
                4,
                concat([new TextEncoder().encode("RIFF....WAVE"), repeated(120, 120, 120, 120, 0, 0, 0, 0)]),
              ),
            ),
          ]),
        ),
      ),
    ],
    ["a tag", event(block(1, concat([block(1, repeated(97)), Uint8Array.of(21, 0, 0, 0, 0)])))],
  ])("%s", (_, payload) => {
    const file = encodeRecord(payload);
    const scanner = new EventFileScanner();
    const before = usedBytes();
    scanner.scan(file, 0);
    scanner.take();
    // An object for each of them would be more than twice that.
    expect(usedBytes() - before).toBeLessThan(file.length * 8 + 2 ** 27);
  });

  test("a tag of many kinds, named in turn, is read in seconds", () => {
    const value = (index: number) => {
      const plugin = new TextEncoder().encode(`plugin${index}`);
      return block(1, concat([tag, block(8, Uint8Array.of(8, 1)), block(9, block(1, block(1, plugin)))]));
    };
    const values = Array.from({ length: 100_000 }, (_, index) => value(index));
    const scanner = new EventFileScanner();
    scanner.scan(encodeRecord(event(concat(values))), 0);
    expect(scanner.take().records.length).toBe(16);
  });

  test("a hundred thousand tags that begin alike are read in seconds", () => {
    const payloads = Array.from({ length: 100_000 }, (_, index) => {
      const name = new TextEncoder().encode(`a/long/common/beginning/${index}`);
      return encodeRecord(event(block(1, concat([block(1, name), Uint8Array.of(21, 0, 0, 0, 0)]))));
    });
    const scanner = new EventFileScanner();
    scanner.scan(concat(payloads), 0);
    expect(scanner.take().scalars.length).toBe(100_000);
  });
});

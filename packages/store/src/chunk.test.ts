import type { ValueDetails } from "@runboard/tfevents";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeScalarsInto, emptyScalarBatch, recordCodec, scalarCodec, type ScalarBatch } from "./chunk.ts";
import { ChunkError } from "./chunk-column.ts";
import { decodeHead, describeChunk, encodeHead } from "./chunk-facts.ts";
import { decodeLevelInto, encodeLevel, GROUP_POINTS, LEVEL_POINTS } from "./chunk-level.ts";

const step = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.integer({ min: 0, max: 50 }));
// Time has one zero: whole seconds are kept as integers, which have no -0.
const wall = fc
  .oneof(
    fc.integer({ min: 1_600_000_000, max: 1_800_000_000 }),
    fc.double({ min: 1.6e9, max: 1.8e9, noNaN: true }),
    fc.double({ noNaN: true }),
  )
  .map((seconds) => seconds + 0);
const value = fc.oneof(fc.double(), fc.float(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0));
const batch = fc
  .array(fc.tuple(step, wall, value), { minLength: 1, maxLength: 1024, size: "medium" })
  .map((points) => batchOf(points));

function batchOf(points: readonly (readonly [step: number, wall: number, value: number])[]): ScalarBatch {
  return {
    steps: Float64Array.from(points, (point) => point[0]),
    wallTimesSeconds: Float64Array.from(points, (point) => point[1]),
    values: Float64Array.from(points, (point) => point[2]),
  };
}

function encoded(points: ScalarBatch): Uint8Array {
  return scalarCodec.encode(points, 0, points.steps.length).slice();
}

/** Any damage is noticed or harmless: nothing but a ChunkError, and never more points than fit. */
function decodeSafely(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(ChunkError);
  }
}

describe("a chunk of scalars", () => {
  it("gives back exactly what went in", () => {
    fc.assert(
      fc.property(batch, (points) => {
        const decoded = scalarCodec.decode(encoded(points));
        expect(decoded.steps).toEqual(points.steps.map((one) => one + 0));
        expect(decoded.wallTimesSeconds).toEqual(points.wallTimesSeconds);
        expect(decoded.values).toEqual(points.values);
      }),
    );
  });

  it("is small where numbers allow", () => {
    const sizeOf = (points: (i: number) => readonly [number, number, number]) =>
      encoded(batchOf(Array.from({ length: 1000 }, (_, i) => points(i)))).length / 1000;
    const noise = (i: number) => Math.sin(i * 12.9898) / 2;
    // Seconds since 1970 as doubles: multiples of 2^-22, whatever clock they come from.
    const time = (i: number) => 1_750_000_000 + i * 3 + noise(i);
    expect(sizeOf((i) => [i, time(i), Math.fround(noise(i))])).toBeLessThan(8.1);
    expect(sizeOf((i) => [i * 100, time(i), 0.001])).toBeLessThan(4.1);
    expect(sizeOf((i) => [i * i, time(i), noise(i)])).toBeLessThan(16.1);
    expect(sizeOf((i) => [2 ** 40 * i * i, noise(i), noise(i)])).toBeLessThan(24.1);
  });

  it("encodes a part of longer columns, and decodes into the middle of others", () => {
    const points = batchOf([1, 2, 3, 4, 5].map((i) => [i * i, 1.7e9 + i, i / 3]));
    const bytes = scalarCodec.encode(points, 1, 4);
    const into = emptyScalarBatch(7);
    expect(decodeScalarsInto(bytes, into, 2)).toBe(5);
    expect([...into.steps]).toEqual([0, 0, 4, 9, 16, 0, 0]);
    expect(() => decodeScalarsInto(bytes, into, 5)).toThrow(ChunkError);
  });

  it("decodes from an odd place in a buffer", () => {
    const bytes = encoded(batchOf([[3, 1.7e9, 0.1]]));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect([...scalarCodec.decode(shifted.subarray(3)).values]).toEqual([0.1]);
  });

  it("survives any damage", () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(batch, damage, fc.option(fc.nat()), (points, changes, cut) => {
        const bytes = encoded(points);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        decodeSafely(() => scalarCodec.decode(cut === null ? bytes : bytes.subarray(0, cut % bytes.length)));
      }),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => decodeSafely(() => scalarCodec.decode(bytes))));
  });
});

describe("a chunk of records", () => {
  const records = fc
    .array(
      fc.tuple(
        step,
        wall,
        fc.nat({ max: 2 ** 50 }),
        fc.nat(),
        fc.constantFrom<ValueDetails>(
          { kind: "tensor", dtype: "string", shape: [2, 64] },
          { kind: "images", width: 0, height: 28, sampleCount: 3 },
          { kind: "message" },
        ),
      ),
      { minLength: 1, maxLength: 60 },
    )
    .map((points) => ({
      steps: Float64Array.from(points, (point) => point[0]),
      wallTimesSeconds: Float64Array.from(points, (point) => point[1]),
      offsetsBytes: Float64Array.from(points, (point) => point[2]),
      lengthsBytes: Float64Array.from(points, (point) => point[3]),
      details: points.map((point) => point[4]),
    }));

  it("gives back exactly what went in", () => {
    fc.assert(
      fc.property(records, (points) => {
        const decoded = recordCodec.decode(recordCodec.encode(points, 0, points.details.length));
        expect(decoded).toEqual({ ...points, steps: points.steps.map((one) => one + 0) });
      }),
    );
  });

  it("survives any damage", () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(records, damage, (points, changes) => {
        const bytes = recordCodec.encode(points, 0, points.details.length).slice();
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        decodeSafely(() => recordCodec.decode(bytes));
      }),
      { numRuns: 300 },
    );
  });
});

describe("facts of a chunk", () => {
  const points = {
    ...batchOf([
      [1, 100, 5],
      [2, 101, -9],
      [9, 102, 99],
      [3, 90, NaN],
      [4, 91, 7],
      [6, 93, 99],
    ]),
    sampleCounts: Int32Array.of(0, 1, 9, 3, 4, 0),
  };

  it("are those of its points", () => {
    const facts = {
      pointCount: 6,
      markCount: 2,
      firstStep: 1,
      lastStep: 6,
      minStep: 1,
      maxStep: 9,
      leastDescent: 3,
      stride: NaN,
      firstWallTimeSeconds: 100,
      lastWallTimeSeconds: 93,
      minWallTimeSeconds: 90,
      maxWallTimeSeconds: 102,
      isWallAscending: false,
      nonFiniteCount: 1,
      minIndex: 1,
      maxIndex: 2,
      minValue: -9,
      maxValue: 99,
      maxSampleCount: 9,
    };
    expect(describeChunk(points, 0, 6, 2)).toEqual(facts);
    const part = { leastDescent: Infinity, stride: NaN, isWallAscending: true, pointCount: 2 };
    expect(describeChunk(points, 4, 6, 0)).toMatchObject({ ...part, stride: 2, minIndex: 0 });
    expect(describeChunk(points, 0, 2, 0)).toMatchObject({ ...part, stride: 1, maxIndex: 0 });
    const checksums = { data: 1, level: 0, findings: 2 ** 32 - 1 };
    expect(decodeHead(encodeHead({ facts, checksums }, 7), 7)).toEqual({ facts, checksums });
  });

  it("are known to be those that were written, for the same chunk", () => {
    const head = { facts: describeChunk(points, 0, 6, 0), checksums: { data: 1, level: 2, findings: 3 } };
    const bytes = encodeHead(head, 7).slice();
    expect(() => decodeHead(bytes, 8)).toThrow(ChunkError);
    expect(() => decodeHead(bytes.subarray(8), 7)).toThrow(ChunkError);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => decodeHead(damaged, 7)).toThrow(ChunkError);
    }
  });
});

describe("the level of a chunk", () => {
  it("keeps each group's ends and extremes", () => {
    const points = batchOf(
      Array.from({ length: 1024 }, (_, i) => [i, 1.7e9 + i, i === 700 ? NaN : Math.sin(i)]),
    );
    const into = emptyScalarBatch(LEVEL_POINTS + 1);
    const groupStarts = new Int32Array(LEVEL_POINTS + 1);
    const end = decodeLevelInto(encodeLevel(points, 0, 1024), into, 1, groupStarts);
    for (let group = 0; group < 1024 / GROUP_POINTS; group++) {
      const kept = [];
      for (let i = 1; i < end; i++)
        if (Math.floor((into.steps[groupStarts[i] ?? 0] ?? NaN) / GROUP_POINTS) === group)
          kept.push(into.values[i]);
      const values = points.values.slice(group * GROUP_POINTS, (group + 1) * GROUP_POINTS);
      const finite = values.filter(Number.isFinite);
      expect(kept).toEqual(expect.arrayContaining([values[0], values.at(-1)]));
      expect(kept).toEqual(expect.arrayContaining([Math.min(...finite), Math.max(...finite)]));
      expect(kept.some(Number.isNaN)).toBe(group === 10);
      expect(kept.length).toBeLessThanOrEqual(5);
    }
  });

  it("survives any damage", () => {
    const points = batchOf(Array.from({ length: 1024 }, (_, i) => [i, 1.7e9 + i, Math.cos(i)]));
    const whole = encodeLevel(points, 0, 1024).slice();
    const damage = fc.array(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(damage, (changes) => {
        const bytes = whole.slice();
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        decodeSafely(() =>
          decodeLevelInto(bytes, emptyScalarBatch(LEVEL_POINTS), 0, new Int32Array(LEVEL_POINTS)),
        );
      }),
    );
  });
});

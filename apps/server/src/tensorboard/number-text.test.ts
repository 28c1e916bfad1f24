import { describe, expect, test } from "vitest";
import { floatText, NUMBER_MAX_BYTES, writeFloat, writeInteger } from "./number-text.ts";

const bytes = Buffer.alloc(NUMBER_MAX_BYTES + 2);
const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function written(value: number): string {
  return bytes.toString("latin1", 0, writeFloat(view, 0, value));
}

/** Numbers in [0, 1), the same on every call (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("floatText", () => {
  test.each([
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [-2.5, "-2.5"],
    [0.1, "0.1"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
    [1.5e300, "1.5e+300"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [-1.25e-7, "-1.25e-07"],
    [5e-324, "5e-324"],
  ])("%d as Python's repr", (value, text) => {
    expect(floatText(value)).toBe(text);
  });
});

describe("writeFloat", () => {
  const random = seeded(1);
  const bits = new DataView(new ArrayBuffer(8));
  const kinds: Readonly<Record<string, () => number>> = {
    "float32 bit patterns": () => {
      bits.setUint32(0, random() * 2 ** 32);
      return bits.getFloat32(0);
    },
    "float32 values of usual size": () =>
      Math.fround(Math.exp(random() * 30 - 16) * (random() < 0.2 ? -1 : 1)),
    "float32 values of few digits": () => Math.fround(Math.round(random() * 1000) / 1000),
    "powers of two and their neighbours": () =>
      Math.fround(2 ** Math.round(random() * 60 - 30) * (1 + 2 ** -23)),
    "Unix times": () => 1.7e9 + random() * 1e8,
    "Unix times of whole microseconds": () => 1.7e9 + Math.round(random() * 1e13) / 1e6,
    "Unix times of whole milliseconds": () => 1.7e9 + Math.round(random() * 1e10) / 1e3,
    "Unix times before and after the usual": () => random() * 2 ** 33,
    "halves and quarters of large numbers": () =>
      Math.round(random() * 2 ** 32) / 2 ** Math.round(random() * 25),
    integers: () => Math.round((random() - 0.5) * 2 ** (random() * 60)),
    "double bit patterns": () => {
      bits.setUint32(0, random() * 2 ** 32);
      bits.setUint32(4, random() * 2 ** 32);
      return bits.getFloat64(0);
    },
  };

  test.each(Object.entries(kinds))("equals the engine's digits for %s", (_kind, next) => {
    for (let i = 0; i < 20_000; i++) {
      const value = next();
      if (!Number.isFinite(value)) continue;
      const text = written(value);
      if (text !== floatText(value) || !Object.is(Number(text), value) || text.length > NUMBER_MAX_BYTES)
        expect(text).toBe(floatText(value));
    }
  });

  test.each([
    0,
    -0,
    1,
    0.5,
    2 ** -13,
    2 ** -20,
    8_388_607.5,
    99_999.9921875,
    Math.fround(1e-4),
    Math.fround(1e-6),
  ])("%d", (value) => {
    expect(written(value)).toBe(floatText(value));
  });

  test("starts where it is told to and says where it ended", () => {
    bytes.fill(0x2a);
    expect(writeFloat(view, 3, 0.25)).toBe(7);
    expect(bytes.toString("latin1", 0, 9)).toBe("***0.25**");
  });
});

describe("writeInteger", () => {
  test.each([
    0,
    7,
    10,
    99,
    100,
    12_345_678,
    99_999_999,
    100_000_000,
    1_000_000_001,
    Number.MAX_SAFE_INTEGER,
    -1,
    -100,
  ])("%d", (value) => {
    expect(bytes.toString("latin1", 0, writeInteger(view, 0, value))).toBe(String(value));
  });
});

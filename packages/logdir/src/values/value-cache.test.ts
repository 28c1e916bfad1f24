import { describe, expect, test } from "vitest";
import { JoinedMemory } from "./joined-memory.ts";
import type { ReadValue } from "./read-value.ts";
import { ValueCache } from "./value-cache.ts";

describe("values that share memory", () => {
  const one = { sizeBytes: 1000 };

  test("go together, and count as all of it", () => {
    const cache = new ValueCache<{ readonly sizeBytes: number }>(10_000);
    const [piece, other] = [new ArrayBuffer(4000), new ArrayBuffer(4000)];
    for (const name of ["a", "b", "c"]) cache.keep(name, one, piece);
    cache.keep("d", one, other);
    expect(cache.read("a")).toBe(one);
    // 4300 and 4100 are kept; the piece that was used last stays.
    cache.keep("e", { sizeBytes: 2000 });
    expect(["a", "b", "c", "d", "e"].filter((name) => cache.read(name))).toEqual(["a", "b", "c", "e"]);
    for (const name of ["f", "g", "h", "i"]) cache.keep(name, { sizeBytes: 2400 });
    expect(["a", "b", "c", "e"].filter((name) => cache.read(name))).toEqual([]);
    expect(["f", "g", "h", "i"].filter((name) => cache.read(name))).toHaveLength(4);
  });

  test("are as new as the newest of them", () => {
    const cache = new ValueCache<{ readonly sizeBytes: number }>(8000);
    const piece = new ArrayBuffer(3000);
    cache.keep("a", one, piece);
    for (const name of ["x", "y"]) cache.keep(name, { sizeBytes: 2000 });
    cache.keep("b", one, piece);
    cache.keep("z", { sizeBytes: 2000 });
    expect(["a", "b", "x", "y", "z"].filter((name) => cache.read(name))).toEqual(["a", "b", "y", "z"]);
  });
});

describe("JoinedMemory", () => {
  const valueOf = (values: Float64Array): ReadValue => ({
    kind: "tensor",
    tensor: { kind: "numbers", dtype: "float64", shape: [values.length], values },
    tag: "",
    sizeBytes: values.byteLength,
  });
  const spans = (count: number) =>
    Array.from({ length: count }, () => ({ offsetBytes: 0, lengthBytes: 800 }));

  test("gives small values parts of one piece that do not touch, and large ones their own", () => {
    const memory = new JoinedMemory(spans(10), 2 ** 20);
    const [first, second] = [memory.doubles(100).fill(1), memory.doubles(100).fill(2)];
    expect(new Set(first)).toEqual(new Set([1]));
    expect(second.buffer).toBe(first.buffer);
    expect(memory.pieceOf(valueOf(second))).toBe(first.buffer);
    const large = memory.doubles(10_000);
    expect(large.buffer.byteLength).toBe(80_000);
    expect(memory.pieceOf(valueOf(large))).toBeUndefined();
  });

  test("takes no more than what is decoded needs, nor more than may be kept", () => {
    expect(new JoinedMemory(spans(1), 2 ** 20).doubles(50).buffer.byteLength).toBe(1200);
    const memory = new JoinedMemory(spans(1000), 2000);
    const pieces = new Set(Array.from({ length: 4 }, () => memory.doubles(100).buffer));
    expect([...pieces].map(({ byteLength }) => byteLength)).toEqual([2000, 2000]);
    expect(new JoinedMemory(spans(1000), 0).doubles(100).buffer.byteLength).toBe(800);
  });
});

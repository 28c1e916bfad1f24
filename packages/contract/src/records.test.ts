// The codecs of values that JSON has no words for.
import { expect, test } from "vitest";
import { z } from "zod";
import { readTensors, TensorPoint } from "./records.ts";

function overTheWire(point: TensorPoint): TensorPoint {
  return z.decode(
    TensorPoint,
    JSON.parse(JSON.stringify(z.encode(TensorPoint, point))) as z.input<typeof TensorPoint>,
  );
}

test("non-finite numbers survive", () => {
  const values = Float64Array.of(1.5, NaN, Infinity, -Infinity);
  expect(overTheWire({ kind: "numbers", dtype: "float32", shape: [4], values })).toEqual({
    kind: "numbers",
    dtype: "float32",
    shape: [4],
    values,
  });
});

test("64-bit integers survive to the last digit, as digits where a double would round them", () => {
  const values = [0n, -7n, 2n ** 53n - 1n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 64n - 1n];
  const point: TensorPoint = { kind: "integers", dtype: "uint64", shape: [6], values };
  expect(overTheWire(point)).toEqual(point);
  expect(z.encode(TensorPoint, point)).toMatchObject({
    values: [0, -7, 9007199254740991, "9007199254740993", "-9223372036854775808", "18446744073709551615"],
  });
});

test("at most so many points may be asked for, and at least four", () => {
  const asked = (maxPoints: number) => readTensors.body.safeParse({ maxPoints }).success;
  expect([asked(3), asked(4), asked(10_000), asked(10_001)]).toEqual([false, true, true, false]);
});

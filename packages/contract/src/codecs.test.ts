import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Float64Column, NumberColumn, NumberOrNonFinite } from "./codecs.ts";

const values = [0, -0.5, 1e300, 5e-324, Number.NaN, Infinity, -Infinity];
const wire = [0, -0.5, 1e300, 5e-324, "NaN", "Infinity", "-Infinity"];

describe("numbers on the wire", () => {
  test.each([Float64Column, NumberColumn])(
    "a column goes through JSON and back, non-finite values as strings",
    (column) => {
      const text = JSON.stringify(z.encode(column, Float64Array.from(values)));
      expect(JSON.parse(text)).toEqual(wire);
      expect(z.decode(column, JSON.parse(text) as number[])).toEqual(Float64Array.from(values));
    },
  );

  test("numbers may stand in any kind of column, doubles only in theirs", () => {
    for (const kept of [Float32Array.of(0.5, Infinity), Int32Array.of(3, -7)]) {
      expect(z.encode(NumberColumn, kept)).toEqual(
        Array.from(kept, (n) => (Number.isFinite(n) ? n : String(n))),
      );
      expect(Float64Column.safeEncode(kept as never).success).toBe(false);
    }
  });

  test("single numbers too", () => {
    expect(values.map((value) => z.encode(NumberOrNonFinite, value))).toEqual(wire);
    expect(wire.map((value) => z.decode(NumberOrNonFinite, value as number))).toEqual(values);
  });

  test("anything else is refused", () => {
    for (const wrong of [[1, "2"], [1, null], "NaN", [[1]], ["nan"], { length: 1 }])
      expect(NumberColumn.safeDecode(wrong as number[]).success).toBe(false);
    expect(NumberOrNonFinite.safeDecode("1" as never).success).toBe(false);
  });

  test("the JSON schema of a column says what its items are", () => {
    expect(z.toJSONSchema(NumberColumn, { io: "input", unrepresentable: "any" })).toMatchObject({
      type: "array",
      items: { anyOf: [{ type: "number" }, { type: "string", enum: ["NaN", "Infinity", "-Infinity"] }] },
    });
  });
});

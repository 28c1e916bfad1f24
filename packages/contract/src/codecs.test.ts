import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Float64Column, NumberOrNonFinite } from "./codecs.ts";

const values = [0, -0.5, 1e300, 5e-324, Number.NaN, Infinity, -Infinity];
const wire = [0, -0.5, 1e300, 5e-324, "NaN", "Infinity", "-Infinity"];

describe("numbers on the wire", () => {
  test("a column goes through JSON and back, non-finite values as strings", () => {
    const text = JSON.stringify(z.encode(Float64Column, Float64Array.from(values)));
    expect(JSON.parse(text)).toEqual(wire);
    expect(z.decode(Float64Column, JSON.parse(text) as number[])).toEqual(Float64Array.from(values));
  });

  test("single numbers too", () => {
    expect(values.map((value) => z.encode(NumberOrNonFinite, value))).toEqual(wire);
    expect(wire.map((value) => z.decode(NumberOrNonFinite, value as number))).toEqual(values);
  });

  test("anything else is refused", () => {
    for (const wrong of [[1, "2"], [1, null], "NaN", [[1]], ["nan"], { length: 1 }])
      expect(Float64Column.safeDecode(wrong as number[]).success).toBe(false);
    expect(NumberOrNonFinite.safeDecode("1" as never).success).toBe(false);
  });

  test("the JSON schema of a column says what its items are", () => {
    expect(z.toJSONSchema(Float64Column, { io: "input", unrepresentable: "any" })).toMatchObject({
      type: "array",
      items: { anyOf: [{ type: "number" }, { type: "string", enum: ["NaN", "Infinity", "-Infinity"] }] },
    });
  });
});

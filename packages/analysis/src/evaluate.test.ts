import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateExpression } from "./evaluate.ts";
import { parseExpression } from "./expression.ts";
import type { StepColumns } from "./join.ts";
import { smooth } from "./smooth.ts";

/** Step → value; wall times are the step and a tenth per column. */
type Model = ReadonlyMap<number, number>;

function columnsOf(model: Model, tenths = 0): StepColumns {
  const steps = Float64Array.from([...model.keys()].sort((a, b) => a - b));
  return {
    steps,
    wallTimesSeconds: steps.map((step) => step + tenths / 10),
    values: steps.map((step) => model.get(step) ?? NaN),
  };
}

function evaluated(text: string, models: Readonly<Record<string, Model>>): StepColumns {
  const result = parseExpression(text, (name) => Object.hasOwn(models, name));
  if (!result.ok) throw new Error(result.message);
  const columns = Object.entries(models).map(([tag, model], i) => [tag, columnsOf(model, i + 1)] as const);
  return evaluateExpression(result.expression, new Map(columns));
}

const points = (values: readonly number[], first = 0): Model =>
  new Map(values.map((value, i) => [first + i, value]));
const valuesOf = (text: string, values: readonly number[]): number[] => [
  ...evaluated(text, { a: points(values) }).values,
];

describe("evaluateExpression", () => {
  it("joins tags on the steps that both have, with the first one's wall times", () => {
    const a = new Map([
      [0, 1],
      [10, 2],
      [20, 3],
      [40, 4],
    ]);
    const b = new Map([
      [10, 5],
      [30, 6],
      [40, 7],
    ]);
    const sum = evaluated("2 * a + b", { a, b });
    expect([...sum.steps]).toEqual([10, 40]);
    expect([...sum.values]).toEqual([9, 15]);
    expect([...sum.wallTimesSeconds]).toEqual([10.1, 40.1]);
    expect([...evaluated("b - a", { a, b }).wallTimesSeconds]).toEqual([10.2, 40.2]);
    expect([...evaluated("a - c", { a, c: points([1, 2], 100) }).steps]).toEqual([]);
  });

  it("runs over the steps of what it is given, before the join", () => {
    const joined = evaluated("cumsum(a) + b", { a: points([1, 2, 3]), b: new Map([[2, 0]]) });
    expect([...joined.values]).toEqual([6]);
    const after = evaluated("cumsum(a + b)", { a: points([1, 2, 3]), b: new Map([[2, 0]]) });
    expect([...after.values]).toEqual([3]);
  });

  it.each([
    ["-a", [-1, 2, -4]],
    ["a ^ 2", [1, 4, 16]],
    ["-a ^ 2", [-1, -4, -16]],
    ["2 ^ a", [2, 0.25, 16]],
    ["10 / a - 1", [9, -6, 1.5]],
    ["abs(a)", [1, 2, 4]],
    ["exp(a)", [Math.E, Math.exp(-2), Math.exp(4)]],
    ["log(a)", [0, NaN, Math.log(4)]],
    ["log10(a * 10)", [1, NaN, Math.log10(40)]],
    ["log2(a)", [0, NaN, 2]],
    ["sqrt(a)", [1, NaN, 2]],
    ["min(a, 0, 1)", [0, -2, 0]],
    ["max(0, a)", [1, 0, 4]],
    ["pow(a, 3)", [1, -8, 64]],
    ["pow(2, 3) * a", [8, -16, 32]],
    ["cummax(a)", [1, 1, 4]],
    ["cummin(a)", [1, -2, -2]],
    ["delta(a)", [NaN, -3, 6]],
    ["cumsum(a)", [1, -1, 3]],
    ["a / 0", [Infinity, -Infinity, Infinity]],
    ["abs(-2) + 0 * a", [2, 2, 2]],
  ])("%s of 1, -2, 4", (text, expected) => {
    expect(valuesOf(text, [1, -2, 4])).toEqual(expected);
  });

  it("lets values that are not finite pass what runs over steps", () => {
    const values = [NaN, 2, Infinity, 1, NaN, 3];
    expect(valuesOf("cummax(a)", values)).toEqual([NaN, 2, Infinity, 2, NaN, 3]);
    expect(valuesOf("cummin(a)", values)).toEqual([NaN, 2, Infinity, 1, NaN, 1]);
    expect(valuesOf("cumsum(a)", values)).toEqual([NaN, 2, Infinity, 3, NaN, 6]);
    expect(valuesOf("ema(a, 0.5)", values)).toEqual([...smooth(Float64Array.from(values), 0.5)]);
  });

  it("leaves what it is given as it is", () => {
    const columns = columnsOf(points([1, 2]));
    const result = parseExpression("cumsum(-a) + ema(a, 0.5) * 2", (name) => name === "a");
    if (!result.ok) throw new Error(result.message);
    evaluateExpression(result.expression, new Map([["a", columns]]));
    expect([...columns.values]).toEqual([1, 2]);
  });

  it("refuses a tag without columns", () => {
    const result = parseExpression("a", () => true);
    if (!result.ok) throw new Error(result.message);
    expect(() => evaluateExpression(result.expression, new Map())).toThrow(RangeError);
  });

  it("equals a formula worked out step by step", () => {
    const model = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.double({ min: -50, max: 50, noNaN: true })))
      .map((all) => new Map(all));
    fc.assert(
      fc.property(model, model, model, (a, b, c) => {
        const got = evaluated("max(a, b) - c / (2 + abs(a)) * -b ^ 2", { a, b, c });
        const steps = [...a.keys()].filter((step) => b.has(step) && c.has(step)).sort((x, y) => x - y);
        expect([...got.steps]).toEqual(steps);
        steps.forEach((step, i) => {
          const [x = NaN, y = NaN, z = NaN] = [a, b, c].map((one) => one.get(step));
          expect(got.values[i]).toBe(Math.max(x, y) - (z / (2 + Math.abs(x))) * -(y ** 2));
        });
      }),
    );
  });
});

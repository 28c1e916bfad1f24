import { describe, expect, test } from "vitest";
import { encodeFeatures, splitRows, statisticsOf } from "./features.ts";
import { type NumberColumn, parseTable } from "./table.ts";

const numbers = (...values: number[]): NumberColumn => ({
  kind: "number",
  name: "x",
  values: Float64Array.from(values),
});

describe("statistics", () => {
  test("leave missing values out", () => {
    expect(statisticsOf(numbers(2, 4, NaN, 4, 4, 5, 5, 7, 9))).toEqual({
      count: 8,
      missingCount: 1,
      min: 2,
      max: 9,
      mean: 5,
      standardDeviation: 2,
    });
  });

  test("keep their digits far from zero", () => {
    const { mean, standardDeviation } = statisticsOf(numbers(1e9 + 1, 1e9 + 2, 1e9 + 3));
    expect(mean).toBe(1e9 + 2);
    expect(standardDeviation).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });

  test("of nothing are no numbers", () => {
    expect(statisticsOf(numbers(NaN))).toMatchObject({ count: 0, missingCount: 1, mean: NaN, min: NaN });
  });
});

describe("features", () => {
  const { columns, rowCount } = parseTable("x,color,same\n1,red,5\n3,blue,5\n,red,5\n100,green,5\n");

  test("are normalised by the rows that are trained on", () => {
    const { values, width, names } = encodeFeatures(columns, rowCount, Uint32Array.of(0, 1, 2));
    expect(names).toEqual(["x", "color=blue", "color=green", "color=red", "same"]);
    expect(width).toBe(5);
    expect([...values]).toEqual([
      ...[-1, 0, 0, 1, 0],
      ...[1, 1, 0, 0, 0],
      ...[0, 0, 0, 1, 0],
      ...[98, 0, 1, 0, 0],
    ]);
  });

  test("of texts that all differ are refused", () => {
    const texts = Array.from({ length: 10_001 }, (_, index) => `t${index}`).join("\n");
    const table = parseTable(texts, { header: "no" });
    expect(() => encodeFeatures(table.columns, table.rowCount, Uint32Array.of(0))).toThrow(
      /10001 different categories/,
    );
  });
});

describe("a split", () => {
  test("has every row once, and is the same for the same seed", () => {
    const { train, validation } = splitRows(100, 0.2, 5);
    expect([train.length, validation.length]).toEqual([80, 20]);
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, row) => row),
    );
    expect(splitRows(100, 0.2, 5)).toEqual({ train, validation });
    expect(splitRows(100, 0.2, 6).validation).not.toEqual(validation);
  });

  test("leaves a row to train on", () => {
    expect(splitRows(1, 0.9, 0).train).toHaveLength(1);
    expect(splitRows(3, 0, 0).validation).toHaveLength(0);
    expect(() => splitRows(3, 1, 0)).toThrow(/cannot be set aside/);
  });
});

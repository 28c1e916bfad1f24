import type { ScalarColumns } from "@runboard/store";
import { describe, expect, test } from "vitest";
import { BlockWriter } from "./block-writer.ts";
import { rowLayouts, seriesBlocks, thinOut } from "./series-text.ts";

function series(values: readonly number[], firstStep = 0): ScalarColumns {
  return {
    run: "r",
    tag: "t",
    steps: Float64Array.from(values, (_, index) => firstStep + index),
    wallTimesSeconds: Float64Array.from(values, (_, index) => 1_700_000_000.5 + index),
    values: Float64Array.from(values),
    pointCount: values.length,
    pointCountInRange: values.length,
    firstWallTimeSeconds: 1_700_000_000.5,
    firstStep,
    lastStep: firstStep + values.length - 1,
  };
}

function written(
  columns: ScalarColumns,
  layout: keyof typeof rowLayouts,
  blockBytes?: number,
): readonly Buffer[] {
  const writer = new BlockWriter(blockBytes);
  const full = [...seriesBlocks(writer, columns, rowLayouts[layout])];
  return [...full, ...writer.takeAll()];
}

function text(columns: ScalarColumns, layout: keyof typeof rowLayouts): string {
  return Buffer.concat(written(columns, layout)).toString();
}

describe("seriesBlocks", () => {
  const columns = series([0, NaN, Infinity, -Infinity, Math.fround(0.1)], 3);

  test("JSON arrays as TensorBoard writes them", () => {
    expect(text(columns, "jsonArray")).toBe(
      '[1700000000.5, 3, 0.0], [1700000001.5, 4, "NaN"], [1700000002.5, 5, "Infinity"], ' +
        '[1700000003.5, 6, "-Infinity"], [1700000004.5, 7, 0.10000000149011612]',
    );
  });

  test("JSON objects", () => {
    expect(text(series([1, NaN]), "jsonObject")).toBe(
      '{"wallTime": 1700000000.5, "step": 0, "value": 1.0}, {"wallTime": 1700000001.5, "step": 1, "value": "NaN"}',
    );
  });

  test("CSV with Python's words for what is not finite", () => {
    expect(text(columns, "csv")).toBe(
      "1700000000.5,3,0.0\r\n1700000001.5,4,nan\r\n1700000002.5,5,inf\r\n1700000003.5,6,-inf\r\n1700000004.5,7,0.10000000149011612\r\n",
    );
  });

  test("long series come in blocks that make up the same text", () => {
    const long = series(Array.from({ length: 30_000 }, (_, index) => Math.fround(Math.sin(index))));
    const blocks = written(long, "jsonArray", 1 << 16);
    expect(blocks.length).toBeGreaterThan(3);
    const rows = JSON.parse(`[${Buffer.concat(blocks).toString()}]`) as readonly [number, number, number][];
    expect(rows).toEqual(
      Array.from(long.steps, (step, row) => [long.wallTimesSeconds[row], step, long.values[row]]),
    );
  });

  test("an empty series is no text", () => {
    expect(text(series([]), "jsonArray")).toBe("");
  });
});

describe("thinOut", () => {
  const columns = series(Array.from({ length: 1000 }, (_, index) => index));

  test("keeps everything within the limit, and without one", () => {
    expect(thinOut(columns, 1000)).toBe(columns);
    expect(thinOut(columns, 0)).toBe(columns);
  });

  test("spreads what is kept evenly, the last point among it", () => {
    const { steps, values, wallTimesSeconds } = thinOut(columns, 10);
    expect([...steps]).toEqual([0, 111, 222, 333, 444, 555, 666, 777, 888, 999]);
    expect([...values]).toEqual([...steps]);
    expect(wallTimesSeconds[9]).toBe(1_700_000_999.5);
  });

  test("a limit of one keeps the last", () => {
    expect([...thinOut(columns, 1).steps]).toEqual([999]);
  });

  test("never repeats a point", () => {
    for (const limit of [2, 3, 7, 333, 667, 998, 999]) {
      const { steps } = thinOut(columns, limit);
      expect(new Set(steps).size).toBe(limit);
      expect(steps.at(-1)).toBe(999);
    }
  });
});

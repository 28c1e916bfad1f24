import type { ValueReader } from "@runboard/logdir";
import type { RecordColumns } from "@runboard/store";
import { describe, expect, test } from "vitest";
import { HistogramReader } from "../histogram-reader.ts";
import { gridOf, type GridQuery } from "./histogram-grid.ts";
import { Breath } from "./long-work.ts";

interface Series {
  readonly wallTimesSeconds: readonly number[];
  /** Of each histogram. */
  readonly bins: readonly Float64Array[];
}

/** A reader over values in memory, and which of them were read. */
function readerOf({ wallTimesSeconds, bins }: Series) {
  const count = bins.length;
  const columns: RecordColumns = {
    run: "run",
    tag: "tag",
    metadata: {
      plugin: "histograms",
      dataClass: "tensor",
      displayName: "",
      description: "",
      pluginContent: new Uint8Array(0),
    },
    steps: Float64Array.from({ length: count }, (_, i) => i),
    wallTimesSeconds: Float64Array.from(wallTimesSeconds),
    offsetsBytes: new Float64Array(count),
    // So that each is read by itself.
    lengthsBytes: new Float64Array(count).fill(4 * 2 ** 20),
    fileIndexes: new Int32Array(count),
    files: [{ path: "/logs/run/events", identity: "" }],
    details: bins.map(({ length }) => ({ kind: "tensor", dtype: "float64", shape: [length / 3, 3] })),
    pointCount: count,
    pointCountInRange: count,
    firstWallTimeSeconds: wallTimesSeconds[0] ?? null,
  };
  const readIndexes: number[] = [];
  const values: Pick<ValueReader, "readTensors"> = {
    readTensors: (_, selection) => {
      const indexes = selection?.indexes ?? [];
      readIndexes.push(...indexes);
      return Promise.resolve(
        indexes.map((index) => {
          const rows = bins[index] ?? new Float64Array(0);
          const shape = [rows.length / 3, 3];
          const tensor = { kind: "numbers", dtype: "float64", shape, values: rows } as const;
          return { kind: "tensor", tag: "tag", sizeBytes: 0, tensor };
        }),
      );
    },
  };
  const { signal } = new AbortController();
  const roots = [{ name: null, path: "/logs" }];
  return {
    reader: new HistogramReader(columns, { values, roots, breath: new Breath(signal), signal }),
    readIndexes,
  };
}

const query: GridQuery = { axis: "wall", columnCount: 1000, rowCount: 2, scale: { kind: "linear" } };

describe("a grid", () => {
  test("of more rows than are held reads the rest again, once it is known from where to where they go", async () => {
    const ROWS = 30_000;
    const rows = Float64Array.from({ length: 3 * ROWS }, (_, i) =>
      i % 3 === 2 ? 1 : Math.floor(i / 3) + (i % 3),
    );
    // Two thirds of the values beyond it are those of the last.
    const last = Float64Array.of(0, 1, 1, 2 * ROWS, 3 * ROWS, 2);
    const bins = [...new Array<Float64Array>(95).fill(rows), last];
    const { reader, readIndexes } = readerOf({ wallTimesSeconds: [...bins.keys()], bins });
    const grid = await gridOf(reader, query);
    expect([...grid.rowEdges]).toEqual([0, 1.5 * ROWS, 3 * ROWS]);
    expect([...grid.stepCounts]).toEqual(new Array(96).fill(1));
    for (let column = 0; column < 95; column++) {
      expect(grid.shares[2 * column]).toBeCloseTo(1, 9);
      expect(grid.shares[2 * column + 1]).toBe(0);
    }
    expect([grid.shares[190], grid.shares[191]]).toEqual([1 / 3, 2 / 3]);
    // 8 million numbers are 88.9 of them.
    expect(readIndexes).toEqual([...bins.keys(), 89, 90, 91, 92, 93, 94, 95]);
  });

  test("with a range of values is worked out in one reading", async () => {
    const bins = [Float64Array.of(0, 1, 1), Float64Array.of(-5, 5, 10)];
    const { reader, readIndexes } = readerOf({ wallTimesSeconds: [1, 2], bins });
    const grid = await gridOf(reader, { ...query, valueRange: [0, 2] });
    expect(readIndexes).toEqual([0, 1]);
    expect([...grid.shares]).toEqual([1, 0, 0.1, 0.1]);
    expect(grid.valueRange).toEqual([-5, 5]);
  });

  test("has no place for a time that is no number, and says so", async () => {
    const bins = new Array<Float64Array>(3).fill(Float64Array.of(0, 1, 1));
    const { reader, readIndexes } = readerOf({ wallTimesSeconds: [1, NaN, 3], bins });
    const grid = await gridOf(reader, query);
    expect([...grid.columnEdges]).toEqual([0, 2, 4]);
    expect(readIndexes).toEqual([0, 2]);
    expect(reader.problems).toEqual({
      problems: [
        {
          step: 1,
          file: "run/events",
          code: "malformed",
          reason: "its wall time is no number: it has no place on this axis",
        },
      ],
      problemCount: 1,
    });
  });

  test("has finite edges for times at the ends of what a double holds", async () => {
    const times = [-Number.MAX_VALUE, 0, Number.MAX_VALUE];
    const bins = new Array<Float64Array>(3).fill(Float64Array.of(0, 1, 1));
    for (const columnCount of [1, 2, 3]) {
      const grid = await gridOf(readerOf({ wallTimesSeconds: times, bins }).reader, {
        ...query,
        columnCount,
      });
      expect(grid.columnEdges).toHaveLength(columnCount + 1);
      expect(grid.columnEdges.every(Number.isFinite)).toBe(true);
      expect(grid.stepCounts.reduce((sum, count) => sum + count, 0)).toBe(3);
    }
  });
});

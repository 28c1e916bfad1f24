import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { ArrowTable } from "./arrow-table.ts";
import {
  histogramColumns,
  histogramGridColumns,
  histogramGridOfTable,
  histogramQuantilesColumns,
  histogramQuantilesOfTable,
  histogramsOfTable,
  type HistogramGridAnswer,
  type HistogramQuantilesAnswer,
  type HistogramsAnswer,
} from "./histograms-table.ts";
import { HistogramGridSeries, HistogramQuantilesSeries, HistogramSeries } from "./histograms.ts";
import { RunName, Tag } from "./vocabulary.ts";

let next = 0;
/** Numbers that stand nowhere else. */
const column = (length: number): Float64Array<ArrayBuffer> => Float64Array.from({ length }, () => next++);

const named = { run: RunName.parse("run"), tag: Tag.parse("tag"), pointCount: 9, pointCountInRange: 5 };
const problems = [{ step: 3, file: "run/events", code: "malformed" as const, reason: "row 1 of 1: …" }];

const places = (length: number) => ({
  ...named,
  plugin: "histograms",
  firstWallTimeSeconds: 1,
  valueRange: [-1, 2] as [number, number],
  problems,
  problemCount: 1,
  steps: column(length),
  wallTimesSeconds: column(length),
  counts: column(length),
  leasts: column(length).fill(NaN),
  greatests: column(length),
  means: column(length),
  deviations: column(length),
  zeroShares: column(length),
  nanCounts: column(length),
  negativeInfinityCounts: column(length),
  positiveInfinityCounts: column(length),
});

const histograms: HistogramsAnswer = {
  revision: 3,
  series: [
    { ...places(2), rowCounts: Float64Array.of(0, 4), rows: column(12) },
    { ...places(0), rowCounts: column(0), rows: column(0), valueRange: null },
    { ...places(1), rowCounts: Float64Array.of(1), rows: column(3), superseded: [1] },
  ],
};
const quantiles: HistogramQuantilesAnswer = {
  revision: 3,
  series: [
    { ...places(3), quantiles: column(6), change: Infinity },
    { ...places(0), quantiles: column(0), change: null },
  ],
};
const grid: HistogramGridAnswer = {
  revision: 3,
  series: [
    {
      ...named,
      firstWallTimeSeconds: null,
      valueRange: null,
      problems: [],
      problemCount: 0,
      columnEdges: column(3),
      stepCounts: column(2),
      firstSteps: column(2),
      lastSteps: column(2),
      nanCounts: column(2),
      negativeInfinityCounts: column(2),
      positiveInfinityCounts: column(2),
      belowCounts: column(2),
      rowEdges: column(4),
      shares: column(6),
    },
  ],
};

type Series = HistogramSeries | HistogramQuantilesSeries | HistogramGridSeries;

function tableOf(
  answer: { readonly revision: number; readonly series: readonly Series[] },
  names: readonly string[],
): ArrowTable {
  const columnsOf = (one: Series) =>
    names.map((name) => one[name as keyof Series] as unknown as Float64Array);
  const empty = Object.fromEntries(names.map((name) => [name, new Float64Array(0)]));
  const schema = z.union([HistogramSeries, HistogramQuantilesSeries, HistogramGridSeries]);
  const series = answer.series.map((one) => z.encode(schema, { ...one, ...empty }));
  const columns = answer.series.flatMap(columnsOf);
  return {
    metadata: {
      answer: JSON.stringify({ revision: answer.revision, series }),
      lengths: JSON.stringify(answer.series.map((one) => columnsOf(one).map(({ length }) => length))),
    },
    columns: { value: Float64Array.from(columns.flatMap((numbers) => [...numbers])) },
  };
}

describe("a table of histograms", () => {
  test("gives back its answer, columns as views of one buffer", () => {
    expect(histogramQuantilesOfTable(tableOf(quantiles, histogramQuantilesColumns))).toEqual(quantiles);
    expect(histogramGridOfTable(tableOf(grid, histogramGridColumns))).toEqual(grid);
    const table = tableOf(histograms, histogramColumns);
    const answer = histogramsOfTable(table);
    expect(answer).toEqual(histograms);
    expect(answer.series[2]?.rows.buffer).toBe((table.columns["value"] as Float64Array).buffer);
  });

  const changed = (series: Partial<HistogramSeries>): ArrowTable =>
    tableOf(
      { revision: 3, series: histograms.series.slice(0, 1).map((one) => ({ ...one, ...series })) },
      histogramColumns,
    );

  test.each([
    [changed({ means: column(3) }), "tag: the Arrow table has 3 means, not 2"],
    [changed({ rowCounts: column(1) }), "tag: the Arrow table has 1 rowCounts, not 2"],
    [changed({ rows: column(11) }), "tag: the Arrow table has 11 rows, not 12"],
    [
      changed({ rowCounts: Float64Array.of(5, -1) }),
      "tag: a histogram of the Arrow table has no number of rows",
    ],
    [
      changed({ rowCounts: Float64Array.of(3.5, 0.5) }),
      "tag: a histogram of the Arrow table has no number of rows",
    ],
    [changed({ superseded: [0] }), "tag: the Arrow table has 1 superseded, not 2"],
  ])("that does not fit together is refused %#", (table, words) => {
    expect(() => histogramsOfTable(table)).toThrow(new TypeError(words));
  });

  test("of another kind, cut short or without its metadata is refused", () => {
    const table = tableOf(histograms, histogramColumns);
    const withLengths = (lengths: unknown) => ({
      ...table,
      metadata: { ...table.metadata, lengths: JSON.stringify(lengths) },
    });
    expect(() => histogramGridOfTable(table)).toThrow(z.ZodError);
    expect(() => histogramsOfTable({ ...table, columns: { value: column(40) } })).toThrow(TypeError);
    expect(() => histogramsOfTable({ ...table, columns: { value: column(400) } })).toThrow(TypeError);
    expect(() => histogramsOfTable(withLengths([[2]]))).toThrow(TypeError);
    expect(() => histogramsOfTable(withLengths([[2], [2], [2]]))).toThrow(TypeError);
    expect(() => histogramsOfTable(withLengths([[-1]]))).toThrow(z.ZodError);
    expect(() => histogramsOfTable({ ...table, metadata: {} })).toThrow(TypeError);
  });

  test("whose quantiles are not as many for each histogram is refused", () => {
    const [first] = quantiles.series;
    if (!first) throw new Error("no series");
    const uneven = { revision: 3, series: [{ ...first, quantiles: column(7) }] };
    expect(() => histogramQuantilesOfTable(tableOf(uneven, histogramQuantilesColumns))).toThrow(TypeError);
  });

  test("whose grid has not a share for each cell is refused", () => {
    const [first] = grid.series;
    if (!first) throw new Error("no series");
    const tables = [{ shares: column(5) }, { belowCounts: column(3) }, { columnEdges: column(2) }].map(
      (part) => tableOf({ revision: 3, series: [{ ...first, ...part }] }, histogramGridColumns),
    );
    for (const table of tables) expect(() => histogramGridOfTable(table)).toThrow(TypeError);
  });
});

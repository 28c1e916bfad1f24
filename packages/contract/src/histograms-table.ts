// Answers of histograms as Arrow tables: all their columns in one, and all else as JSON.
import { z } from "zod";
import { decodeTable, type ArrowTable } from "./arrow-table.ts";
import type { EndpointResponse } from "./endpoint.ts";
import { readHistogramGrid, readHistogramQuantiles, readHistograms } from "./histograms.ts";
import { doublesOf, metadataOf } from "./table-columns.ts";

export type HistogramsAnswer = EndpointResponse<typeof readHistograms>;
export type HistogramQuantilesAnswer = EndpointResponse<typeof readHistogramQuantiles>;
export type HistogramGridAnswer = EndpointResponse<typeof readHistogramGrid>;

/** Of each histogram of a series, in the tables' order. */
const placeColumns = [
  "steps",
  "wallTimesSeconds",
  "counts",
  "leasts",
  "greatests",
  "means",
  "deviations",
  "zeroShares",
  "nanCounts",
  "negativeInfinityCounts",
  "positiveInfinityCounts",
] as const;

export const histogramColumns = [...placeColumns, "rowCounts", "rows"] as const;

export const histogramQuantilesColumns = [...placeColumns, "quantiles"] as const;

export const histogramGridColumns = [
  "columnEdges",
  "stepCounts",
  "firstSteps",
  "lastSteps",
  "nanCounts",
  "negativeInfinityCounts",
  "positiveInfinityCounts",
  "belowCounts",
  "rowEdges",
  "shares",
] as const;

/** Reads the bytes of the Arrow answer of `readHistograms`. Throws as `histogramsOfTable`. */
export function decodeHistogramsTable(bytes: Uint8Array): HistogramsAnswer {
  return histogramsOfTable(decodeTable(bytes));
}

/**
 * Reads the Arrow answer of `readHistograms`. The columns are views of one buffer.
 * Throws TypeError or ZodError when the table is not such an answer.
 */
export function histogramsOfTable(table: ArrowTable): HistogramsAnswer {
  const answer = z.parse(readHistograms.response, metadataOf(table, "answer"));
  const series = withColumns(answer.series, histogramColumns, table);
  for (const one of series) {
    checkPlaces(one);
    checkLength(one.tag, "rowCounts", one.rowCounts, one.steps.length);
    const rowCount = one.rowCounts.reduce((sum, count) => sum + count, 0);
    if (!one.rowCounts.every((count) => Number.isSafeInteger(count) && count >= 0))
      throw new TypeError(`${one.tag}: a histogram of the Arrow table has no number of rows`);
    checkLength(one.tag, "rows", one.rows, 3 * rowCount);
  }
  return { ...answer, series };
}

/** Reads the bytes of the Arrow answer of `readHistogramQuantiles`. Throws as `histogramQuantilesOfTable`. */
export function decodeHistogramQuantilesTable(bytes: Uint8Array): HistogramQuantilesAnswer {
  return histogramQuantilesOfTable(decodeTable(bytes));
}

/**
 * Reads the Arrow answer of `readHistogramQuantiles`. The columns are views of one buffer.
 * Throws TypeError or ZodError when the table is not such an answer.
 */
export function histogramQuantilesOfTable(table: ArrowTable): HistogramQuantilesAnswer {
  const answer = z.parse(readHistogramQuantiles.response, metadataOf(table, "answer"));
  const series = withColumns(answer.series, histogramQuantilesColumns, table);
  for (const one of series) {
    checkPlaces(one);
    // As many a histogram as were asked for.
    const each = one.steps.length === 0 ? 0 : Math.floor(one.quantiles.length / one.steps.length);
    checkLength(one.tag, "quantiles", one.quantiles, each * one.steps.length);
  }
  return { ...answer, series };
}

/** Reads the bytes of the Arrow answer of `readHistogramGrid`. Throws as `histogramGridOfTable`. */
export function decodeHistogramGridTable(bytes: Uint8Array): HistogramGridAnswer {
  return histogramGridOfTable(decodeTable(bytes));
}

/**
 * Reads the Arrow answer of `readHistogramGrid`. The columns are views of one buffer.
 * Throws TypeError or ZodError when the table is not such an answer.
 */
export function histogramGridOfTable(table: ArrowTable): HistogramGridAnswer {
  const answer = z.parse(readHistogramGrid.response, metadataOf(table, "answer"));
  const series = withColumns(answer.series, histogramGridColumns, table);
  for (const one of series) {
    const columnCount = Math.max(0, one.columnEdges.length - 1);
    const rowCount = Math.max(0, one.rowEdges.length - 1);
    for (const name of histogramGridColumns)
      if (name !== "columnEdges" && name !== "rowEdges")
        checkLength(one.tag, name, one[name], name === "shares" ? columnCount * rowCount : columnCount);
  }
  return { ...answer, series };
}

type Columns<Name extends string> = Record<Name, Float64Array>;

const Lengths = z.array(z.array(z.int().nonnegative()));

/** The series of the metadata, whose columns are empty, with those of the table. */
function withColumns<Name extends string, Series extends Columns<Name>>(
  all: readonly Series[],
  names: readonly Name[],
  table: ArrowTable,
): Series[] {
  const values = doublesOf(table, "value");
  const lengths = z.parse(Lengths, metadataOf(table, "lengths"));
  if (lengths.length !== all.length)
    throw new TypeError(`the Arrow table has columns of ${lengths.length} series for ${all.length}`);
  let end = 0;
  const filled = all.map((series, index) => {
    const ofSeries = lengths[index] ?? [];
    if (ofSeries.length !== names.length)
      throw new TypeError(`the Arrow table has ${ofSeries.length} columns of a series, not ${names.length}`);
    const columns: Partial<Columns<Name>> = {};
    for (const [column, name] of names.entries()) {
      const start = end;
      end += ofSeries[column] ?? 0;
      columns[name] = values.subarray(start, end);
    }
    return { ...series, ...columns };
  });
  if (end !== values.length)
    throw new TypeError(`the Arrow table has ${values.length} numbers for columns of ${end}`);
  return filled;
}

function checkPlaces(
  series: Columns<(typeof placeColumns)[number]> & {
    readonly tag: string;
    readonly superseded?: readonly number[] | undefined;
  },
): void {
  const { steps, superseded = steps } = series;
  for (const name of placeColumns) checkLength(series.tag, name, series[name], steps.length);
  checkLength(series.tag, "superseded", superseded, steps.length);
}

function checkLength(tag: string, name: string, column: ArrayLike<number>, length: number): void {
  if (column.length !== length)
    throw new TypeError(`${tag}: the Arrow table has ${column.length} ${name}, not ${length}`);
}

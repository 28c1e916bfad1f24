// Histograms as Arrow tables (see `readHistograms` in the contract): all columns in one, and all else as JSON.
import {
  histogramColumns,
  histogramGridColumns,
  histogramQuantilesColumns,
  readHistogramGrid,
  readHistogramQuantiles,
  readHistograms,
  type HistogramGridAnswer,
  type HistogramQuantilesAnswer,
  type HistogramsAnswer,
} from "@runboard/contract";
import { z } from "zod";
import { encodeTable, float64Data } from "./arrow-table.ts";

export function encodeHistograms(answer: HistogramsAnswer): Uint8Array {
  const { series, values, lengths } = splitColumns(answer.series, histogramColumns);
  return encode(z.encode(readHistograms.response, { ...answer, series }), values, lengths);
}

export function encodeHistogramQuantiles(answer: HistogramQuantilesAnswer): Uint8Array {
  const { series, values, lengths } = splitColumns(answer.series, histogramQuantilesColumns);
  return encode(z.encode(readHistogramQuantiles.response, { ...answer, series }), values, lengths);
}

export function encodeHistogramGrid(answer: HistogramGridAnswer): Uint8Array {
  const { series, values, lengths } = splitColumns(answer.series, histogramGridColumns);
  return encode(z.encode(readHistogramGrid.response, { ...answer, series }), values, lengths);
}

/** Series with empty columns, and what was in them, one after the other. */
function splitColumns<Name extends string, Series extends Record<Name, Float64Array>>(
  all: readonly Series[],
  names: readonly Name[],
) {
  const lengths = all.map((series) => names.map((name) => series[name].length));
  const values = new Float64Array(lengths.flat().reduce((sum, length) => sum + length, 0));
  let at = 0;
  const series = all.map((one) => {
    const emptied = { ...one };
    for (const name of names) {
      values.set(one[name], at);
      at += one[name].length;
      emptied[name] = empty as Series[Name];
    }
    return emptied;
  });
  return { series, values, lengths };
}

const empty = new Float64Array(0);

function encode(answer: unknown, values: Float64Array, lengths: readonly (readonly number[])[]): Uint8Array {
  const metadata = { answer: JSON.stringify(answer), lengths: JSON.stringify(lengths) };
  return encodeTable([["value", float64Data(values)]], metadata);
}

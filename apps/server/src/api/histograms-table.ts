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
import type { AnswerMemory } from "../answer-memory.ts";
import { encodeTable, float64Data } from "./arrow-table.ts";

export function encodeHistograms(answer: HistogramsAnswer, memory: AnswerMemory): Promise<Uint8Array> {
  const { series, values, lengths } = splitColumns(answer.series, histogramColumns, memory);
  return encode(z.encode(readHistograms.response, { ...answer, series }), values, lengths, memory);
}

export function encodeHistogramQuantiles(
  answer: HistogramQuantilesAnswer,
  memory: AnswerMemory,
): Promise<Uint8Array> {
  const { series, values, lengths } = splitColumns(answer.series, histogramQuantilesColumns, memory);
  return encode(z.encode(readHistogramQuantiles.response, { ...answer, series }), values, lengths, memory);
}

export function encodeHistogramGrid(answer: HistogramGridAnswer, memory: AnswerMemory): Promise<Uint8Array> {
  const { series, values, lengths } = splitColumns(answer.series, histogramGridColumns, memory);
  return encode(z.encode(readHistogramGrid.response, { ...answer, series }), values, lengths, memory);
}

/** Series with empty columns, and what was in them, one after the other. */
function splitColumns<Name extends string, Series extends Record<Name, Float64Array>>(
  all: readonly Series[],
  names: readonly Name[],
  memory: AnswerMemory,
) {
  const lengths = all.map((series) => names.map((name) => series[name].length));
  const values = memory.doubles(lengths.flat().reduce((sum, length) => sum + length, 0));
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

function encode(
  answer: unknown,
  values: Float64Array,
  lengths: readonly (readonly number[])[],
  memory: AnswerMemory,
): Promise<Uint8Array> {
  const metadata = { answer: JSON.stringify(answer), lengths: JSON.stringify(lengths) };
  return encodeTable([["value", float64Data(values)]], metadata, memory);
}

// Tensors as an Arrow table: their numbers are most of the answer, and as JSON they cost five times as much as reading them.
import { z } from "zod";
import { decodeTable, type ArrowTable } from "./arrow-table.ts";
import type { EndpointResponse } from "./endpoint.ts";
import { readTensors, type TensorPoint, TensorSeries } from "./records.ts";
import { doublesOf, metadataOf } from "./table-columns.ts";

export type TensorsAnswer = EndpointResponse<typeof readTensors>;

/** What the table's metadata hold of an answer: of tensors of one kind, type and shape that follow each other only the first, without its numbers. */
export const TensorsTableAnswer = readTensors.response.extend({
  series: z.array(
    TensorSeries.extend({
      /** How many points in a row each of `tensors` stands for. */
      tensorCounts: z.array(z.int().min(1)),
    }),
  ),
});

/** How many numbers of the table's column are the tensor's. */
export function columnLength(point: TensorPoint): number {
  if (point.kind !== "numbers" && point.kind !== "complex") return 0;
  return point.shape.reduce((product, size) => product * size, point.kind === "complex" ? 2 : 1);
}

/** Reads the bytes of the Arrow answer of `readTensors`. Throws as `tensorsOfTable`. */
export function decodeTensorsTable(bytes: Uint8Array): TensorsAnswer {
  return tensorsOfTable(decodeTable(bytes));
}

/**
 * Reads the Arrow answer of `readTensors`. The numbers are views of one buffer.
 * Throws TypeError or ZodError when the table is not such an answer.
 */
export function tensorsOfTable(table: ArrowTable): TensorsAnswer {
  const answer = z.parse(TensorsTableAnswer, metadataOf(table, "answer"));
  const values = doublesOf(table, "value");
  let end = 0;
  const filled = (point: TensorPoint): TensorPoint => {
    if (point.kind !== "numbers" && point.kind !== "complex") return point;
    const start = end;
    end += columnLength(point);
    if (end > values.length) throw new TypeError("the Arrow table has fewer numbers than its tensors");
    return { ...point, values: values.subarray(start, end) };
  };
  const series = answer.series.map(({ tensors, tensorCounts, ...places }) => {
    const pointCount = tensorCounts.reduce((sum, count) => sum + count, 0);
    if (tensors.length !== tensorCounts.length || pointCount !== places.steps.length)
      throw new TypeError(`the Arrow table has ${pointCount} tensors for ${places.steps.length} points`);
    const all = tensors.flatMap((tensor, i) => new Array<TensorPoint>(tensorCounts[i] ?? 0).fill(tensor));
    return { ...places, tensors: all.map(filled) };
  });
  return { ...answer, series };
}

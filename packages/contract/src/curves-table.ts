// Curves as an Arrow table: a module of its own, so that a page that only draws series does not load it.
import { tableFromIPC } from "@uwdata/flechette";
import { z } from "zod";
import { columnOf, float64ColumnOf, headersOf } from "./arrow.ts";
import { Curve, readCurves, type CurvesQuery } from "./curves.ts";
import type { EndpointResponse } from "./endpoint.ts";
import { requestEndpoint, type CallOptions } from "./request.ts";
import { ARROW_STREAM } from "./series.ts";

export type CurvesAnswer = EndpointResponse<typeof readCurves>;

/** What the table's schema metadata says of each curve. */
export const CurveHeader = Curve.pick({
  source: true,
  run: true,
  group: true,
  pointCount: true,
  pointCountInRange: true,
});
export type CurveHeader = z.infer<typeof CurveHeader>;

/** Columns that every curve has, and those that curves may lack, in the table's order. */
export const curveColumns = {
  always: ["xs", "values"],
  perhaps: ["smoothed", "lower", "upper", "runCounts", "steps", "wallTimesSeconds"],
} as const satisfies Record<string, readonly (keyof Curve)[]>;

const CurvesMetadata = z.object({ revision: z.coerce.number().int(), curves: z.array(CurveHeader) });

/** As `callEndpoint(readCurves, …)`, over Arrow. Throws as it does, and TypeError when the answer is not the table of the contract. */
export async function readCurvesArrow(
  query: z.input<typeof CurvesQuery>,
  options: CallOptions,
): Promise<CurvesAnswer> {
  const response = await requestEndpoint(readCurves, { body: query }, ARROW_STREAM, options);
  return decodeCurvesTable(new Uint8Array(await response.arrayBuffer()));
}

/**
 * Reads the Arrow answer of `readCurves`. The columns are views of one buffer per column.
 * Throws TypeError or ZodError when the bytes are not such a table.
 */
export function decodeCurvesTable(bytes: Uint8Array): CurvesAnswer {
  const table = tableFromIPC(bytes);
  const { revision, curves } = CurvesMetadata.parse({
    revision: table.schema.metadata?.get("revision"),
    curves: headersOf(table, "curves"),
  });
  const ids = columnOf(table, "curve");
  const xs = float64ColumnOf(table, "xs");
  const values = float64ColumnOf(table, "values");
  const others = curveColumns.perhaps
    .filter((name) => table.names.includes(name))
    .map((name) => ({ name, column: float64ColumnOf(table, name) }));
  let end = 0;
  return {
    revision,
    curves: curves.map((header, id) => {
      const start = end;
      while (end < ids.length && ids[end] === id) end += 1;
      const curve: Curve = { ...header, xs: xs.subarray(start, end), values: values.subarray(start, end) };
      for (const { name, column } of others) curve[name] = column.subarray(start, end);
      return curve;
    }),
  };
}

// Curves as an Arrow table.
import { z } from "zod";
import { decodeTable, type ArrowTable } from "./arrow-table.ts";
import { Curve, type readCurves } from "./curves.ts";
import type { EndpointResponse } from "./endpoint.ts";
import { doublesOf, metadataOf, numbersOf } from "./table-columns.ts";

export type CurvesAnswer = EndpointResponse<typeof readCurves>;

/** What the table's schema metadata says of each curve. */
export const CurveHeader = Curve.pick({
  source: true,
  run: true,
  group: true,
  pointCount: true,
  pointCountInRange: true,
  firstStep: true,
  lastStep: true,
  firstWallTimeSeconds: true,
});
export type CurveHeader = z.infer<typeof CurveHeader>;

/** Columns that every curve has, and those that curves may lack, in the table's order. */
export const curveColumns = {
  always: ["xs", "values"],
  perhaps: [
    "smoothed",
    "lower",
    "upper",
    "smoothedLower",
    "smoothedUpper",
    "runCounts",
    "steps",
    "wallTimesSeconds",
  ],
} as const satisfies Record<string, readonly (keyof Curve)[]>;

const CurvesMetadata = z.object({ revision: z.coerce.number().int(), curves: z.array(CurveHeader) });

/** Reads the bytes of the Arrow answer of `readCurves`. Throws as `curvesOfTable`. */
export function decodeCurvesTable(bytes: Uint8Array): CurvesAnswer {
  return curvesOfTable(decodeTable(bytes));
}

/**
 * Reads the Arrow answer of `readCurves`. The columns of one kind are views of one buffer.
 * Throws TypeError or ZodError when the table is not such an answer.
 */
export function curvesOfTable(table: ArrowTable): CurvesAnswer {
  const { revision, curves } = CurvesMetadata.parse({
    revision: table.metadata["revision"],
    curves: metadataOf(table, "curves"),
  });
  const ids = numbersOf(table, "curve");
  const xs = doublesOf(table, "xs");
  const values = doublesOf(table, "values");
  const others = curveColumns.perhaps
    .filter((name) => name in table.columns)
    .map((name) => ({ name, column: doublesOf(table, name) }));
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

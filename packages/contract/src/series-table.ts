// Series as Arrow tables, the way the page and scripts fetch them: a tenth of JSON's cost.
import { z } from "zod";
import { decodeTable, type ArrowTable } from "./arrow-table.ts";
import type { EndpointResponse } from "./endpoint.ts";
import type { readSeries } from "./series.ts";
import { metadataOf, numbersOf, truthsOf } from "./table-columns.ts";
import { ScalarSeries } from "./vocabulary.ts";

export type SeriesAnswer = EndpointResponse<typeof readSeries>;

/** What the table's schema metadata says of each series. */
export const SeriesHeader = ScalarSeries.pick({
  run: true,
  tag: true,
  pointCount: true,
  pointCountInRange: true,
  firstWallTimeSeconds: true,
});
export type SeriesHeader = z.infer<typeof SeriesHeader>;

/** The same in a table of screen precision. */
export const ScreenSeriesHeader = SeriesHeader.extend({
  /** Rows of the series. */
  length: z.int().nonnegative(),
  /** What its wall times count from. */
  wallTimeBaseSeconds: z.number(),
});
export type ScreenSeriesHeader = z.infer<typeof ScreenSeriesHeader>;

const Revision = z.coerce.number().int();
const SeriesHeaders = z.array(SeriesHeader);
const ScreenSeriesHeaders = z.array(ScreenSeriesHeader);

/** Reads the bytes of the Arrow answer of `readSeries`. Throws as `seriesOfTable`. */
export function decodeSeriesTable(bytes: Uint8Array): SeriesAnswer {
  return seriesOfTable(decodeTable(bytes));
}

/**
 * Reads the Arrow answer of `readSeries`, in either precision. The columns of one kind are views of one buffer, which is the table's own.
 * Throws TypeError or ZodError when the table is not such an answer.
 */
export function seriesOfTable(table: ArrowTable): SeriesAnswer {
  const revision = Revision.parse(table.metadata["revision"]);
  const series = "series" in table.columns ? fullSeries(table) : screenSeries(table);
  return { revision, series };
}

function fullSeries(table: ArrowTable): SeriesAnswer["series"] {
  const ids = numbersOf(table, "series");
  const columnsBetween = columnsOf(table);
  let end = 0;
  return SeriesHeaders.parse(metadataOf(table, "series")).map((header, id) => {
    const start = end;
    while (end < ids.length && ids[end] === id) end += 1;
    return { ...header, ...columnsBetween(start, end) };
  });
}

function screenSeries(table: ArrowTable): SeriesAnswer["series"] {
  const columnsBetween = columnsOf(table);
  const rowCount = numbersOf(table, "step").length;
  let end = 0;
  return ScreenSeriesHeaders.parse(metadataOf(table, "series")).map(
    ({ length, wallTimeBaseSeconds, ...header }) => {
      const start = end;
      end += length;
      if (end > rowCount) throw new TypeError("the Arrow table has fewer rows than its series");
      const columns = columnsBetween(start, end);
      const { wallTimesSeconds } = columns;
      for (let row = 0; row < length; row += 1)
        wallTimesSeconds[row] = wallTimeBaseSeconds + (wallTimesSeconds[row] ?? NaN);
      return { ...header, ...columns };
    },
  );
}

/** What all series have, by their rows. */
function columnsOf(table: ArrowTable) {
  const steps = numbersOf(table, "step");
  const wallTimesSeconds = numbersOf(table, "wall_time");
  const values = numbersOf(table, "value");
  const smoothed = "smoothed" in table.columns ? numbersOf(table, "smoothed") : undefined;
  const superseded = "superseded" in table.columns ? truthsOf(table, "superseded") : undefined;
  return (start: number, end: number) => ({
    steps: steps.subarray(start, end),
    wallTimesSeconds: wallTimesSeconds.subarray(start, end),
    values: values.subarray(start, end),
    ...(smoothed && { smoothed: smoothed.subarray(start, end) }),
    ...(superseded && { superseded: [...superseded.subarray(start, end)] }),
  });
}

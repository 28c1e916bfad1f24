// Series as Arrow tables, the way the page and scripts fetch them: a tenth of JSON's cost.
import { z } from "zod";
import { decodeTable, type ArrowTable, type TableNumbers } from "./arrow-table.ts";
import type { EndpointResponse } from "./endpoint.ts";
import type { readSeries } from "./series.ts";
import { doublesOf, metadataOf, numbersOf, truthsOf } from "./table-columns.ts";
import { ScalarSeries } from "./vocabulary.ts";

export type SeriesAnswer = EndpointResponse<typeof readSeries>;

/** What the table's schema metadata says of each series. */
export const SeriesHeader = ScalarSeries.pick({
  run: true,
  tag: true,
  pointCount: true,
  pointCountInRange: true,
  firstWallTimeSeconds: true,
  firstStep: true,
  lastStep: true,
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
 * Reads the Arrow answer of `readSeries`, in either precision. The columns of one kind are views of one buffer, which is the table's own;
 * in screen precision wall times are worked out for each series when they are first read.
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
  const wallTimesSeconds = doublesOf(table, "wall_time");
  let end = 0;
  return SeriesHeaders.parse(metadataOf(table, "series")).map((header, id) => {
    const start = end;
    while (end < ids.length && ids[end] === id) end += 1;
    return {
      ...header,
      ...columnsBetween(start, end),
      wallTimesSeconds: wallTimesSeconds.subarray(start, end),
    };
  });
}

function screenSeries(table: ArrowTable): SeriesAnswer["series"] {
  const columnsBetween = columnsOf(table);
  const wallTimeOffsets = numbersOf(table, "wall_time");
  const rowCount = wallTimeOffsets.length;
  let end = 0;
  return ScreenSeriesHeaders.parse(metadataOf(table, "series")).map(
    ({ length, wallTimeBaseSeconds, ...header }) => {
      const start = end;
      end += length;
      if (end > rowCount) throw new TypeError("the Arrow table has fewer rows than its series");
      const offsets = wallTimeOffsets.subarray(start, end);
      let wallTimesSeconds: Float64Array | undefined;
      return {
        ...header,
        ...columnsBetween(start, end),
        // Worked out when somebody looks: with steps on the axis that is one line in many, and it would be half of the memory.
        get wallTimesSeconds() {
          return (wallTimesSeconds ??= added(wallTimeBaseSeconds, offsets));
        },
      };
    },
  );
}

function added(base: number, offsets: TableNumbers): Float64Array {
  const sums = Float64Array.from(offsets);
  for (let index = 0; index < sums.length; index += 1) sums[index] = base + (sums[index] ?? NaN);
  return sums;
}

/** What series have in either precision, by their rows. */
function columnsOf(table: ArrowTable) {
  const steps = numbersOf(table, "step");
  const values = numbersOf(table, "value");
  const smoothed = "smoothed" in table.columns ? doublesOf(table, "smoothed") : undefined;
  const superseded = "superseded" in table.columns ? truthsOf(table, "superseded") : undefined;
  return (start: number, end: number) => ({
    steps: steps.subarray(start, end),
    values: values.subarray(start, end),
    ...(smoothed && { smoothed: smoothed.subarray(start, end) }),
    ...(superseded && { superseded: [...superseded.subarray(start, end)] }),
  });
}

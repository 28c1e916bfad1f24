// Scalar series: reduced for a chart, or complete as a download.
import { z } from "zod";
import { defineEndpoint, defineStream } from "./endpoint.ts";
import { Selection } from "./runs.ts";
import { ScalarSeries, XAxis } from "./vocabulary.ts";

/** Greatest number of points that one series may be asked for. */
export const MAX_POINTS_LIMIT = 100_000;

export const SeriesQuery = Selection.extend({
  axis: XAxis.default("step").describe("The axis that `range` and the reduction refer to."),
  range: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe(
      "Closed range on the axis: steps, seconds since the series began, or seconds since 1970. One point beyond each end is given too, so that lines reach the edge.",
    ),
  maxPoints: z
    .int()
    .min(4)
    .max(MAX_POINTS_LIMIT)
    .default(1000)
    .describe(
      "At most this many points a series; first, last, least, greatest and non-finite values of each bucket survive.",
    ),
  smoothing: z
    .number()
    .min(0)
    .max(0.999)
    .default(0)
    .describe(
      "Weight of TensorBoard's debiased moving average, run over the whole series before it is reduced.",
    ),
  includeSuperseded: z
    .boolean()
    .default(false)
    .describe("Also give points that a restart of the job replaced."),
  precision: z
    .enum(["full", "screen"])
    .default("full")
    .describe(
      "Of the Arrow answer: `screen` gives a third of the bytes: wall times to seven digits of their range, and no smoothed values where every point is given.",
    ),
});
export type SeriesQuery = z.infer<typeof SeriesQuery>;

/** Greatest number of series in one answer of `readSeries`. */
export const MAX_SERIES_LIMIT = 20_000;

/** Greatest number of points in one answer of `readSeries`, over all its series. */
export const MAX_TOTAL_POINTS_LIMIT = 2_000_000;

export const ARROW_STREAM = "application/vnd.apache.arrow.stream";

/**
 * Series of a selection. `Accept: application/vnd.apache.arrow.stream` gives the same as an Arrow IPC stream of one table:
 * `series` (int32, ascending index into the schema metadata `series`, a JSON array of the other fields), `step`, `wall_time`, `value`, `smoothed`?, `superseded`?,
 * all float64 but the last (bool). The schema metadata `revision` is the store's revision. `decodeSeriesTable` reads it.
 *
 * With `precision: "screen"` there is no `series` column: the metadata says each series' `length` and `wallTimeBaseSeconds`. `step` is int32 and `value` float32 where
 * that is exact, `wall_time` is float32 from that base; `smoothed` is absent when the answer holds every point of every series;
 * the metadata `smoothing` is then the weight to smooth them with, when there is one.
 */
export const readSeries = defineEndpoint({
  method: "POST",
  path: "/api/v1/series",
  summary:
    "Scalar series of a selection, reduced to a number of points and optionally smoothed; JSON columns or Arrow.",
  access: "read",
  body: SeriesQuery,
  response: z.object({ revision: z.int(), series: z.array(ScalarSeries) }),
  alternatives: {
    [ARROW_STREAM]:
      "One table: series (int32 index into the metadata key series), step, wall_time, value, smoothed?, superseded?.",
  },
});

export const DownloadFormat = z.enum(["csv", "json", "arrow"]);
export type DownloadFormat = z.infer<typeof DownloadFormat>;

export const DownloadQuery = z.object({
  run: z.array(z.string()).optional().describe("Run names, repeated; all runs when absent."),
  tag: z.array(z.string()).optional().describe("Tags, repeated; all tags when absent."),
  format: DownloadFormat.default("csv"),
  includeSuperseded: z.stringbool().default(false),
});

/**
 * GET so that a browser can save it; repeated `run` and `tag` parameters select. The answer is a stream with every point in it, ordered by run, tag and step.
 * `csv`: columns `run,tag,step,wall_time,value` and, when asked for, `superseded` (0 or 1).
 * `json`: `{"series":[{"run","tag","points":[[step,wallTimeSeconds,value,superseded?],…]},…]}`, non-finite values as strings.
 * `arrow`: an IPC stream with `run` and `tag` (dictionaries of utf8), `step` (int64), `wall_time`, `value` (float64), `superseded`? (bool).
 */
export const downloadSeries = defineStream({
  method: "GET",
  path: "/api/v1/download",
  summary: "Every point of every scalar series of a selection, as a file.",
  access: "read",
  query: DownloadQuery,
  mediaTypes: {
    "text/csv": "run,tag,step,wall_time,value and superseded when asked for",
    "application/json": '{"series":[{"run","tag","points":[[step,wallTimeSeconds,value],…]},…]}',
    [ARROW_STREAM]: "run, tag, step, wall_time, value and superseded when asked for",
  },
});

/** Path of `downloadSeries`. */
export const downloadPath = downloadSeries.path;

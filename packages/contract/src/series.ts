// Scalar series: reduced for a chart, or complete as a download.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
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
});
export type SeriesQuery = z.infer<typeof SeriesQuery>;

/**
 * Series of a selection. `Accept: application/vnd.apache.arrow.stream` gives the same as an Arrow IPC stream of one table:
 * `series` (int32, index into the schema metadata `series`, a JSON array of the other fields), `step`, `wall_time`, `value`, `smoothed`?, `superseded`?, all float64 but the last (bool).
 */
export const readSeries = defineEndpoint({
  method: "POST",
  path: "/api/v1/series",
  summary:
    "Scalar series of a selection, reduced to a number of points and optionally smoothed; JSON columns or Arrow.",
  body: SeriesQuery,
  response: z.object({ revision: z.int(), series: z.array(ScalarSeries) }),
});

export const DownloadFormat = z.enum(["csv", "json", "arrow"]);

/** GET so that a browser can save it; repeated `run` and `tag` parameters select. The answer is a stream, every point in it. */
export const DownloadQuery = z.object({
  run: z.array(z.string()).optional(),
  tag: z.array(z.string()).optional(),
  format: DownloadFormat.default("csv"),
  includeSuperseded: z.stringbool().default(false),
});
export const downloadPath = "/api/v1/download";

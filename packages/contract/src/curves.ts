// Curves worked out from series on the server, over all their points: formulas over tags, a tag as x, differences from a baseline, groups of runs.
import { z } from "zod";
import { Float64Column } from "./codecs.ts";
import { defineEndpoint } from "./endpoint.ts";
import { ARROW_STREAM, MAX_POINTS_LIMIT } from "./series.ts";
import { RunName, Tag, XAxis } from "./vocabulary.ts";

export const MAX_CURVE_FORMULAS = 32;
export const MAX_CURVE_GROUPS = 1000;

/** What a curve shows: one tag, or an expression over tags (see `parseExpression` in the analysis package). */
export const CurveSource = z.union([
  z.strictObject({ tag: Tag }),
  z.strictObject({
    expression: z.string().min(1).max(1000).describe("For example `loss/valid - loss/train`."),
  }),
]);
export type CurveSource = z.infer<typeof CurveSource>;

/** What stands on the x axis: an axis, or the values of another scalar of the same run at the same steps. */
export const CurveX = z.union([z.strictObject({ axis: XAxis }), z.strictObject({ tag: Tag })]);
export type CurveX = z.infer<typeof CurveX>;

export const GroupCenter = z.enum(["mean", "median"]);
export type GroupCenter = z.infer<typeof GroupCenter>;

/** `std`: sample standard deviation, `stderr`: that over √n, `ci95`: Student's 95 % interval of the mean, `minmax`: least and greatest; about the centre, but `minmax`. */
export const GroupBand = z.enum(["none", "std", "stderr", "ci95", "minmax"]);
export type GroupBand = z.infer<typeof GroupBand>;

export const BaselineMode = z.enum(["difference", "ratio"]);
export type BaselineMode = z.infer<typeof BaselineMode>;

export const CurvesQuery = z.strictObject({
  runs: z
    .array(RunName)
    .optional()
    .describe("Run names; all runs when absent. With `groups`, only those of the groups count."),
  sources: z.array(CurveSource).min(1).max(MAX_CURVE_FORMULAS),
  x: CurveX.default({ axis: "step" }),
  baseline: z
    .strictObject({ run: RunName, mode: BaselineMode.default("difference") })
    .optional()
    .describe("Each run minus, or divided by, this run, whose values are interpolated in x."),
  groups: z
    .array(z.strictObject({ name: z.string(), runs: z.array(RunName).min(1) }))
    .max(MAX_CURVE_GROUPS)
    .optional()
    .describe("One curve a group instead of one a run. A run may be in several groups."),
  center: GroupCenter.default("mean"),
  band: GroupBand.default("std"),
  range: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe("Closed range of x, with one point beyond each end."),
  maxPoints: z.int().min(4).max(MAX_POINTS_LIMIT).default(1000).describe("At most this many points a curve."),
  smoothing: z
    .number()
    .min(0)
    .max(0.999)
    .default(0)
    .describe("Of each curve, over all its points, before it is reduced."),
});
export type CurvesQuery = z.infer<typeof CurvesQuery>;

/** Columns of equal length, x ascending. */
export const Curve = z.object({
  /** Index into `sources`. */
  source: z.int(),
  /** The run it is of; null for a group's. */
  run: RunName.nullable(),
  /** The group it is of; null for a run's. */
  group: z.string().nullable(),
  xs: Float64Column,
  /** NaN where nothing is defined. */
  values: Float64Column,
  smoothed: Float64Column.optional(),
  /** Ends of the band, smoothed as the curve is; with groups and a band only. */
  lower: Float64Column.optional(),
  upper: Float64Column.optional(),
  /** Runs that have a value there; with groups only. */
  runCounts: Float64Column.optional(),
  /** Of the run's points; absent for groups. */
  steps: Float64Column.optional(),
  wallTimesSeconds: Float64Column.optional(),
  /** Points before the reduction, in all and in the range. */
  pointCount: z.number(),
  pointCountInRange: z.number(),
});
export type Curve = z.infer<typeof Curve>;

/**
 * Curves of a selection, ordered by source, then as the runs or groups were named. Runs without a needed tag are left out.
 * An expression that cannot be read is refused with `invalid_request`, its place in `errors[].field`.
 * `Accept: application/vnd.apache.arrow.stream` gives the same as one table, laid out as that of `readSeries`: `curve` (int32, ascending index into the schema
 * metadata `curves`, a JSON array of the other fields), then the columns by their names, NaN where a curve has none. `decodeCurvesTable` reads it.
 */
export const readCurves = defineEndpoint({
  method: "POST",
  path: "/api/v1/curves",
  summary:
    "Curves worked out over all points: expressions, a tag as x, differences from a baseline, means of groups with bands.",
  access: "read",
  body: CurvesQuery,
  response: z.object({ revision: z.int(), curves: z.array(Curve) }),
  alternatives: {
    [ARROW_STREAM]:
      "One table: curve (int32 index into the metadata key curves) and the columns of the curves.",
  },
});

// Curves worked out from series on the server, over all their points: formulas over tags, a tag as x, differences from a baseline, groups of runs.
import { z } from "zod";
import { Float64Column } from "./codecs.ts";
import { defineEndpoint } from "./endpoint.ts";
import { ARROW_STREAM, MAX_POINTS_LIMIT } from "./series.ts";
import { RunName, Tag, XAxis } from "./vocabulary.ts";

export const MAX_CURVE_FORMULAS = 32;
export const MAX_CURVE_GROUPS = 1000;
/** Greatest number of points that the curves of one answer may be worked out from; a point that several curves need counts for each. */
export const MAX_CURVE_POINTS_READ = 16_000_000;

/** What a curve shows: one tag, or an expression over tags (see `parseExpression` in the analysis package). */
export const CurveSource = z.union([
  z.strictObject({ tag: Tag }),
  z.strictObject({
    expression: z
      .string()
      .min(1)
      .max(1000)
      .describe(
        'For example `loss/valid - loss/train`. Numbers, tags, + - * / ^, parentheses, abs exp log log10 log2 sqrt min max pow cummax cummin delta cumsum ema(x, weight). A tag may be quoted: "my tag" or `my tag`.',
      ),
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

/** Columns of equal length, x ascending. All curves of an answer have the same columns. */
export const Curve = z.object({
  /** Index into `sources`. */
  source: z.int(),
  /** The run it is of; null for a group's. */
  run: RunName.nullable(),
  /** The group it is of; null for a run's. */
  group: z.string().nullable(),
  /** Finite; points without a finite x are left out. */
  xs: Float64Column,
  /** NaN where nothing is defined. */
  values: Float64Column,
  /** With smoothing only. */
  smoothed: Float64Column.optional(),
  /** Ends of the band about `values`; with groups and a band only. */
  lower: Float64Column.optional(),
  upper: Float64Column.optional(),
  /** The same about `smoothed`; with smoothing only. */
  smoothedLower: Float64Column.optional(),
  smoothedUpper: Float64Column.optional(),
  /** Runs that have a finite value there; with groups only. */
  runCounts: Float64Column.optional(),
  /** Of the run's points; absent for groups. Wall times are those of the expression's first tag. */
  steps: Float64Column.optional(),
  wallTimesSeconds: Float64Column.optional(),
  /** Points before the reduction, in all and in the range. */
  pointCount: z.number(),
  pointCountInRange: z.number(),
  /** Least and greatest step of all of the run's points, whatever range was asked for; null for groups, and when there is no point. */
  firstStep: z.number().nullable(),
  lastStep: z.number().nullable(),
  /** Origin of the run's relative axis, whatever range was asked for; null for groups. */
  firstWallTimeSeconds: z.number().nullable(),
});
export type Curve = z.infer<typeof Curve>;

/**
 * Curves of a selection, ordered by source, then as the runs (all: by name) or groups were named. Runs without a needed tag are left out, and groups without such a run;
 * where the baseline lacks it, so are all curves of that source.
 *
 * - Two tags of an expression are joined on their steps: the result has the steps that both have. Numbers go with every step.
 * - A tag as x is joined on steps too. Where x does not ascend with the steps, points are ordered by x, those of the same x by step.
 * - Seconds of the `relative` axis count from the first visible point of the expression's first tag in that run.
 * - The baseline is interpolated linearly between its points; outside them the difference or ratio is NaN.
 * - A group has a point wherever one of its runs has one. Each run counts there with its linearly interpolated value, from its own first to its own last point, and only
 *   where that is finite. `std`, `stderr` and `ci95` are 0 wide where one run counts. When runs × points exceed 50 million, the group has evenly chosen points of these only,
 *   the first and last among them; what stands at them is exact.
 *
 * An expression that cannot be read, or a baseline run that does not exist, is refused with `invalid_request`; `fields` names the source, e.g. `body.sources[0].expression`,
 * and says at which character. More points than can be read at once are refused with `too_large`.
 *
 * `Accept: application/vnd.apache.arrow.stream` gives the same as one table, laid out as that of `readSeries`: `curve` (int32, ascending index into the schema
 * metadata `curves`, a JSON array of the other fields), then the columns by their names (float64), without those that the curves lack. The schema metadata `revision`
 * is the store's revision. `decodeCurvesTable` reads it.
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

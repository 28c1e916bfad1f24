// Histogram series: rows at chosen steps, quantiles over the steps, and densities on a grid of steps and values.
import { z } from "zod";
import { Float64Column, NumberOrNonFinite } from "./codecs.ts";
import { defineEndpoint } from "./endpoint.ts";
import { RecordPlaces, RecordsQuery } from "./records.ts";
import { ARROW_STREAM } from "./series.ts";
import { RunName, Tag } from "./vocabulary.ts";

/** Greatest number of histograms that are read for one answer, over all its series. */
export const MAX_HISTOGRAMS_LIMIT = 250_000;

/** Greatest number of rows in one answer of `readHistograms`, over all its series. */
export const MAX_HISTOGRAM_ROWS_LIMIT = 1_000_000;

/** A histogram of more rows than these is a problem of its own: writers give some hundred at most. */
export const MAX_ROWS_PER_HISTOGRAM_LIMIT = 100_000;

/** Greatest number of cells in one answer of `readHistogramGrid`, over all its series. */
export const MAX_GRID_CELLS_LIMIT = 4_000_000;

/** Greatest number of steps that are asked for by their number. */
export const MAX_NAMED_STEPS = 1_000;

/** Of a series so many problems are told, the first. */
export const MAX_HISTOGRAM_PROBLEMS = 1_000;

/** How values lie along their axis. `symlog`: logarithmic beyond ±`linearWithin`, linear between. `log` has no place for values ≤ 0. */
export const ValueScale = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("linear") }),
  z.object({ kind: z.literal("log") }),
  z.object({ kind: z.literal("symlog"), linearWithin: z.number().positive() }),
]);
export type ValueScale = z.infer<typeof ValueScale>;

const HistogramSelection = RecordsQuery.pick({
  runs: true,
  tags: true,
  axis: true,
  range: true,
  includeSuperseded: true,
}).extend({
  range: RecordsQuery.shape.range.describe(
    "Closed range on the axis: steps, seconds since the series began, or seconds since 1970.",
  ),
});

/** A histogram that is not given: its rows make no sense, or they cannot be read. */
export const HistogramProblem = z.object({
  step: z.number(),
  /** Of the event file, below the log directory. */
  file: z.string(),
  /** As of a tensor; `malformed`: the rows are no histogram. */
  code: z.enum([
    "file_gone",
    "file_replaced",
    "file_shrunk",
    "file_unreadable",
    "value_changed",
    "too_large",
    "malformed",
  ]),
  reason: z.string(),
});
export type HistogramProblem = z.infer<typeof HistogramProblem>;

const HistogramProblems = z.object({
  /** By step, of each histogram that was to be read and is not given: the first thousand of them. */
  problems: z.array(HistogramProblem),
  /** All of them. */
  problemCount: z.int(),
});

/** Columns of equal length, one element a histogram. */
const HistogramFacts = z.object({
  /** Sum of all counts: of rows with finite edges and of those beside the axis. */
  counts: Float64Column,
  /** Of rows with finite edges: the outermost edges that a count lies between; NaN where there is none. */
  leasts: Float64Column,
  greatests: Float64Column,
  /** Of rows with finite edges, each count spread evenly over its row; NaN where there is none. */
  means: Float64Column,
  deviations: Float64Column,
  /** Share of all counts in rows that zero lies in: at most so many are zero. NaN without counts. */
  zeroShares: Float64Column,
  /** Counts of rows with a NaN edge or from −∞ to +∞, and of others that begin at −∞ or end at +∞. */
  nanCounts: Float64Column,
  negativeInfinityCounts: Float64Column,
  positiveInfinityCounts: Float64Column,
});

/** A series without its histograms. Steps with a problem are not among its steps. */
const HistogramPlaces = RecordPlaces.extend({
  /** Least and greatest value of all histograms of the range that was asked for; null when none has any, or when only named steps were read. */
  valueRange: z.tuple([z.number(), z.number()]).nullable(),
  ...HistogramProblems.shape,
  ...HistogramFacts.shape,
});

export const HistogramSeries = HistogramPlaces.extend({
  /** Rows of each histogram. */
  rowCounts: Float64Column,
  /** The rows of all histograms, one after the other: left edge, right edge, count. */
  rows: Float64Column,
});
export type HistogramSeries = z.infer<typeof HistogramSeries>;

/**
 * With `Accept: application/vnd.apache.arrow.stream` the columns stand one after the other in the one column `value` (float64) of the table,
 * series by series in the order of `histogramColumns`; the metadata `answer` is the JSON answer, where they are empty, and `lengths` says how long each is.
 * `decodeHistogramsTable` reads it. Likewise the two below.
 */
export const readHistograms = defineEndpoint({
  method: "POST",
  path: "/api/v1/histograms",
  summary: "Histograms of a selection at chosen steps, as they were logged.",
  access: "read",
  body: HistogramSelection.extend({
    maxSteps: z
      .int()
      .min(0)
      .max(10_000)
      .default(50)
      .describe(
        "At most this many histograms a series, evenly spread, the first, the last, and those with the least and the greatest value among them; 0: only `steps`.",
      ),
    steps: z
      .array(z.number())
      .max(MAX_NAMED_STEPS)
      .default([])
      .describe("Of each of these steps the histogram of the selection too, or else the newest before it."),
  }),
  response: z.object({ revision: z.int(), series: z.array(HistogramSeries) }),
  alternatives: {
    [ARROW_STREAM]: "One table: value, all columns; the metadata keys answer and lengths hold all else.",
  },
});

export const HistogramQuantilesSeries = HistogramPlaces.extend({
  /** Of each histogram the values at the basis points, of rows with finite edges; NaN where there is no count in one. */
  quantiles: Float64Column,
  /**
   * Wasserstein-1 distance of the last histogram from the first, in mean deviations of the two: how far a value moved, of how far they lie apart.
   * Of those with counts on the axis. Null when there are not two; `Infinity` when neither has a deviation and they differ.
   */
  change: NumberOrNonFinite.nullable(),
});
export type HistogramQuantilesSeries = z.infer<typeof HistogramQuantilesSeries>;

/** Basis points of TensorBoard's nine quantiles: −∞, −1.5σ, −σ … 1.5σ, ∞ of a normal distribution. */
const TENSORBOARD_BASIS_POINTS = [0, 668, 1587, 3085, 5000, 6915, 8413, 9332, 10_000];

export const readHistogramQuantiles = defineEndpoint({
  method: "POST",
  path: "/api/v1/histograms/quantiles",
  summary:
    "Values below which shares of each histogram lie, over the steps, and what is known of each histogram.",
  access: "read",
  body: HistogramSelection.extend({
    range: RecordsQuery.shape.range,
    basisPoints: z
      .array(z.number().min(0).max(10_000))
      .min(1)
      .max(101)
      .default(TENSORBOARD_BASIS_POINTS)
      .describe("Hundredths of a percent, ascending."),
    maxPoints: z
      .int()
      .min(4)
      .max(10_000)
      .default(1000)
      .describe(
        "At most this many histograms a series; the first, the last, and of each bucket those with the least first and the greatest last quantile survive.",
      ),
  }),
  response: z.object({ revision: z.int(), series: z.array(HistogramQuantilesSeries) }),
  alternatives: {
    [ARROW_STREAM]: "One table: value, all columns; the metadata keys answer and lengths hold all else.",
  },
});

export const HistogramGridSeries = z.object({
  run: RunName,
  tag: Tag,
  pointCount: z.number(),
  pointCountInRange: z.number(),
  firstWallTimeSeconds: z.number().nullable(),
  valueRange: z.tuple([z.number(), z.number()]).nullable(),
  ...HistogramProblems.shape,
  /** Where columns begin on the axis, and where the last ends: one more than there are columns. Each histogram has its own column where there is room. */
  columnEdges: Float64Column,
  /** Of each column: how many histograms are in it, and the first and last of their steps; NaN where there is none. */
  stepCounts: Float64Column,
  firstSteps: Float64Column,
  lastSteps: Float64Column,
  /**
   * Counts beside the axis, the greatest of the column's histograms. With `log` those of values ≤ 0 are in `belowCounts`, and of a row that reaches above zero
   * from there what lies below the axis.
   */
  nanCounts: Float64Column,
  negativeInfinityCounts: Float64Column,
  positiveInfinityCounts: Float64Column,
  belowCounts: Float64Column,
  /** Where rows begin, in values, and where the last ends, evenly spaced on the scale; empty, as are `shares`, where no value has a place on it. */
  rowEdges: Float64Column,
  /** Column by column, from the least value up: the share of a histogram's counts in the cell, the greatest of the column's histograms; NaN in a column without any. */
  shares: Float64Column,
});
export type HistogramGridSeries = z.infer<typeof HistogramGridSeries>;

export const readHistogramGrid = defineEndpoint({
  method: "POST",
  path: "/api/v1/histograms/grid",
  summary:
    "Every histogram of a selection on a grid of steps and values: the greatest share that each cell has at any step.",
  access: "read",
  body: HistogramSelection.extend({
    columns: z.int().min(1).max(4_000).default(500).describe("At most this many columns of steps."),
    rows: z.int().min(1).max(1_000).default(100).describe("Rows of values."),
    scale: ValueScale.default({ kind: "linear" }),
    valueRange: z
      .tuple([z.number(), z.number()])
      .optional()
      .describe(
        "From where to where rows go; each series' own least and greatest value when absent. With `log` an end ≤ 0 is the series' own least or greatest value above 0.",
      ),
  }),
  response: z.object({ revision: z.int(), series: z.array(HistogramGridSeries) }),
  alternatives: {
    [ARROW_STREAM]: "One table: value, all columns; the metadata keys answer and lengths hold all else.",
  },
});

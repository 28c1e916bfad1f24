// Histogram series: rows at chosen steps, quantiles over the steps, and grids of steps and values.
import { type HistogramDescription, wassersteinDistance } from "@runboard/analysis";
import {
  ApiError,
  ARROW_STREAM,
  type HistogramGridSeries,
  type HistogramQuantilesSeries,
  type HistogramSeries,
  MAX_GRID_CELLS_LIMIT,
  MAX_HISTOGRAM_ROWS_LIMIT,
  MAX_HISTOGRAMS_LIMIT,
  MAX_SERIES_LIMIT,
  readHistogramGrid,
  readHistogramQuantiles,
  readHistograms,
  type RunName,
  type Tag,
} from "@runboard/contract";
import type { EventStore, RecordColumns, RecordQuery } from "@runboard/store";
import type { FastifyInstance } from "fastify";
import type { AnswerMemory } from "../answer-memory.ts";
import type { AppParts } from "../app-parts.ts";
import { type Histogram, HistogramReader, type HistogramSource } from "../histogram-reader.ts";
import { serveEndpoint } from "../serve-endpoint.ts";
import { xsOf } from "./histogram-axis.ts";
import { gridOf } from "./histogram-grid.ts";
import { QuantileReduction } from "./histogram-quantiles.ts";
import { StepChoice } from "./histogram-steps.ts";
import { Breath } from "./long-work.ts";

export function serveHistograms(app: FastifyInstance, { store, values, config }: AppParts): void {
  const parts: Parts = {
    context: { app, isReadOnly: config.isReadOnly },
    store,
    sourceFor: (signal) => ({ values, roots: config.roots, breath: new Breath(signal), signal }),
  };
  serveRows(parts);
  serveQuantiles(parts);
  serveGrids(parts);
}

interface Parts {
  readonly context: { readonly app: FastifyInstance; readonly isReadOnly: boolean };
  readonly store: EventStore;
  readonly sourceFor: (signal: AbortSignal) => HistogramSource;
}

function serveRows({ context, store, sourceFor }: Parts): void {
  serveEndpoint(
    context,
    readHistograms,
    async ({ body: { maxSteps, steps, ...selection } }, signal, memory) => {
      const most = maxSteps > 0 ? MAX_HISTOGRAMS_LIMIT : Infinity;
      const { revision, series } = await selectSeries(store, { ...selection, includeNeighbors: false }, most);
      const choices = series.map((columns) => {
        const reader = new HistogramReader(columns, sourceFor(signal));
        return { reader, choice: new StepChoice(reader, maxSteps, steps) };
      });
      const wantedCount = choices.reduce((sum, { choice }) => sum + choice.wanted.length, 0);
      checkHistogramCount(wantedCount, MAX_HISTOGRAMS_LIMIT);
      checkRowCount(choices.reduce((sum, { choice }) => sum + choice.mostRows, 0));
      const answered: HistogramSeries[] = [];
      // One after the other: the reader would let them wait for each other anyway.
      for (const { reader, choice } of choices) {
        for await (const histograms of reader.read(choice.wanted))
          for (const histogram of histograms) choice.add(histogram);
        answered.push(histogramsOf(reader, choice, memory));
      }
      return { revision, series: answered };
    },
    {
      encode: {
        [ARROW_STREAM]: async (answer, _, memory) =>
          (await import("./histograms-table.ts")).encodeHistograms(answer, memory),
      },
    },
  );
}

function serveQuantiles({ context, store, sourceFor }: Parts): void {
  serveEndpoint(
    context,
    readHistogramQuantiles,
    async ({ body: { basisPoints, maxPoints, ...selection } }, signal) => {
      if (basisPoints.some((points, i) => points < (basisPoints[i - 1] ?? 0)))
        throw invalid("basisPoints", "the numbers do not ascend");
      const asked = { ...selection, includeNeighbors: true };
      const { revision, series } = await selectSeries(store, asked, MAX_HISTOGRAMS_LIMIT);
      const answered: HistogramQuantilesSeries[] = [];
      for (const columns of series) {
        const reader = new HistogramReader(columns, sourceFor(signal));
        answered.push(await quantilesOf(reader, { basisPoints, maxPoints, ...selection }));
      }
      return { revision, series: answered };
    },
    {
      encode: {
        [ARROW_STREAM]: async (answer, _, memory) =>
          (await import("./histograms-table.ts")).encodeHistogramQuantiles(answer, memory),
      },
    },
  );
}

function serveGrids({ context, store, sourceFor }: Parts): void {
  serveEndpoint(
    context,
    readHistogramGrid,
    async ({ body: { columns: columnCount, rows: rowCount, scale, valueRange, ...selection } }, signal) => {
      if (valueRange && valueRange[0] > valueRange[1])
        throw invalid("valueRange", "the first number is greater than the second");
      const asked = { ...selection, includeNeighbors: false };
      const { revision, series } = await selectSeries(store, asked, MAX_HISTOGRAMS_LIMIT);
      checkCellCount(
        series.reduce((sum, { steps }) => sum + Math.min(columnCount, steps.length) * rowCount, 0),
      );
      const { axis } = selection;
      const query = { axis, columnCount, rowCount, scale, ...(valueRange && { valueRange }) };
      const answered: HistogramGridSeries[] = [];
      for (const columns of series) {
        const reader = new HistogramReader(columns, sourceFor(signal));
        const grid = await gridOf(reader, query);
        answered.push({ ...namesOf(columns), ...grid, ...reader.problems });
      }
      return { revision, series: answered };
    },
    {
      encode: {
        [ARROW_STREAM]: async (answer, _, memory) =>
          (await import("./histograms-table.ts")).encodeHistogramGrid(answer, memory),
      },
    },
  );
}

interface Selection extends Pick<RecordQuery, "axis" | "includeSuperseded" | "includeNeighbors"> {
  readonly runs?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly range?: readonly [number, number] | undefined;
}

interface Selected {
  readonly revision: number;
  readonly series: readonly RecordColumns[];
}

/**
 * Where the histograms of a selection are.
 * @param most how many there may be; Infinity where not all of them are read. Throws ApiError when there are more.
 */
async function selectSeries(
  store: EventStore,
  { runs, tags, range, ...points }: Selection,
  most: number,
): Promise<Selected> {
  if (range && range[0] > range[1]) throw invalid("range", "the first number is greater than the second");
  const filter = {
    plugin: "histograms",
    dataClass: "tensor",
    ...(runs && { runs }),
    ...(tags && { tags }),
  } as const;
  const rows = await store.listSeries(filter);
  if (rows.length > MAX_SERIES_LIMIT)
    throw new ApiError(
      "too_large",
      `the selection has ${rows.length} series; at most ${MAX_SERIES_LIMIT} are given at once: name fewer runs or tags`,
    );
  const wholeCount = rows.reduce(
    (sum, row) => sum + row.pointCount + (points.includeSuperseded ? row.supersededPointCount : 0),
    0,
  );
  if (!range) checkHistogramCount(wholeCount, most);
  const revision = await store.revision();
  if (rows.length === 0) return { revision, series: [] };
  const query = { ...points, ...(range && { range }) };
  if (wholeCount <= MAX_HISTOGRAMS_LIMIT)
    return { revision, series: await store.readRecords({ ...filter, ...query }) };
  // Series by series: of a range it shows only then how many there are.
  const series: RecordColumns[] = [];
  let count = 0;
  for (const { run, tag } of rows) {
    for (const columns of await store.readRecords({ ...filter, runs: [run], tags: [tag], ...query })) {
      series.push(columns);
      count += columns.steps.length;
    }
    checkHistogramCount(count, most);
  }
  return { revision, series };
}

function checkHistogramCount(count: number, most: number): void {
  if (count > most)
    throw new ApiError(
      "too_large",
      `the selection has ${count} histograms; at most ${most} are read at once: name fewer runs or tags, or ask for a shorter range`,
    );
}

function checkRowCount(count: number): void {
  if (count > MAX_HISTOGRAM_ROWS_LIMIT)
    throw new ApiError(
      "too_large",
      `the histograms have up to ${count} rows; at most ${MAX_HISTOGRAM_ROWS_LIMIT} are given at once: name fewer runs, tags or steps, or lower maxSteps`,
    );
}

function checkCellCount(count: number): void {
  if (count > MAX_GRID_CELLS_LIMIT)
    throw new ApiError(
      "too_large",
      `the grids have ${count} cells; at most ${MAX_GRID_CELLS_LIMIT} are given at once: name fewer runs or tags, or lower columns or rows`,
    );
}

function invalid(field: string, message: string): ApiError {
  return new ApiError("invalid_request", `body.${field}: ${message}`, [{ field: `body.${field}`, message }]);
}

function namesOf({ run, tag, pointCount, pointCountInRange, firstWallTimeSeconds }: RecordColumns) {
  // The store holds only names that reading gave.
  return { run: run as RunName, tag: tag as Tag, pointCount, pointCountInRange, firstWallTimeSeconds };
}

/** What is told of each series whose histograms are given one by one. */
function placesOf(reader: HistogramReader, histograms: readonly Histogram[]) {
  const { columns } = reader;
  const column = (valueOf: (histogram: Histogram) => number): Float64Array => {
    const values = new Float64Array(histograms.length);
    for (const [i, histogram] of histograms.entries()) values[i] = valueOf(histogram);
    return values;
  };
  const fact = (name: keyof HistogramDescription): Float64Array => column(({ facts }) => facts[name]);
  const { superseded } = columns;
  return {
    ...namesOf(columns),
    plugin: columns.metadata.plugin,
    ...reader.problems,
    steps: column(({ index }) => columns.steps[index] ?? NaN),
    wallTimesSeconds: column(({ index }) => columns.wallTimesSeconds[index] ?? NaN),
    ...(superseded && { superseded: histograms.map(({ index }) => superseded[index] ?? 0) }),
    counts: fact("counts"),
    leasts: fact("least"),
    greatests: fact("greatest"),
    means: fact("mean"),
    deviations: fact("deviation"),
    zeroShares: fact("zeroShare"),
    nanCounts: fact("nanCount"),
    negativeInfinityCounts: fact("negativeInfinityCount"),
    positiveInfinityCounts: fact("positiveInfinityCount"),
  };
}

function histogramsOf(reader: HistogramReader, choice: StepChoice, memory: AnswerMemory): HistogramSeries {
  const histograms = choice.chosen;
  const rowCounts = Float64Array.from(histograms, ({ bins }) => bins.length / 3);
  const rows = memory.doubles(histograms.reduce((sum, { bins }) => sum + bins.length, 0));
  let at = 0;
  for (const { bins } of histograms) {
    rows.set(bins, at);
    at += bins.length;
  }
  return { ...placesOf(reader, histograms), valueRange: choice.valueRange, rowCounts, rows };
}

interface QuantilesQuery {
  readonly basisPoints: readonly number[];
  readonly maxPoints: number;
  readonly axis: RecordQuery["axis"];
  readonly range?: readonly [number, number] | undefined;
}

async function quantilesOf(
  reader: HistogramReader,
  { basisPoints, maxPoints, axis, range }: QuantilesQuery,
): Promise<HistogramQuantilesSeries> {
  const { columns } = reader;
  const xs = xsOf(columns, axis);
  const [low, high] = range ?? [-Infinity, Infinity];
  const reduction = new QuantileReduction(columns.steps.length, maxPoints, basisPoints);
  let [least, greatest] = [Infinity, -Infinity];
  let first: Histogram | undefined;
  let last: Histogram | undefined;
  for await (const histograms of reader.read())
    for (const histogram of histograms) {
      reduction.add(histogram);
      const { index, facts } = histogram;
      const x = xs[index] ?? NaN;
      // One beyond either end is given, but not of the range; a time that is no number is of no range.
      if (Number.isNaN(facts.least) || (range && !(x >= low && x <= high))) continue;
      least = Math.min(least, facts.least);
      greatest = Math.max(greatest, facts.greatest);
      if (first === undefined) first = histogram;
      else last = histogram;
    }
  const kept = reduction.end();
  const quantiles = new Float64Array(kept.length * basisPoints.length);
  for (const [i, { values }] of kept.entries()) quantiles.set(values, i * basisPoints.length);
  return {
    ...placesOf(
      reader,
      kept.map(({ histogram }) => histogram),
    ),
    valueRange: least <= greatest ? [least, greatest] : null,
    quantiles,
    change: first && last ? changeBetween(first, last) : null,
  };
}

function changeBetween(first: Histogram, last: Histogram): number {
  const distance = wassersteinDistance(first.bins, last.bins);
  // Halves, because their sum may be more than a double holds.
  const deviation = first.facts.deviation / 2 + last.facts.deviation / 2;
  return distance === 0 ? 0 : distance / deviation;
}

// Every histogram of a series on a grid of steps and values: of each cell the greatest share that it has at any step.
import { evenEdges, rebin, type ValueScale } from "@runboard/analysis";
import type { HistogramGridSeries, XAxis } from "@runboard/contract";
import type { Histogram, HistogramReader } from "../histogram-reader.ts";
import { xsOf } from "./histogram-axis.ts";

export interface GridQuery {
  readonly axis: XAxis;
  readonly columnCount: number;
  readonly rowCount: number;
  readonly scale: ValueScale;
  /** The series' own when absent. */
  readonly valueRange?: readonly [number, number];
}

export type Grid = Omit<
  HistogramGridSeries,
  "run" | "tag" | "pointCount" | "pointCountInRange" | "firstWallTimeSeconds" | "problems" | "problemCount"
>;

/** Numbers of rows that stay in memory until it is known from where to where they go; what is more is read twice. */
const HELD_NUMBERS = 8_000_000;

export async function gridOf(reader: HistogramReader, query: GridQuery): Promise<Grid> {
  const span = new ValueSpan();
  const columns = columnsAlong(xsOf(reader.columns, query.axis), query.columnCount);
  const places: number[] = [];
  for (const [index, column] of columns.columnOf.entries()) {
    if (column >= 0) places.push(index);
    else reader.refuse(index, "its wall time is no number: it has no place on this axis");
  }
  const knownEdges = rowEdgesOf(query, undefined);
  const { steps } = reader.columns;
  let cells = knownEdges && new Cells(columns, steps, { rowEdges: knownEdges, scale: query.scale });
  const held: (readonly Histogram[])[] = [];
  let heldNumbers = 0;
  let lastHeld = -1;
  let isAllHeld = true;
  for await (const histograms of reader.read(places)) {
    for (const histogram of histograms) {
      span.add(histogram);
      cells?.add(histogram);
    }
    isAllHeld = cells === undefined && heldNumbers < HELD_NUMBERS;
    if (!isAllHeld) continue;
    held.push(histograms);
    for (const { bins } of histograms) heldNumbers += bins.length;
    lastHeld = histograms.at(-1)?.index ?? lastHeld;
  }
  if (!cells) {
    const rowEdges = rowEdgesOf(query, span) ?? new Float64Array(0);
    cells = new Cells(columns, steps, { rowEdges, scale: query.scale });
    for (const histograms of held.splice(0)) {
      for (const histogram of histograms) cells.add(histogram);
      await reader.breath.take();
    }
    const rest = isAllHeld ? [] : places.filter((index) => index > lastHeld);
    for await (const histograms of reader.read(rest))
      for (const histogram of histograms) cells.add(histogram);
  }
  return { ...cells.answer, valueRange: span.valueRange };
}

/** Where the counts of a series lie. */
class ValueSpan {
  least = Infinity;
  greatest = -Infinity;
  leastPositive = Infinity;

  add({ facts }: Histogram): void {
    if (facts.least < this.least) this.least = facts.least;
    if (facts.greatest > this.greatest) this.greatest = facts.greatest;
    if (facts.leastPositive < this.leastPositive) this.leastPositive = facts.leastPositive;
  }

  get valueRange(): [number, number] | null {
    return this.least <= this.greatest ? [this.least, this.greatest] : null;
  }
}

/** None where nothing has a place on the scale; undefined when that depends on a span that is not known. */
function rowEdgesOf(
  { scale, rowCount, valueRange }: GridQuery,
  span: ValueSpan | undefined,
): Float64Array | undefined {
  const asked = valueRange ?? (span ? (span.valueRange ?? nowhere) : undefined);
  if (asked === undefined) return undefined;
  if (scale.kind !== "log" || asked[0] > 0) return edgesBetween(asked, rowCount, scale);
  if (!span) return undefined;
  const high = asked[1] > 0 ? asked[1] : span.greatest;
  return edgesBetween([Math.min(span.leastPositive, high), high], rowCount, scale);
}

const nowhere = [NaN, NaN] as const;

function edgesBetween(range: readonly [number, number], rowCount: number, scale: ValueScale): Float64Array {
  const hasPlace = range.every(Number.isFinite) && (scale.kind !== "log" || range[0] > 0);
  return hasPlace ? evenEdges(range, rowCount, scale) : new Float64Array(0);
}

interface GridColumns {
  /** One more than there are columns. */
  readonly edges: Float64Array;
  /** Of each point; −1 where it has no place on the axis. */
  readonly columnOf: Int32Array;
}

/** A column for each x where there are no more of them than `most`, from midpoint to midpoint; else `most` of equal width. @param xs never descending. */
function columnsAlong(xs: Float64Array, most: number): GridColumns {
  const columnOf = new Int32Array(xs.length).fill(-1);
  const distinct: number[] = [];
  for (const [index, x] of xs.entries()) {
    if (!Number.isFinite(x)) continue;
    if (distinct.at(-1) !== x) distinct.push(x);
    columnOf[index] = distinct.length - 1;
  }
  const [low = 0] = distinct;
  const high = distinct.at(-1) ?? 0;
  if (distinct.length <= most) return { edges: midpoints(distinct), columnOf };
  // In halves, because the difference of the ends may be more than a double holds.
  const width = high / 2 - low / 2;
  for (const [index, x] of xs.entries()) {
    if ((columnOf[index] ?? -1) < 0) continue;
    columnOf[index] = Math.min(most - 1, Math.floor(((x / 2 - low / 2) / width) * most));
  }
  return { edges: evenEdges([low, high], most, { kind: "linear" }), columnOf };
}

/** Each x lies between two of them, the outermost as far beyond as the next lie apart; of one x, one around it. */
function midpoints(xs: readonly number[]): Float64Array {
  const count = xs.length;
  const [first, second] = xs;
  const last = xs[count - 1];
  if (first === undefined || last === undefined) return new Float64Array(0);
  if (second === undefined) return Float64Array.of(first - 0.5, first + 0.5);
  const edges = new Float64Array(count + 1);
  edges[0] = clamped(first - (second / 2 - first / 2));
  for (let i = 1; i < count; i++) edges[i] = (xs[i - 1] ?? NaN) / 2 + (xs[i] ?? NaN) / 2;
  edges[count] = clamped(last + (last / 2 - (xs[count - 2] ?? NaN) / 2));
  return edges;
}

function clamped(x: number): number {
  return Math.min(Math.max(x, -Number.MAX_VALUE), Number.MAX_VALUE);
}

class Cells {
  readonly #columnOf: Int32Array;
  readonly #steps: Float64Array;
  readonly #isLog: boolean;
  readonly #rowCount: number;
  /** Of one histogram at a time: memory for each would cost as much as the counting. */
  readonly #counts: Float64Array;
  readonly #columns: Omit<Grid, "valueRange">;

  constructor(
    { edges, columnOf }: GridColumns,
    steps: Float64Array,
    { rowEdges, scale }: { readonly rowEdges: Float64Array; readonly scale: ValueScale },
  ) {
    const columnCount = Math.max(0, edges.length - 1);
    this.#columnOf = columnOf;
    this.#steps = steps;
    this.#isLog = scale.kind === "log";
    this.#rowCount = Math.max(0, rowEdges.length - 1);
    this.#counts = new Float64Array(this.#rowCount);
    this.#columns = {
      columnEdges: edges,
      stepCounts: new Float64Array(columnCount),
      firstSteps: new Float64Array(columnCount).fill(NaN),
      lastSteps: new Float64Array(columnCount).fill(NaN),
      nanCounts: new Float64Array(columnCount),
      negativeInfinityCounts: new Float64Array(columnCount),
      positiveInfinityCounts: new Float64Array(columnCount),
      belowCounts: new Float64Array(columnCount),
      rowEdges,
      shares: new Float64Array(columnCount * this.#rowCount).fill(NaN),
    };
  }

  get answer(): Omit<Grid, "valueRange"> {
    return this.#columns;
  }

  /** In the order of the axis. */
  add({ index, bins, facts }: Histogram): void {
    const { stepCounts, firstSteps, lastSteps, rowEdges, shares, ...columns } = this.#columns;
    const column = this.#columnOf[index] ?? 0;
    const step = this.#steps[index] ?? NaN;
    if (stepCounts[column] === 0) firstSteps[column] = step;
    lastSteps[column] = step;
    stepCounts[column] = (stepCounts[column] ?? 0) + 1;
    raise(columns.nanCounts, column, facts.nanCount);
    raise(columns.negativeInfinityCounts, column, facts.negativeInfinityCount);
    raise(columns.positiveInfinityCounts, column, facts.positiveInfinityCount);
    if (this.#isLog && facts.least <= 0)
      raise(columns.belowCounts, column, countBelow(bins, rowEdges[0] ?? 0));
    const counts = rebin(bins, rowEdges, this.#counts);
    const start = column * this.#rowCount;
    const total = facts.counts || 1;
    for (let row = 0; row < counts.length; row++) raise(shares, start + row, (counts[row] ?? 0) / total);
  }
}

function raise(column: Float64Array, index: number, value: number): void {
  // NaN where nothing was yet.
  if (!((column[index] ?? 0) >= value)) column[index] = value;
}

/** Of rows that begin at zero or below: the counts of values ≤ 0, and of those below a value above zero. */
function countBelow(bins: Histogram["bins"], value: number): number {
  const rows: number[] = [];
  for (let at = 0; at < bins.length; at += 3) {
    const [left, right, count] = [bins[at] ?? NaN, bins[at + 1] ?? NaN, bins[at + 2] ?? NaN];
    if (left <= 0) rows.push(left, right, count);
  }
  // A last bin holds its right edge, too; nothing of these rows stands just at a value above zero.
  return rebin(rows, Float64Array.of(-Number.MAX_VALUE, Math.max(0, value)))[0] ?? 0;
}

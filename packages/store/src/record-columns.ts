// Columns of a tensor or blob series: where the values are that a query asks for.
import type { RecordBatch } from "./chunk.ts";
import type { RecordColumns, RecordQuery } from "./event-store.ts";
import { reorder, stepOrder } from "./step-order.ts";
import type { SeriesSummary } from "./summary.ts";

export type RecordPointQuery = Pick<
  RecordQuery,
  "axis" | "range" | "includeNeighbors" | "maxPoints" | "includeSuperseded"
>;

const LEAST_MAX_POINTS = 2;
/** With the neighbours of what lies in the range. */
const LEAST_MAX_POINTS_IN_RANGE = 4;

/** @throws RangeError for a query that makes no sense. */
export function assertRecordQuery({ maxPoints, range }: RecordPointQuery): void {
  const least = range ? LEAST_MAX_POINTS_IN_RANGE : LEAST_MAX_POINTS;
  if (maxPoints !== undefined && !(maxPoints >= least))
    throw new RangeError(`maxPoints must be at least ${least}, not ${maxPoints}.`);
  if (range && !(range[0] <= range[1]))
    throw new RangeError(`A range must ascend, not go from ${range[0]} to ${range[1]}.`);
}

/** Points of one chunk. */
export interface PlacedBatch {
  readonly batch: RecordBatch;
  /** 1 for each point that is superseded. */
  readonly superseded: Uint8Array;
  /** Place of its file in RecordColumns.files. */
  readonly fileIndex: number;
}

type Columns = Omit<RecordColumns, "run" | "tag" | "metadata" | "files">;

/** @param batches all of the series: by file, as it gave them. */
export function assembleRecords(
  batches: readonly PlacedBatch[],
  summary: SeriesSummary,
  query: RecordPointQuery,
): Columns {
  const all = joinBatches(batches);
  const superseded = Uint8Array.from(batches.flatMap((one) => [...one.superseded]));
  const indexes = choose(all, superseded, { summary, query });
  const pick = <Column extends Float64Array | Int32Array | Uint8Array>(column: Column) =>
    reorder(column, indexes.kept);
  return {
    steps: pick(all.steps),
    wallTimesSeconds: pick(all.wallTimesSeconds),
    offsetsBytes: pick(all.offsetsBytes),
    lengthsBytes: pick(all.lengthsBytes),
    fileIndexes: pick(all.fileIndexes),
    details: Array.from(indexes.kept, (i) => all.details[i]!),
    ...(query.includeSuperseded && { superseded: pick(superseded) }),
    pointCount: summary.pointCount,
    pointCountInRange: indexes.pointCountInRange,
    firstWallTimeSeconds: summary.pointCount > 0 ? summary.firstWallTimeSeconds : null,
  };
}

function joinBatches(batches: readonly PlacedBatch[]) {
  const count = batches.reduce((sum, { batch }) => sum + batch.steps.length, 0);
  const joined = {
    steps: new Float64Array(count),
    wallTimesSeconds: new Float64Array(count),
    offsetsBytes: new Float64Array(count),
    lengthsBytes: new Float64Array(count),
    fileIndexes: new Int32Array(count),
    details: batches.flatMap(({ batch }) => batch.details),
  };
  let at = 0;
  for (const { batch, fileIndex } of batches) {
    joined.steps.set(batch.steps, at);
    joined.wallTimesSeconds.set(batch.wallTimesSeconds, at);
    joined.offsetsBytes.set(batch.offsetsBytes, at);
    joined.lengthsBytes.set(batch.lengthsBytes, at);
    joined.fileIndexes.fill(fileIndex, at, at + batch.steps.length);
    at += batch.steps.length;
  }
  return joined;
}

/** Indexes of the points to give, in the order of the axis. */
function choose(
  { steps, wallTimesSeconds }: Pick<Columns, "steps" | "wallTimesSeconds">,
  superseded: Uint8Array,
  { summary, query }: { readonly summary: SeriesSummary; readonly query: RecordPointQuery },
): { readonly kept: Int32Array; readonly pointCountInRange: number } {
  const order = axisOrder(steps, wallTimesSeconds, query);
  const [low, high] = query.range ?? [-Infinity, Infinity];
  const origin = query.axis === "relative" ? summary.firstWallTimeSeconds : 0;
  const xOf = (i: number) => (query.axis === "step" ? steps[i]! : wallTimesSeconds[i]! - origin);
  const isInside = (i: number) => xOf(i) >= low && xOf(i) <= high;
  const asked = order.filter((i) => query.includeSuperseded || superseded[i] === 0);
  const inside = asked.filter(isInside);
  const pointCountInRange = inside.filter((i) => superseded[i] === 0).length;
  const hasNeighbors = query.range !== undefined && query.includeNeighbors !== false;
  // A list of one, or of none.
  const before = hasNeighbors ? asked.filter((i) => xOf(i) < low).slice(-1) : [];
  const after = hasNeighbors ? asked.filter((i) => xOf(i) > high).slice(0, 1) : [];
  const room = (query.maxPoints ?? Infinity) - before.length - after.length;
  const kept = [...before, ...spread(inside, Math.max(room, 0)), ...after];
  return { kept: Int32Array.from(kept), pointCountInRange };
}

/** At most `count` of them, evenly, with the first and the last. */
function spread(indexes: Int32Array, count: number): readonly number[] {
  if (indexes.length <= count) return [...indexes];
  if (count < 2) return [...indexes.subarray(0, count)];
  const stride = (indexes.length - 1) / (Math.floor(count) - 1);
  return Array.from({ length: Math.floor(count) }, (_, i) => indexes[Math.round(i * stride)]!);
}

function axisOrder(
  steps: Float64Array,
  wallTimesSeconds: Float64Array,
  { axis }: RecordPointQuery,
): Int32Array {
  const byStep = stepOrder(steps) ?? Int32Array.from(steps, (_, i) => i);
  const byTime = axis === "step" ? undefined : stepOrder(reorder(wallTimesSeconds, byStep));
  return byTime ? reorder(byStep, byTime) : byStep;
}

// Which points of a series a query gets: those of its range, a slice of them, or a reduction to at most so many.
import { reducePoints } from "@runboard/analysis";
import type { PointQuery, SeriesPoints } from "./columns-plan.ts";
import { reorder } from "./step-order.ts";

export interface Choice {
  /** Indexes of the points to give, ascending; all when undefined. */
  readonly kept: Int32Array | undefined;
  /** Shown points of the range. */
  readonly pointCountInRange: number;
}

interface Candidates {
  readonly points: SeriesPoints;
  /** The query's axis, ascending. */
  readonly xs: Float64Array;
  readonly query: PointQuery;
  /** 1 = superseded; undefined when all are shown. */
  readonly superseded: Uint8Array | undefined;
}

export function choosePoints(candidates: Candidates): Choice {
  const { points, xs, query, superseded } = candidates;
  const { count, leftOutCount } = points;
  const maxPoints = query.maxPoints ?? Infinity;
  if (!query.range && !superseded && !query.slice) {
    const kept = count <= maxPoints ? undefined : reduce(candidates, undefined, maxPoints);
    return { kept, pointCountInRange: count + leftOutCount };
  }
  const shown = indexesOf(count, superseded, 0);
  const { inside, beyond } = query.range ? cut(xs, shown, query.range) : { inside: shown, beyond: [] };
  const pointCountInRange = inside.length + leftOutCount;
  if (query.slice) {
    const [from, to] = query.slice.map((place) => Math.max(0, place - leftOutCount));
    return { kept: inside.slice(from, to), pointCountInRange };
  }
  const hidden = superseded ? indexesOf(count, superseded, 1) : new Int32Array(0);
  const older = query.range ? touching(xs, hidden, query.range) : hidden;

  // Points side by side share the places by their number; what is shown comes first.
  const room = maxPoints - beyond.length;
  const wanted = inside.length + older.length;
  const isEvery = wanted <= room;
  const forOlder = isEvery ? older.length : Math.min(Math.round((room * older.length) / wanted), room - 2);
  const forInside = isEvery ? inside.length : room - forOlder;
  const keptInside = reduce(candidates, inside, forInside);
  const keptOlder = forOlder >= 2 || isEvery ? reduce(candidates, older, forOlder) : new Int32Array(0);
  const kept = new Int32Array(keptInside.length + beyond.length + keptOlder.length);
  kept.set(keptInside);
  kept.set(beyond, keptInside.length);
  kept.set(keptOlder, keptInside.length + beyond.length);
  kept.sort();
  return { kept, pointCountInRange };
}

/** The first `count` numbers of a column. */
export function chooseEvery(column: Float64Array, count: number): Float64Array {
  return column.length === count ? column : column.slice(0, count);
}

function indexesOf(count: number, superseded: Uint8Array | undefined, flag: 0 | 1): Int32Array {
  const indexes = new Int32Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) if ((superseded?.[i] ?? 0) === flag) indexes[length++] = i;
  return indexes.subarray(0, length);
}

/** Those of `indexes` whose x is in the range, and the one before and after; where none is in it, the last below and the first above. */
function cut(
  xs: Float64Array,
  indexes: Int32Array,
  [low, high]: readonly [number, number],
): { inside: Int32Array; beyond: number[] } {
  const inside = indexes.filter((i) => xs[i]! >= low && xs[i]! <= high);
  const before = indexes.findLast((i) => xs[i]! < low);
  const after = indexes.find((i) => xs[i]! > high);
  return { inside, beyond: [before, after].filter((i) => i !== undefined) };
}

/** Those of `indexes` whose x is in the range, or that of their neighbour. */
function touching(xs: Float64Array, indexes: Int32Array, [low, high]: readonly [number, number]): Int32Array {
  const isInside = (i: number | undefined) => i !== undefined && xs[i]! >= low && xs[i]! <= high;
  return indexes.filter((i, at) => isInside(i) || isInside(indexes[at - 1]) || isInside(indexes[at + 1]));
}

/** Reduces the points at `indexes`, or all, to at most `maxPoints`. Points of one group count as standing where the group begins: a bucket has whole groups. */
function reduce({ xs, points }: Candidates, indexes: Int32Array | undefined, maxPoints: number): Int32Array {
  if (indexes && indexes.length <= maxPoints) return indexes;
  const { batch, count, groupStarts } = points;
  const pick = (column: Float64Array) => (indexes ? reorder(column, indexes) : chooseEvery(column, count));
  const grouped = groupStarts ? reorder(xs, groupStarts.subarray(0, count)) : xs;
  const kept = reducePoints(pick(grouped), pick(batch.values), Math.floor(maxPoints));
  return indexes ? kept.map((i) => indexes[i]!) : kept;
}

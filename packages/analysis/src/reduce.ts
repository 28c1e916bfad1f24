// Fewer points for a chart, without losing what the eye would see: buckets along x, each keeping its first, least, greatest and last point and a non-finite one.

/** First, least, greatest and last; one more where values that are not finite occur. */
const POINTS_PER_BUCKET = 4;
const NONE = -1;

/**
 * Chooses at most `maxPoints` of a series' points. Buckets are equally wide in x; when x descends somewhere or is not finite, they hold equally many points instead.
 * Every bucket keeps its first and last point, the first of its least and of its greatest finite values, and its first value that is not finite.
 * All points are kept when there are no more than `maxPoints`.
 *
 * @param xs,values columns of equal length.
 * @param maxPoints at least 2. Below 5 not all of these fit: the value that is not finite goes first, then the least, then the greatest.
 * @returns indexes of the points kept, ascending; the series' first and last are among them.
 */
export function reducePoints(xs: Float64Array, values: Float64Array, maxPoints: number): Int32Array {
  const count = values.length;
  if (xs.length !== count)
    throw new RangeError(`Columns of different length: ${xs.length} and ${count} points.`);
  if (!(maxPoints >= 2)) throw new RangeError(`maxPoints must be at least 2, not ${maxPoints}.`);
  if (count <= maxPoints) return Int32Array.from({ length: count }, (_, i) => i);

  const pointsPerBucket = POINTS_PER_BUCKET + (allFinite(values) ? 0 : 1);
  const bucketCount = Math.max(1, Math.floor(maxPoints / pointsPerBucket));
  const bucketAt = bucketsAlong(xs, bucketCount);
  const kept = new Int32Array(bucketCount * pointsPerBucket);
  let keptCount = 0;
  for (let from = 0; from < count;) {
    const bucket = bucketAt(from);
    let to = from + 1;
    while (to < count && bucketAt(to) === bucket) to++;
    for (const index of pointsOfBucket(values, from, to, maxPoints)) kept[keptCount++] = index;
    from = to;
  }
  return kept.slice(0, keptCount);
}

/**
 * What one bucket [from, to) of a series keeps: its first and last point, the first of its greatest and of its least finite values, its first value that is not finite.
 * With fewer than 5 places they are given in this order.
 * @param from,to indexes; `to` is exclusive and greater than `from`.
 * @returns at most `maxPoints` indexes, ascending, each once.
 */
export function pointsOfBucket(values: Float64Array, from: number, to: number, maxPoints = 5): number[] {
  let least = NONE;
  let greatest = NONE;
  let nonFinite = NONE;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      if (nonFinite === NONE) nonFinite = i;
    } else {
      if (least === NONE || value < values[least]!) least = i;
      if (greatest === NONE || value > values[greatest]!) greatest = i;
    }
  }
  const kept: number[] = [];
  for (const index of [from, to - 1, greatest, least, nonFinite]) {
    if (index === NONE || kept.length >= maxPoints || kept.includes(index)) continue;
    let at = kept.length;
    while (at > 0 && kept[at - 1]! > index) at--;
    kept.splice(at, 0, index);
  }
  return kept;
}

/** Maps a point's index to its bucket, 0 to `bucketCount` - 1, never descending. */
function bucketsAlong(xs: Float64Array, bucketCount: number): (index: number) => number {
  const origin = xs[0]!;
  const span = xs[xs.length - 1]! - origin;
  if (!(span > 0 && Number.isFinite(span) && isAscending(xs))) {
    const perPoint = bucketCount / xs.length;
    return (index) => Math.min(bucketCount - 1, Math.floor(index * perPoint));
  }
  const perX = bucketCount / span;
  // A span below the smallest normal number would make the quotient infinite: everything then falls into the ends.
  return (index) => {
    const bucket = Math.floor((xs[index]! - origin) * perX);
    return bucket < bucketCount ? bucket : bucketCount - 1;
  };
}

function isAscending(xs: Float64Array): boolean {
  for (let i = 1; i < xs.length; i++) if (!(xs[i]! >= xs[i - 1]!)) return false;
  return true;
}

function allFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return false;
  return true;
}

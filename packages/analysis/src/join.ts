// Two columns side by side: where their steps meet, and the order in which x ascends.

/** A series, or what was worked out from some: columns of equal length, steps ascending. */
export interface StepColumns {
  readonly steps: Float64Array;
  readonly wallTimesSeconds: Float64Array;
  readonly values: Float64Array;
}

/**
 * Where two ascending columns hold the same steps. Of several points of a step the first goes with the first, the second with the second.
 * @returns indexes into either, of equal length and ascending; undefined when the columns are equal, that is when every index goes with itself.
 */
export function commonSteps(
  stepsA: Float64Array,
  stepsB: Float64Array,
): { readonly indexesA: Int32Array; readonly indexesB: Int32Array } | undefined {
  if (areEqual(stepsA, stepsB)) return undefined;
  const most = Math.min(stepsA.length, stepsB.length);
  const indexesA = new Int32Array(most);
  const indexesB = new Int32Array(most);
  let count = 0;
  for (let a = 0, b = 0; a < stepsA.length && b < stepsB.length;) {
    const difference = stepsA[a]! - stepsB[b]!;
    if (difference < 0) a++;
    else if (difference > 0) b++;
    else {
      indexesA[count] = a++;
      indexesB[count++] = b++;
    }
  }
  return { indexesA: indexesA.subarray(0, count), indexesB: indexesB.subarray(0, count) };
}

/** Whether two columns hold the same numbers; NaN equals nothing. */
export function areEqual(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The numbers of a column at some indexes; the column itself when those are undefined. */
export function numbersAt(column: Float64Array, indexes: Int32Array | undefined): Float64Array {
  if (!indexes) return column;
  const picked = new Float64Array(indexes.length);
  for (let i = 0; i < indexes.length; i++) picked[i] = column[indexes[i]!]!;
  return picked;
}

/**
 * The order in which `xs` ascend, those that are not finite left out; equal ones keep theirs.
 * @returns indexes; undefined when all are finite and ascend already.
 */
export function ascendingOrder(xs: Float64Array): Int32Array | undefined {
  const order = new Int32Array(xs.length);
  let count = 0;
  let isAscending = true;
  let last = -Infinity;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i]!;
    if (!Number.isFinite(x)) continue;
    if (x < last) isAscending = false;
    last = x;
    order[count++] = i;
  }
  if (isAscending) return count === xs.length ? undefined : order.subarray(0, count);
  return sortStably(order.subarray(0, count), xs);
}

/** Merges ever longer stretches: several times faster than `sort` with a comparator. */
function sortStably(order: Int32Array, xs: Float64Array): Int32Array {
  const count = order.length;
  let from = order;
  let to: Int32Array = new Int32Array(count);
  for (let width = 1; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(start + width, count);
      const end = Math.min(middle + width, count);
      for (let left = start, right = middle, at = start; at < end; at++) {
        const isLeft = right >= end || (left < middle && xs[from[left]!]! <= xs[from[right]!]!);
        to[at] = from[isLeft ? left++ : right++]!;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

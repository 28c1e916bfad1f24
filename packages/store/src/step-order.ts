// Sorts points by step, keeping the order of those that have the same: runs of ascending steps, which series consist of, are merged.

/**
 * Indexes in the order of their steps; undefined when they stand in it already.
 * @param steps never NaN.
 */
export function stepOrder(steps: Float64Array): Int32Array | undefined {
  let bounds = runBounds(steps);
  if (bounds.length <= 2) return undefined;
  let from = Int32Array.from(steps, (_, i) => i);
  let to = new Int32Array(steps.length);
  while (bounds.length > 2) {
    const next = [0];
    for (let run = 0; run + 1 < bounds.length; run += 2) {
      const middle = bounds[run + 1]!;
      const end = bounds[run + 2] ?? middle;
      merge(steps, { from, to }, [bounds[run]!, middle, end]);
      next.push(end);
    }
    [from, to] = [to, from];
    bounds = next;
  }
  return from;
}

/** Where runs of steps that do not descend begin, and where the last one ends. */
function runBounds(steps: Float64Array): number[] {
  const bounds = [0];
  for (let i = 1; i < steps.length; i++) if (steps[i]! < steps[i - 1]!) bounds.push(i);
  bounds.push(steps.length);
  return bounds;
}

/** Merges the sorted indexes [start, middle) and [middle, end). */
function merge(
  steps: Float64Array,
  { from, to }: { readonly from: Int32Array; readonly to: Int32Array },
  [start, middle, end]: readonly [number, number, number],
): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takesLeft = left < middle && (right >= end || steps[from[left]!]! <= steps[from[right]!]!);
    to[at] = takesLeft ? from[left++]! : from[right++]!;
  }
}

/** The numbers of a column in another order. */
export function reorder<Column extends Float64Array | Int32Array | Uint8Array>(
  column: Column,
  order: Int32Array,
): Column {
  const reordered = column.slice(0, order.length) as Column;
  for (let i = 0; i < order.length; i++) reordered[i] = column[order[i]!]!;
  return reordered;
}

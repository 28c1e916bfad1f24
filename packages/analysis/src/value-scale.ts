// How values lie along an axis, also where they span decades on both sides of zero.

/** `symlog`: logarithmic beyond ±`linearWithin`, linear between. `log` has no place for values ≤ 0. */
export type ValueScale =
  | { readonly kind: "linear" }
  | { readonly kind: "log" }
  | { readonly kind: "symlog"; readonly linearWithin: number };

/** Decades on either side of zero that `symlogFor` tells apart. */
const SYMLOG_DECADES = 6;

/**
 * The symlog scale of a range of finite values: six decades below its greatest magnitude, and linear from there through zero. Closer to zero lie the
 * innermost rows of writers whose edges grow by a tenth from 1e-12 on; with these as the limit nothing else would have room.
 */
export function symlogFor([low, high]: readonly [number, number]): ValueScale {
  const greatest = Math.max(Math.abs(low), Math.abs(high));
  const linearWithin = greatest === 0 ? 1 : Math.max(greatest * 10 ** -SYMLOG_DECADES, Number.MIN_VALUE);
  return { kind: "symlog", linearWithin };
}

/** Where a value lies: `log` decades; `symlog` decades beyond `linearWithin`, signed. −∞ for values ≤ 0 on `log`. Never descends as values ascend. */
export function positionOf(value: number, scale: ValueScale): number {
  switch (scale.kind) {
    case "linear":
      return value;
    case "log":
      return value > 0 ? Math.log10(value) : -Infinity;
    case "symlog": {
      const magnitude = Math.abs(value);
      const quotient = magnitude / scale.linearWithin;
      // What is more than 300 decades away: the 1 of log1p counts for nothing there.
      const position =
        Number.isFinite(quotient) || !Number.isFinite(magnitude)
          ? Math.log1p(quotient) / Math.LN10
          : Math.log10(magnitude) - Math.log10(scale.linearWithin);
      return Math.sign(value) * position;
    }
  }
}

/** The value that lies there; ±`Number.MAX_VALUE` at most. */
export function valueAtPosition(position: number, scale: ValueScale): number {
  return clamped(unclampedValueAt(position, scale));
}

function clamped(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

function unclampedValueAt(position: number, scale: ValueScale): number {
  switch (scale.kind) {
    case "linear":
      return position;
    case "log":
      return 10 ** position;
    case "symlog": {
      const factor = Math.expm1(Math.abs(position) * Math.LN10);
      const magnitude = Number.isFinite(factor)
        ? factor * scale.linearWithin
        : 10 ** (Math.abs(position) + Math.log10(scale.linearWithin));
      return Math.sign(position) * magnitude;
    }
  }
}

/**
 * `count` + 1 values from `low` to `high`, never descending and evenly spaced on the scale; exactly `low` and `high` at the ends.
 * Where these are equal the range is widened: on `log` from half to twice of it, else as TensorBoard does, by a tenth and one outwards and an eleventh
 * and one towards zero.
 * Throws RangeError when an end is not finite, `low` is above `high`, or `low` has no place on the scale.
 */
export function evenEdges(
  [low, high]: readonly [number, number],
  count: number,
  scale: ValueScale,
): Float64Array {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
    throw new RangeError(`no axis goes from ${low} to ${high}`);
  if (scale.kind === "log" && low <= 0) throw new RangeError(`a logarithmic axis cannot begin at ${low}`);
  if (low === high) return evenEdges(widened(low, scale), count, scale);
  const first = positionOf(low, scale);
  const last = positionOf(high, scale);
  const width = (last - first) / count;
  const edges = new Float64Array(count + 1);
  edges[0] = low;
  for (let i = 1; i < count; i++) {
    // As TensorBoard adds them up; weighted where the difference of the ends is more than a double holds.
    const position = Number.isFinite(width)
      ? first + i * width
      : first * (1 - i / count) + last * (i / count);
    const value = valueAtPosition(position, scale);
    edges[i] = Math.min(Math.max(value, edges[i - 1] ?? low), high);
  }
  edges[count] = high;
  return edges;
}

/** TensorBoard takes the same for values below zero, and leaves those below −10 outside. */
function widened(value: number, { kind }: ValueScale): readonly [number, number] {
  if (kind === "log") return [value / 2 || value, clamped(value * 2)];
  return value < 0
    ? [clamped(value * 1.1 - 1), value / 1.1 + 1]
    : [value / 1.1 - 1, clamped(value * 1.1 + 1)];
}

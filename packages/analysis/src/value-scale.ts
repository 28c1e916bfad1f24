// How values lie along an axis, also where they span decades on both sides of zero.

/** `symlog`: logarithmic beyond ±`linearWithin`, linear between. `log` has no place for values ≤ 0. */
export type ValueScale =
  | { readonly kind: "linear" }
  | { readonly kind: "log" }
  | { readonly kind: "symlog"; readonly linearWithin: number };

/** Where a value lies: `log` decades; `symlog` decades beyond `linearWithin`, signed. −∞ for values ≤ 0 on `log`. */
export function positionOf(value: number, scale: ValueScale): number {
  switch (scale.kind) {
    case "linear":
      return value;
    case "log":
      return value > 0 ? Math.log10(value) : -Infinity;
    case "symlog":
      // Not log1p of a quotient: that overflows for what is 300 decades away.
      return Math.sign(value) * (Math.log1p(Math.abs(value) / scale.linearWithin) / Math.LN10);
  }
}

/** The value that lies there; ±`Number.MAX_VALUE` at most. */
export function valueAtPosition(position: number, scale: ValueScale): number {
  const value = unclampedValueAt(position, scale);
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

function unclampedValueAt(position: number, scale: ValueScale): number {
  switch (scale.kind) {
    case "linear":
      return position;
    case "log":
      return 10 ** position;
    case "symlog":
      return Math.sign(position) * Math.expm1(Math.abs(position) * Math.LN10) * scale.linearWithin;
  }
}

/**
 * `count` + 1 values from `low` to `high`, ascending and evenly spaced on the scale; exactly `low` and `high` at the ends.
 * Where these are equal the range is widened as TensorBoard does: from a tenth below and one to a tenth above and one.
 */
export function evenEdges(
  [low, high]: readonly [number, number],
  count: number,
  scale: ValueScale,
): Float64Array {
  if (low === high) return evenEdges([low / 1.1 - 1, high * 1.1 + 1], count, linear);
  const first = positionOf(low, scale);
  const last = positionOf(high, scale);
  const edges = new Float64Array(count + 1);
  for (let i = 1; i < count; i++) {
    const part = i / count;
    // Weighted, because the difference of the ends may be more than a double holds.
    edges[i] = valueAtPosition(first * (1 - part) + last * part, scale);
  }
  edges[0] = low;
  edges[count] = high;
  return edges;
}

const linear: ValueScale = { kind: "linear" };

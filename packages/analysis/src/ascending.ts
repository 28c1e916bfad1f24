// Where a number lies among ascending ones.

/** Index of the first of ascending values that is not below x, looked for from one index to another, exclusive; `to` when there is none. */
export function lowerBound(values: ArrayLike<number>, x: number, from = 0, to = values.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first of ascending values that is above x, otherwise as `lowerBound`. */
export function upperBound(values: ArrayLike<number>, x: number, from = 0, to = values.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

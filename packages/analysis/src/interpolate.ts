// A curve between its points: straight lines.

/** Columns of equal length; xs finite and ascending, equal ones allowed. */
export interface XyColumns {
  readonly xs: Float64Array;
  readonly values: Float64Array;
}

/** Reads a curve at places that never descend, in one walk along it. */
export class AscendingInterpolation {
  readonly #xs: Float64Array;
  readonly #values: Float64Array;
  /** The first point beyond the last place. */
  #next = 0;

  constructor({ xs, values }: XyColumns) {
    this.#xs = xs;
    this.#values = values;
  }

  /**
   * The value at `x`: a point's own (the last of several there), else on the line between its neighbours, which is not finite where one of them is not.
   * NaN before the first and after the last point.
   * @param x not less than in the call before.
   */
  at(x: number): number {
    const xs = this.#xs;
    let next = this.#next;
    while (next < xs.length && xs[next]! <= x) next++;
    this.#next = next;
    if (next === 0) return NaN;
    const from = xs[next - 1]!;
    const value = this.#values[next - 1]!;
    if (from === x) return value;
    if (next === xs.length) return NaN;
    return value + (this.#values[next]! - value) * ((x - from) / (xs[next]! - from));
  }
}

// A curve between its points: straight lines.

/** Columns of equal length; xs finite and ascending, equal ones allowed. */
export interface XyColumns {
  readonly xs: Float64Array;
  readonly values: Float64Array;
}

/** Reads a curve at places that never descend, in one walk along it, however many calls it takes. */
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
   * Writes the values at `places`: a point's own (the last of several there), else on the line between its neighbours, which is not finite where one of them is not.
   * NaN before the first and after the last point.
   * @param places finite and ascending, none less than those of the call before.
   * @param out as long as `places`; not written when the answer is false.
   * @returns whether the curve reaches any of the places.
   */
  read(places: Float64Array, out: Float64Array): boolean {
    const xs = this.#xs;
    const values = this.#values;
    const last = xs.length - 1;
    if (last < 0 || places.length === 0) return false;
    if (places[places.length - 1]! < xs[0]! || places[0]! > xs[last]!) return false;
    let next = this.#next;
    for (let i = 0; i < places.length;) {
      const place = places[i]!;
      while (next <= last && xs[next]! <= place) next++;
      if (next === 0) {
        out[i++] = NaN;
      } else if (next > last) {
        out[i++] = place === xs[last] ? values[last]! : NaN;
      } else {
        const [from, to] = [xs[next - 1]!, xs[next]!];
        const value = values[next - 1]!;
        const rise = values[next]! - value;
        for (let x = place; x < to; x = places[i]!) {
          out[i++] = x === from ? value : value + rise * ((x - from) / (to - from));
        }
      }
    }
    this.#next = next;
    return true;
  }
}

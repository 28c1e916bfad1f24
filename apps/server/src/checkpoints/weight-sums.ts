// Sums over the values of a variable, and over how far they are from those of before, piece by piece.

/** Of floating-point values. */
export type Floats = Float32Array | Float64Array;

export class WeightSums {
  count = 0;
  zeroCount = 0;
  nonFiniteCount = 0;
  /** Of values before, where such are given. */
  nonFiniteCountBefore = 0;
  #squares = 0;
  #squaresBefore = 0;
  #changeSquares = 0;

  /** @param before as many, of the same places; null for none */
  add(values: Floats, before: Floats | null): void {
    let [squares, zeros, finite] = [0, 0, 0];
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? NaN;
      if (value === 0) zeros++;
      // NaN and infinities differ from themselves, less themselves.
      if (value - value === 0) {
        squares += value * value;
        finite++;
      }
    }
    this.count += values.length;
    this.zeroCount += zeros;
    this.nonFiniteCount += values.length - finite;
    this.#squares += squares;
    if (before) this.#addChange(values, before);
  }

  #addChange(values: Floats, before: Floats): void {
    if (before.length !== values.length) throw new RangeError("values of before are not as many");
    let [squares, changes, finite] = [0, 0, 0];
    for (let at = 0; at < before.length; at++) {
      const value = before[at] ?? NaN;
      if (value - value === 0) {
        squares += value * value;
        finite++;
      }
      const change = (values[at] ?? NaN) - value;
      changes += change * change;
    }
    this.nonFiniteCountBefore += before.length - finite;
    this.#squaresBefore += squares;
    this.#changeSquares += changes;
  }

  /** ‖w‖₂ of the finite values; null beyond what a double holds, squared. */
  get norm(): number | null {
    return rootOf(this.#squares);
  }

  get normBefore(): number | null {
    return rootOf(this.#squaresBefore);
  }

  /** ‖Δw‖₂; null where a value is not finite. */
  get changeNorm(): number | null {
    return this.nonFiniteCount + this.nonFiniteCountBefore > 0 ? null : rootOf(this.#changeSquares);
  }
}

function rootOf(squares: number): number | null {
  return Number.isFinite(squares) ? Math.sqrt(squares) : null;
}

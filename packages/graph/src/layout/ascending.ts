// The nearest sequence that does not descend.

export class AscendingFit {
  readonly #means: Float64Array;
  readonly #weights: Float64Array;
  readonly #counts: Uint32Array;

  /** @param maxCount the longest sequence that will come. */
  constructor(maxCount: number) {
    this.#means = new Float64Array(maxCount);
    this.#weights = new Float64Array(maxCount);
    this.#counts = new Uint32Array(maxCount);
  }

  /**
   * Replaces the first `count` values by the sequence that never descends and is nearest to them in weighted squares: neighbours that descend are pooled
   * (R. Barlow et al.: Statistical Inference under Order Restrictions, 1972). Linear.
   * @param weights above 0.
   */
  fit(values: Float64Array, weights: Float64Array, count: number): void {
    const means = this.#means;
    const sums = this.#weights;
    const counts = this.#counts;
    let pools = 0;
    for (let i = 0; i < count; i++) {
      let mean = values[i]!;
      let weight = weights[i]!;
      let size = 1;
      while (pools > 0 && means[pools - 1]! > mean) {
        pools--;
        mean = (mean * weight + means[pools]! * sums[pools]!) / (weight + sums[pools]!);
        weight += sums[pools]!;
        size += counts[pools]!;
      }
      means[pools] = mean;
      sums[pools] = weight;
      counts[pools++] = size;
    }
    let at = 0;
    for (let pool = 0; pool < pools; pool++)
      for (let i = 0; i < counts[pool]!; i++) values[at++] = means[pool]!;
  }
}

// How far a file's chunks had come in steps, before a mark or a wall time; a file may have a million of either.
import type { ChunkFacts } from "./chunk-facts.ts";

export class Reach {
  readonly #facts: readonly ChunkFacts[];
  /** For each chunk the greatest step up to its end. */
  readonly #maxima: Float64Array;
  /** Wall times of no chunk begin before those of the chunk before it end. */
  readonly #isTimely: boolean;

  /** @param facts of all chunks that a file gave a series, in order. */
  constructor(facts: readonly ChunkFacts[]) {
    this.#facts = facts;
    this.#maxima = new Float64Array(facts.length);
    let isTimely = true;
    facts.forEach(({ maxStep, minWallTimeSeconds }, i) => {
      const before = facts[i - 1];
      this.#maxima[i] = before ? Math.max(this.#maxima[i - 1]!, maxStep) : maxStep;
      if (before && minWallTimeSeconds < before.maxWallTimeSeconds) isTimely = false;
    });
    this.#isTimely = isTimely;
  }

  /** Greatest step of the points with at most `markCount` marks before them; -Infinity without any. */
  behindMarks(markCount: number): number {
    return this.#maxima[this.#count((facts) => facts.markCount <= markCount) - 1] ?? -Infinity;
  }

  /** Greatest step of the chunks that end before a wall time. */
  ofChunksBefore(wallTimeSeconds: number): number {
    if (this.#isTimely) {
      const count = this.#count((facts) => facts.maxWallTimeSeconds < wallTimeSeconds);
      return this.#maxima[count - 1] ?? -Infinity;
    }
    let greatest = -Infinity;
    for (const { maxWallTimeSeconds, maxStep } of this.#facts)
      if (maxWallTimeSeconds < wallTimeSeconds && maxStep > greatest) greatest = maxStep;
    return greatest;
  }

  /** Indexes of the chunks that have points before a wall time, but not all. */
  chunksAround(wallTimeSeconds: number): readonly number[] {
    const isAround = (index: number) => {
      const facts = this.#facts[index];
      return (
        facts !== undefined &&
        facts.minWallTimeSeconds < wallTimeSeconds &&
        facts.maxWallTimeSeconds >= wallTimeSeconds
      );
    };
    if (!this.#isTimely) return [...this.#facts.keys()].filter(isAround);
    const first = this.#count((facts) => facts.maxWallTimeSeconds < wallTimeSeconds);
    return isAround(first) ? [first] : [];
  }

  /** How many chunks there are before the first that a condition does not hold for; it holds for none behind that. */
  #count(holds: (facts: ChunkFacts) => boolean): number {
    let low = 0;
    let high = this.#facts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#facts[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

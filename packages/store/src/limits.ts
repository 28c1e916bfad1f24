// Steps from which on points are superseded, each by what stands behind some place.
import { upperBound } from "@runboard/analysis";

/** Of several (place, step), the least step behind any place. Of many that say the same, the last is kept. */
export class Limits {
  /** Ascending, both. */
  readonly #places: number[] = [];
  readonly #steps: number[] = [];

  constructor(entries: readonly (readonly [place: number, step: number])[]) {
    const ascending = entries.toSorted((a, b) => a[0] - b[0]);
    for (const [place, step] of ascending) {
      // What stands farther behind and reaches down as far makes the ones before it say nothing.
      while (this.#steps.length > 0 && this.#steps.at(-1)! >= step) {
        this.#steps.pop();
        this.#places.pop();
      }
      this.#places.push(place);
      this.#steps.push(step);
    }
  }

  /** The least step of what stands behind `place`; Infinity when nothing does. */
  after(place: number): number {
    if (this.#places.length === 0) return Infinity;
    return this.#steps[upperBound(this.#places, place)] ?? Infinity;
  }
}

// Scalar points in the order in which they were read, four numbers each, until they are dealt out to their series.
import type { ScalarPoints } from "./points.ts";
import type { ScannedSeries } from "./scan-series.ts";

/** Numbers of one point: series, step, wall time, value. */
const STRIDE = 4;
const FIRST_LENGTH = 1024 * STRIDE;
const MAX_SPARE_LENGTH = 2 ** 18 * STRIDE;

/** The array of the log that was dealt last: scanners mostly work in turn, and fresh memory costs more than the scan. */
let spare: Float64Array<ArrayBuffer> | null = null;

export class PointLog {
  #numbers = new Float64Array(0);
  #length = 0;

  get pointCount(): number {
    return this.#length / STRIDE;
  }

  append(id: number, step: number, wallTimeSeconds: number, value: number): void {
    const at = this.#length;
    if (at === this.#numbers.length) this.#grow();
    const numbers = this.#numbers;
    numbers[at] = id;
    numbers[at + 1] = step;
    numbers[at + 2] = wallTimeSeconds;
    numbers[at + 3] = value;
    this.#length = at + STRIDE;
  }

  /** Forgets all but the first `pointCount` points. */
  cutBack(pointCount: number): void {
    this.#length = pointCount * STRIDE;
  }

  /** Gives every point to its series, in order, and forgets them all; series without points are left out. */
  deal(series: readonly ScannedSeries[]): ScalarPoints[] {
    const numbers = this.#numbers;
    const length = this.#length;
    const counts = new Int32Array(series.length);
    for (let at = 0; at < length; at += STRIDE) counts[numbers[at]!]!++;
    const columns = series.map((one) => emptyColumns(one, counts[one.id]!));
    counts.fill(0);
    for (let at = 0; at < length; at += STRIDE) {
      const id = numbers[at]!;
      const { steps, wallTimesSeconds, values } = columns[id]!;
      const index = counts[id]!++;
      steps[index] = numbers[at + 1]!;
      wallTimesSeconds[index] = numbers[at + 2]!;
      values[index] = numbers[at + 3]!;
    }
    if (numbers.length > (spare?.length ?? 0) && numbers.length <= MAX_SPARE_LENGTH) spare = numbers;
    this.#numbers = new Float64Array(0);
    this.#length = 0;
    return columns.filter(({ steps }) => steps.length > 0);
  }

  #grow(): void {
    const old = this.#numbers;
    if (old.length === 0 && spare !== null) {
      this.#numbers = spare;
      spare = null;
      return;
    }
    this.#numbers = new Float64Array(Math.max(FIRST_LENGTH, old.length * 2));
    this.#numbers.set(old);
  }
}

const NO_NUMBERS = new Float64Array(0);

function emptyColumns({ tag, metadata }: ScannedSeries, length: number): ScalarPoints {
  if (length === 0)
    return { tag, metadata, steps: NO_NUMBERS, wallTimesSeconds: NO_NUMBERS, values: NO_NUMBERS };
  return {
    tag,
    metadata,
    steps: new Float64Array(length),
    wallTimesSeconds: new Float64Array(length),
    values: new Float64Array(length),
  };
}

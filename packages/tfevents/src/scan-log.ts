// Scalar points in the order in which they were read, four numbers each, until they are dealt out to their series.
import type { ScalarPoints } from "./points.ts";
import type { ScannedSeries } from "./scan-series.ts";

/** Numbers of one point: series, step, wall time, value. */
const STRIDE = 4;
/** Of a series: steps, wall times, values. */
const COLUMNS = 3;
const FIRST_LENGTH = 1024 * STRIDE;
const MAX_SPARE_LENGTH = 2 ** 18 * STRIDE;

/** The array of the log that was dealt last: scanners mostly work in turn, and fresh memory costs more than the scan. */
let spare: Float64Array<ArrayBuffer> | null = null;

export class PointLog {
  #numbers = new Float64Array(0);
  #length = 0;
  /** By series, between two deals all zero. */
  #counts = new Int32Array(0);
  /** By series, where its next point goes while they are dealt. */
  #places = new Int32Array(0);

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

  /**
   * Gives every point to its series, in order, and forgets them all. Looks at no series without points: a file may have many, and be dealt
   * after each few points. All columns lie in one array: three small ones for each series take longer to make than to fill.
   */
  deal(series: readonly ScannedSeries[]): ScalarPoints[] {
    const numbers = this.#numbers;
    const length = this.#length;
    if (length === 0) return [];
    if (this.#counts.length < series.length) {
      this.#counts = new Int32Array(series.length * 2);
      this.#places = new Int32Array(series.length * 2);
    }
    const counts = this.#counts;
    const places = this.#places;
    const ids = countPoints(numbers, length, counts);
    const room = new Float64Array((length / STRIDE) * COLUMNS);
    const points: ScalarPoints[] = [];
    let from = 0;
    for (const id of ids) {
      const count = counts[id]!;
      const { tag, metadata } = series[id]!;
      const steps = room.subarray(from, from + count);
      const wallTimesSeconds = room.subarray(from + count, from + 2 * count);
      const values = room.subarray(from + 2 * count, from + COLUMNS * count);
      points.push({ tag, metadata, steps, wallTimesSeconds, values });
      places[id] = from;
      from += COLUMNS * count;
    }
    spread(numbers.subarray(0, length), room, { counts, places });
    for (const id of ids) counts[id] = 0;
    if (numbers.length > (spare?.length ?? 0) && numbers.length <= MAX_SPARE_LENGTH) spare = numbers;
    this.#numbers = new Float64Array(0);
    this.#length = 0;
    return points;
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

/** Adds up how many points each series has; its id, ascending, of each that has any. */
function countPoints(numbers: Float64Array, length: number, counts: Int32Array): readonly number[] {
  const ids: number[] = [];
  for (let at = 0; at < length; at += STRIDE) if (counts[numbers[at]!]!++ === 0) ids.push(numbers[at]!);
  return ids.sort((a, b) => a - b);
}

/** Puts each point of a log into its series' columns, which stand one behind the other in `room`. */
function spread(
  numbers: Float64Array,
  room: Float64Array,
  { counts, places }: { readonly counts: Int32Array; readonly places: Int32Array },
): void {
  for (let at = 0; at < numbers.length; at += STRIDE) {
    const id = numbers[at]!;
    const count = counts[id]!;
    const place = places[id]!++;
    room[place] = numbers[at + 1]!;
    room[place + count] = numbers[at + 2]!;
    room[place + 2 * count] = numbers[at + 3]!;
  }
}

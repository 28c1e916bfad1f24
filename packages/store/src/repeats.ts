// Where a file goes back in a series and repeats steps that it still shows: rule 2 of event-store.ts.
import { upperBound } from "@runboard/analysis";
import type { ChunkFacts, FactColumns } from "./chunk-facts.ts";
import type { Limits } from "./limits.ts";

/** Points of one chunk in the order in which their file gave them; the first stands at `from`. */
export interface ChunkPoints extends FactColumns {
  readonly from: number;
}

/** The first point of a stretch that supersedes what the file has before it at or beyond its step. */
export interface Repeat {
  /** Among all points that the file gave the series. */
  readonly place: number;
  readonly step: number;
}

/**
 * @param facts of the file's chunks, in order. @param marks of the file, see RunFiles.
 * @param read gives a chunk's points; called for those that reach the least step at which the file goes back.
 */
export function findRepeats(
  facts: readonly ChunkFacts[],
  marks: Limits,
  read: (chunk: number) => ChunkPoints,
): readonly Repeat[] {
  const least = leastDescent(facts);
  if (least === Infinity) return [];
  const points = gather(facts, least, read);
  return new RepeatSearch(points, marks).run();
}

/** The least step that is less than the one before it. */
function leastDescent(facts: readonly ChunkFacts[]): number {
  let least = Infinity;
  facts.forEach((chunk, i) => {
    least = Math.min(least, chunk.leastDescent);
    const before = facts[i - 1];
    if (before && chunk.firstStep < before.lastStep) least = Math.min(least, chunk.firstStep);
  });
  return least;
}

/** Points that matter, as columns: what lies below all descents is neither repeated nor superseded, and comes before them all. */
interface GatheredPoints {
  readonly steps: Float64Array;
  readonly places: Float64Array;
  readonly markCounts: Float64Array;
}

function gather(
  facts: readonly ChunkFacts[],
  least: number,
  read: (chunk: number) => ChunkPoints,
): GatheredPoints {
  let room = 0;
  for (const { maxStep, pointCount } of facts) if (maxStep >= least) room += pointCount;
  const gathered = {
    steps: new Float64Array(room),
    places: new Float64Array(room),
    markCounts: new Float64Array(room),
  };
  let count = 0;
  let place = 0;
  facts.forEach(({ maxStep, pointCount, markCount }, chunk) => {
    if (maxStep >= least) {
      const { steps, from } = read(chunk);
      for (let i = 0; i < pointCount; i++) {
        if (steps[from + i]! < least) continue;
        gathered.steps[count] = steps[from + i]!;
        gathered.places[count] = place + i;
        gathered.markCounts[count++] = markCount;
      }
    }
    place += pointCount;
  });
  return {
    steps: gathered.steps.subarray(0, count),
    places: gathered.places.subarray(0, count),
    markCounts: gathered.markCounts.subarray(0, count),
  };
}

/** Goes through the stretches of steps that do not descend, one after the other, knowing what the file still shows. */
class RepeatSearch {
  readonly #points: GatheredPoints;
  readonly #marks: Limits;
  /** The distinct steps, ascending; for each, where it was logged last so far, -1 for nowhere. */
  readonly #distinct: Float64Array;
  readonly #latest: Int32Array;
  readonly #repeats: Repeat[] = [];
  /** Those that a later one does not make superfluous: both columns ascend. */
  readonly #standingIndexes: number[] = [];
  readonly #standingSteps: number[] = [];

  constructor(points: GatheredPoints, marks: Limits) {
    this.#points = points;
    this.#marks = marks;
    const sorted = points.steps.slice().sort();
    this.#distinct = sorted.filter((step, i) => i === 0 || step !== sorted[i - 1]);
    this.#latest = new Int32Array(this.#distinct.length).fill(-1);
  }

  run(): readonly Repeat[] {
    const { steps } = this.#points;
    for (let from = 0, to; from < steps.length; from = to) {
      to = from + 1;
      while (to < steps.length && steps[to]! >= steps[to - 1]!) to++;
      if (from > 0 && this.#repeatsShown(from, to)) this.#note(from);
      for (let i = from; i < to; i++) this.#latest[this.#rankOf(steps[i]!)] = i;
    }
    return this.#repeats;
  }

  #repeatsShown(from: number, to: number): boolean {
    const { steps } = this.#points;
    for (let i = from; i < to; i++) {
      const before = this.#latest[this.#rankOf(steps[i]!)]!;
      if (before >= 0 && this.#isShown(before)) return true;
    }
    return false;
  }

  /** Whether no mark of the file and no repeat so far supersedes the point `index`. */
  #isShown(index: number): boolean {
    const { steps, markCounts } = this.#points;
    const step = steps[index]!;
    if (this.#marks.after(markCounts[index]!) <= step) return false;
    return step < (this.#standingSteps[upperBound(this.#standingIndexes, index)] ?? Infinity);
  }

  #note(index: number): void {
    const { steps, places } = this.#points;
    const step = steps[index]!;
    this.#repeats.push({ place: places[index]!, step });
    while (this.#standingSteps.length > 0 && this.#standingSteps.at(-1)! >= step) {
      this.#standingSteps.pop();
      this.#standingIndexes.pop();
    }
    this.#standingSteps.push(step);
    this.#standingIndexes.push(index);
  }

  #rankOf(step: number): number {
    // Once or twice for each point: a function for columns of every kind takes a third longer.
    let low = 0;
    let high = this.#distinct.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#distinct[middle]! < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

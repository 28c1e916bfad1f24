// Which points of a series are visible, derived from its chunks in canonical order: files of the run by name, then offset.
import type { ScalarBatch } from "./chunk.ts";
import type { ChunkFacts } from "./chunk-facts.ts";

/** How much of a chunk later chunks leave visible, of what is visible in the chunk alone. */
export type ChunkVisibility = "whole" | "part" | "none";

/**
 * For each chunk, the least step of all later ones, Infinity for the last: its points at or after that step are superseded.
 * @param facts of all chunks of a series in canonical order.
 */
export function visibilityLimits(facts: readonly ChunkFacts[]): Float64Array {
  const limits = new Float64Array(facts.length);
  let limit = Infinity;
  for (let i = facts.length - 1; i >= 0; i--) {
    limits[i] = limit;
    limit = Math.min(limit, facts[i]!.minStep);
  }
  return limits;
}

export function chunkVisibility(facts: ChunkFacts, limit: number): ChunkVisibility {
  if (facts.lastStep < limit) return "whole";
  return facts.minStep < limit ? "part" : "none";
}

/** Restarts of a series: within its chunks and from one to the next. */
export function countRestarts(facts: readonly ChunkFacts[]): number {
  let count = 0;
  for (let i = 0; i < facts.length; i++) {
    count += facts[i]!.restartCount;
    if (i > 0 && facts[i]!.firstStep < facts[i - 1]!.lastStep) count++;
  }
  return count;
}

/** Marks the superseded points of [from, to) with 1 in `superseded`, at the same indexes, given the least step after them. */
export function markSuperseded(
  steps: Float64Array,
  range: readonly [from: number, to: number],
  limit: number,
  superseded: Uint8Array,
): void {
  let least = limit;
  for (let i = range[1] - 1; i >= range[0]; i--) {
    const step = steps[i]!;
    superseded[i] = step < least ? 0 : 1;
    if (step < least) least = step;
  }
}

/** Indexes of the visible points of [0, count), given the least step after them. */
export function visibleIndexes(steps: Float64Array, count: number, limit: number): number[] {
  const indexes: number[] = [];
  let least = limit;
  for (let i = count - 1; i >= 0; i--) {
    if (!(steps[i]! < least)) continue;
    least = steps[i]!;
    indexes.push(i);
  }
  return indexes.reverse();
}

/** Moves the visible points of [from, to) together, to begin at `from`, given the least step after them. Returns where they end. */
export function keepVisible(batch: ScalarBatch, from: number, to: number, limit: number): number {
  const steps = batch.steps.subarray(from);
  const kept = visibleIndexes(steps, to - from, limit);
  let at = from;
  for (const index of kept) {
    batch.steps[at] = batch.steps[from + index]!;
    batch.wallTimesSeconds[at] = batch.wallTimesSeconds[from + index]!;
    batch.values[at] = batch.values[from + index]!;
    at++;
  }
  return at;
}

// Which examples a step sees: every epoch in an order of its own that depends on seed and epoch only, so that a training can go on anywhere.
import { seededRandom } from "./seeded-random.ts";

export interface ShuffledBatches {
  /**
   * Indices of the examples of a step, counted from 0. Epochs follow one another without a gap, so a batch may hold the end of one and the
   * beginning of the next. Steps in order cost one permutation per epoch.
   */
  indicesOf(step: number): Uint32Array<ArrayBuffer>;
}

export function shuffledBatches(options: {
  /** How many examples there are; at least 1. */
  readonly count: number;
  /** At least 1; may be more than there are examples. */
  readonly batchSize: number;
  readonly seed: number;
}): ShuffledBatches {
  const { count, batchSize, seed } = options;
  for (const [name, value] of Object.entries({ count, batchSize }))
    if (!Number.isSafeInteger(value) || value < 1 || value > 2 ** 32)
      throw new RangeError(`${name} is ${value}: give a whole number from 1`);
  let order = { epoch: -1, indices: new Uint32Array(0) };
  const orderOf = (epoch: number): Uint32Array => {
    if (order.epoch !== epoch) order = { epoch, indices: permutation(count, seed, epoch) };
    return order.indices;
  };
  return {
    indicesOf(step) {
      const batch = new Uint32Array(batchSize);
      for (let filled = 0; filled < batchSize;) {
        const position = step * batchSize + filled;
        const start = position % count;
        const part = orderOf(Math.floor(position / count)).subarray(start, start + batchSize - filled);
        batch.set(part, filled);
        filled += part.length;
      }
      return batch;
    },
  };
}

/** 0 to `count` − 1 shuffled (Fisher and Yates, as Durstenfeld has it). */
export function permutation(count: number, seed: number, stream = 0): Uint32Array<ArrayBuffer> {
  const random = seededRandom(seed, stream);
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const kept = indices[last] ?? 0;
    indices[last] = indices[other] ?? 0;
    indices[other] = kept;
  }
  return indices;
}

// Random numbers that the same seed gives again, on every machine: xoshiro128** of Blackman and Vigna (2018), its state filled by
// splitmix32, as they advise. https://prng.di.unimi.it
export interface SeededRandom {
  /** An integer from 0 to 2³² − 1. */
  uint32(): number;
  /** From 0 to 1, 1 excluded; 32 random bits. */
  next(): number;
  /** An integer from 0 to `limit` − 1; `limit` is at most 2³². */
  below(limit: number): number;
}

/** `stream` tells apart generators that share a seed, e.g. one for each epoch. */
export function seededRandom(seed: number, stream = 0): SeededRandom {
  const word = splitMix32(mixed(seed % 2 ** 32) ^ mixed(seed / 2 ** 32) ^ Math.imul(stream + 1, 0x9e3779b9));
  let a = word();
  let b = word();
  let c = word();
  let d = word();
  const uint32 = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
  return {
    uint32,
    next: () => uint32() / 2 ** 32,
    below(limit) {
      // Values past the last whole multiple would make small results likelier.
      const end = 2 ** 32 - (2 ** 32 % limit);
      for (;;) {
        const value = uint32();
        if (value < end) return value % limit;
      }
    },
  };
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function splitMix32(start: number): () => number {
  let state = start | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mixed(state);
  };
}

/** A one-to-one function of 32 bits, in which a change of any bit changes half of the others. */
function mixed(word: number): number {
  let value = word | 0;
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return value ^ (value >>> 15);
}

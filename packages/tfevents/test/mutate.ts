// Damages event files in ways that a disk, a network or an attacker would, the same for the same seed.
import { maskedCrc32c } from "../src/crc32c.ts";
import { concat } from "./testing.ts";

/** mulberry32: integers below `limit`. */
export function randomIntegers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** One to eight changes; half of the results have right checksums again, so that what is behind these is reached. */
export function mutated(file: Uint8Array, random: (limit: number) => number): Uint8Array {
  let bytes = file.slice();
  for (let change = random(8); change >= 0; change--) {
    const at = random(bytes.length + 1);
    const length = random(random(4) === 0 ? 200 : 8);
    switch (random(6)) {
      case 0:
        bytes = bytes.slice(0, at);
        break;
      case 1:
        bytes = concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      case 2:
        bytes = concat([
          bytes.subarray(0, at),
          bytes.subarray(random(at + 1), at).subarray(0, 500),
          bytes.subarray(at),
        ]);
        break;
      case 3:
        for (let index = at; index < Math.min(bytes.length, at + length); index++) bytes[index] = random(256);
        break;
      case 4:
        bytes.fill(255, at, at + length);
        break;
      default:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    }
  }
  return random(2) === 0 ? bytes : withChecksums(bytes);
}

/** The records with right checksums, as far as their lengths lead. */
function withChecksums(file: Uint8Array): Uint8Array {
  const bytes = file.slice();
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 12 <= bytes.length;) {
    view.setUint32(at + 8, maskedCrc32c(bytes, at, at + 8), true);
    const end = at + 12 + Number(view.getBigUint64(at, true));
    if (end + 4 > bytes.length) break;
    view.setUint32(end, maskedCrc32c(bytes, at + 12, end), true);
    at = end + 4;
  }
  return bytes;
}

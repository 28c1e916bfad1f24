// Numbers of distinct stretches of bytes, so that names are told apart without a string of each.
import { NumberList } from "./number-list.ts";

const EMPTY = -1;

export class SpanTable {
  readonly #bytes: Uint8Array;
  readonly #starts: NumberList;
  readonly #ends: NumberList;
  readonly #hashes: NumberList;
  #slots: Int32Array;

  /** `expected` stretches take no growing. */
  constructor(bytes: Uint8Array, expected = 8) {
    this.#bytes = bytes;
    this.#starts = new NumberList(expected);
    this.#ends = new NumberList(expected);
    this.#hashes = new NumberList(expected);
    // A power of two, at most half full.
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(expected * 2 + 2))).fill(EMPTY);
  }

  get size(): number {
    return this.#starts.length;
  }

  /** The number of the stretch, counted from 0 in the order in which they came: `size` before the call when it is new. */
  intern(start: number, end: number): number {
    const hash = hashOf(this.#bytes, start, end);
    let slot = this.#slotOf(hash, start, end);
    const found = this.#slots[slot] ?? EMPTY;
    if (found !== EMPTY) return found;
    if (this.size * 2 >= this.#slots.length) {
      this.#grow();
      slot = this.#slotOf(hash, start, end);
    }
    const id = this.size;
    this.#slots[slot] = id;
    this.#starts.push(start);
    this.#ends.push(end);
    this.#hashes.push(hash);
    return id;
  }

  /** The number of the stretch; -1 when no such one was interned. */
  find(start: number, end: number): number {
    return this.#slots[this.#slotOf(hashOf(this.#bytes, start, end), start, end)] ?? EMPTY;
  }

  /** Where the stretch stands, or the empty place for it. */
  #slotOf(hash: number, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] ?? EMPTY;
      if (id === EMPTY) return slot;
      if (this.#hashes.at(id) === hash >>> 0 && this.#equals(id, start, end)) return slot;
    }
  }

  #equals(id: number, start: number, end: number): boolean {
    const own = this.#starts.at(id);
    if (this.#ends.at(id) - own !== end - start) return false;
    const shift = own - start;
    for (let at = start; at < end; at++) if (this.#bytes[at] !== this.#bytes[at + shift]) return false;
    return true;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 4).fill(EMPTY);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = this.#hashes.at(id) & mask;
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

/** FNV-1a, with its high bits folded into the low ones. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

// Whole numbers that are appended one by one, four bytes each.

export class NumberList {
  #values: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 16) {
    this.#values = new Int32Array(Math.max(1, capacity));
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Int32Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length++] = value;
  }

  /** From 0 to 2^32 − 1; 0 beyond the end. */
  at(index: number): number {
    return (this.#values[index] ?? 0) >>> 0;
  }

  /** Of its own memory. */
  toUint32Array(): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#values.slice(0, this.length).buffer);
  }

  /** What was appended, not copied: it holds until the next push. */
  get signed(): Int32Array<ArrayBuffer> {
    return this.#values.subarray(0, this.length);
  }
}

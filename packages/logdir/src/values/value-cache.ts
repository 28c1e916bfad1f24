// Decoded values, the least recently used of which go when all together are larger than they may be.

export class ValueCache<V extends { readonly sizeBytes: number }> {
  readonly #mostBytes: number;
  /** In order of their last use. */
  readonly #values = new Map<string, V>();
  #sizeBytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  read(name: string): V | undefined {
    const value = this.#values.get(name);
    if (value !== undefined) {
      this.#values.delete(name);
      this.#values.set(name, value);
    }
    return value;
  }

  /** Keeps it unless it would take the place of most others. */
  keep(name: string, value: V): void {
    if (!this.holds(value.sizeBytes)) return;
    this.#drop(name);
    this.#values.set(name, value);
    this.#sizeBytes += value.sizeBytes;
    for (const oldest of this.#values.keys()) {
      if (this.#sizeBytes <= this.#mostBytes) break;
      this.#drop(oldest);
    }
  }

  /** Whether a value of that size is kept at all. */
  holds(sizeBytes: number): boolean {
    return sizeBytes <= this.#mostBytes / 4;
  }

  #drop(name: string): void {
    this.#sizeBytes -= this.#values.get(name)?.sizeBytes ?? 0;
    this.#values.delete(name);
  }
}

// Samples of the pictures that were asked for last, as many as a number of bytes allows; two at least, since pairs are held against each other.

interface SamplesSource<File, Samples> {
  readonly nameOf: (file: File) => string;
  readonly load: (file: File) => Promise<Samples>;
  readonly sizeBytesOf: (samples: Samples) => number;
}

const KEPT_BYTES = 64 * 2 ** 20;
const LEAST_KEPT = 2;

export class SamplesCache<File, Samples> {
  readonly #source: SamplesSource<File, Samples>;
  readonly #keptBytes: number;
  /** From the one that was not used for longest. */
  readonly #known = new Map<string, Promise<Samples>>();

  constructor(source: SamplesSource<File, Samples>, keptBytes = KEPT_BYTES) {
    this.#source = source;
    this.#keptBytes = keptBytes;
  }

  async get(file: File): Promise<Samples> {
    const name = this.#source.nameOf(file);
    const samples = this.#known.get(name) ?? this.#source.load(file);
    this.#known.delete(name);
    this.#known.set(name, samples);
    try {
      const loaded = await samples;
      await this.#dropOld();
      return loaded;
    } catch (error) {
      if (this.#known.get(name) === samples) this.#known.delete(name);
      throw error;
    }
  }

  async both(first: File, second: File): Promise<readonly [Samples, Samples]> {
    return Promise.all([this.get(first), this.get(second)]);
  }

  async #dropOld(): Promise<void> {
    let sizeBytes = 0;
    let count = 0;
    for (const [name, samples] of [...this.#known].reverse()) {
      const loaded = await samples.catch(() => null);
      sizeBytes += loaded === null ? 0 : this.#source.sizeBytesOf(loaded);
      count += 1;
      if (sizeBytes > this.#keptBytes && count > LEAST_KEPT && this.#known.get(name) === samples)
        this.#known.delete(name);
    }
  }
}

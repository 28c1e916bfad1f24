// Keeps long computations from holding memory all at once: some run, the others wait in line.

export class WorkSlots {
  #freeCount: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#freeCount = count;
  }

  /** Does the work when its turn comes, in the order of the calls. Rejects as the work does, or, unstarted, when the signal has aborted by then. */
  async take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#freeCount > 0) this.#freeCount -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#freeCount += 1;
    }
  }
}

/** Milliseconds of work after which others get a go: live streams and short answers. */
const GO_MILLIS = 10;

/** A place in long work where it may pause and end. */
export class Breath {
  #sinceMillis = performance.now();
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Lets others run when it is time. Throws when no one waits for the work any more. */
  async take(): Promise<void> {
    if (performance.now() - this.#sinceMillis >= GO_MILLIS) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.#sinceMillis = performance.now();
    }
    this.#signal.throwIfAborted();
  }
}

// One writer at a time among the threads of this process. SQLite would make the others sleep and try again; this lock wakes them at once.
// Its memory is one 32-bit integer: 0 = free, otherwise the number of the thread that has it.

export type CommitLockMemory = SharedArrayBuffer;

/** How long to wait in one go; then the lock is looked at again, so that a lost wake-up cannot hang a thread. */
const waitMillis = 1_000;

export class CommitLock {
  readonly #cells: Int32Array;
  readonly #holder: number;

  /** `holder` is a positive integer that no other thread uses. */
  constructor(memory: CommitLockMemory, holder: number) {
    this.#cells = new Int32Array(memory);
    this.#holder = holder;
  }

  static allocate(): CommitLockMemory {
    return new SharedArrayBuffer(4);
  }

  /** Frees the lock if `holder` has it: for a thread that ended without doing so. */
  static release(memory: CommitLockMemory, holder: number): void {
    const cells = new Int32Array(memory);
    if (Atomics.compareExchange(cells, 0, holder, 0) === holder) Atomics.notify(cells, 0);
  }

  /** Runs `work` while no other thread does. Blocks the thread until it may; never nest. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const holder = Atomics.compareExchange(this.#cells, 0, 0, this.#holder);
      if (holder === 0) break;
      Atomics.wait(this.#cells, 0, holder, waitMillis);
    }
    try {
      return await work();
    } finally {
      Atomics.store(this.#cells, 0, 0);
      Atomics.notify(this.#cells, 0);
    }
  }
}

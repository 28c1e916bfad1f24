// Long requests take turns: what the first ones bring is on the screen before the last ones are asked, and the browser keeps connections free for short ones.

interface Waiting {
  readonly begin: () => void;
}

export class RequestTurns {
  readonly #most: () => number;
  #running = 0;
  readonly #waiting = new Set<Waiting>();

  /** @param most that run at once; looked at whenever one may begin. */
  constructor(most: () => number) {
    this.#most = most;
  }

  /** Acts when it is its turn, in the order of asking. Rejects with the signal's reason when it aborts before. */
  async take<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (!(await this.#turn(signal))) signal.throwIfAborted();
    try {
      return await act();
    } finally {
      this.#running -= 1;
      this.#beginWaiting();
    }
  }

  /** Resolves with false when the signal aborts before. */
  #turn(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const leave = (): void => {
        this.#waiting.delete(waiting);
        resolve(false);
      };
      const waiting: Waiting = {
        begin: () => {
          signal.removeEventListener("abort", leave);
          resolve(true);
        },
      };
      if (signal.aborted) {
        resolve(false);
        return;
      }
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.add(waiting);
      this.#beginWaiting();
    });
  }

  #beginWaiting(): void {
    for (const next of this.#waiting) {
      if (this.#running >= this.#most()) return;
      this.#waiting.delete(next);
      this.#running += 1;
      next.begin();
    }
  }
}

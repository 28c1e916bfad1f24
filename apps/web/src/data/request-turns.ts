// Long requests take turns: what the first ones bring is on the screen before the last ones are asked, and the browser keeps connections free for short ones.

/** `picture`: without it there is nothing to see. `note`: what is added to a picture, after all pictures that wait. */
export type RequestRank = "picture" | "note";

interface Waiting {
  readonly begin: () => void;
}

export class RequestTurns {
  readonly #most: () => number;
  #running = 0;
  readonly #waiting: Readonly<Record<RequestRank, Set<Waiting>>> = { picture: new Set(), note: new Set() };

  /** @param most that run at once; looked at whenever one may begin. */
  constructor(most: () => number) {
    this.#most = most;
  }

  /** Acts when it is its turn, in the order of asking within a rank. Rejects with the signal's reason when it aborts before. */
  async take<T>(act: () => Promise<T>, signal: AbortSignal, rank: RequestRank = "picture"): Promise<T> {
    if (!(await this.#turn(this.#waiting[rank], signal))) signal.throwIfAborted();
    try {
      return await act();
    } finally {
      this.#running -= 1;
      this.#beginWaiting();
    }
  }

  /** Resolves with false when the signal aborts before. */
  #turn(line: Set<Waiting>, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const leave = (): void => {
        line.delete(waiting);
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
      line.add(waiting);
      this.#beginWaiting();
    });
  }

  #beginWaiting(): void {
    const { picture, note } = this.#waiting;
    for (const line of [picture, note])
      for (const next of line) {
        if (this.#running >= this.#most()) return;
        line.delete(next);
        this.#running += 1;
        next.begin();
      }
  }
}

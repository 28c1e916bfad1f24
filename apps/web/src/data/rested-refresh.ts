// Fetches again what news makes stale, one time after another: large lists, which take long, are fetched less often.

export interface RestPace {
  readonly shortestRestMillis: number;
  /** The rest is this many times as long as fetching took. */
  readonly restFactor: number;
}

const usualPace: RestPace = { shortestRestMillis: 500, restFactor: 4 };

export class RestedRefresh {
  readonly #refresh: () => Promise<unknown>;
  readonly #pace: RestPace;
  #isWanted = false;
  #isBusy = false;
  #isPaused = false;

  constructor(refresh: () => Promise<unknown>, pace = usualPace) {
    this.#refresh = refresh;
    this.#pace = pace;
  }

  /** Whether news waits to be acted on. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  want(): void {
    this.#isWanted = true;
    if (this.#isBusy || this.#isPaused) return;
    this.#isBusy = true;
    this.#isWanted = false;
    const start = performance.now();
    void this.#refresh().then(() => {
      const { shortestRestMillis, restFactor } = this.#pace;
      const restMillis = Math.max(shortestRestMillis, restFactor * (performance.now() - start));
      window.setTimeout(() => {
        this.#isBusy = false;
        if (this.#isWanted) this.want();
      }, restMillis);
    });
  }

  /** News is only noted. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#isWanted) this.want();
  }
}

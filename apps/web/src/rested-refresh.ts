// Fetches again what news makes stale, one time after another: large lists, which take long, are fetched less often.

const SHORTEST_REST_MILLIS = 500;
/** The rest is this many times as long as fetching took. */
const REST_FACTOR = 4;

export class RestedRefresh {
  readonly #refresh: () => Promise<unknown>;
  #isWanted = false;
  #isBusy = false;
  #isPaused = false;

  constructor(refresh: () => Promise<unknown>) {
    this.#refresh = refresh;
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
      const restMillis = Math.max(SHORTEST_REST_MILLIS, REST_FACTOR * (performance.now() - start));
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

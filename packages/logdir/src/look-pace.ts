// How often to look at a file or directory. What changed while we watched is looked at often, the rest seldom; and however many there are and
// however slow the file system is, looking takes about two percent of a core.

const hotAgeMillis = 600_000;
const warmAgeMillis = 3_600_000;
const hotIntervalMillis = 400;
const warmIntervalMillis = 1_000;
const longestIntervalMillis = 30_000;
/** For the hot ones, and again for all others. */
const shareOfCore = 0.01;

export class LookPace {
  readonly #reloadIntervalMillis: number;
  /** What a look costs, a moving mean. */
  #meanLookMillis = 0.01;
  #hotCount = 0;
  #otherCount = 0;

  constructor(reloadIntervalMillis: number) {
    this.#reloadIntervalMillis = reloadIntervalMillis;
  }

  noteLook(durationMillis: number): void {
    this.#meanLookMillis += (durationMillis - this.#meanLookMillis) / 64;
  }

  /** How many share the budget. */
  noteCounts(hotCount: number, otherCount: number): void {
    this.#hotCount = hotCount;
    this.#otherCount = otherCount;
  }

  /** Whether something that was seen to change at `changedMillis` is hot. */
  isHot(changedMillis: number, nowMillis: number): boolean {
    return nowMillis - changedMillis < hotAgeMillis;
  }

  /**
   * Until the next look at something that was seen to change at `changedMillis`; `ageMillis` is how old its last change is, seen or not.
   * Spread a little at random, so that looks don't come in bursts.
   */
  intervalMillis(changedMillis: number, nowMillis: number, ageMillis: number): number {
    const isHot = this.isHot(changedMillis, nowMillis);
    const wantedMillis = isHot
      ? Math.min(hotIntervalMillis, this.#reloadIntervalMillis)
      : ageMillis < warmAgeMillis
        ? Math.min(warmIntervalMillis, this.#reloadIntervalMillis)
        : Math.min(2 * this.#reloadIntervalMillis, longestIntervalMillis);
    const budgetMillis = ((isHot ? this.#hotCount : this.#otherCount) * this.#meanLookMillis) / shareOfCore;
    return Math.max(wantedMillis, budgetMillis) * (0.75 + Math.random() / 4);
  }
}

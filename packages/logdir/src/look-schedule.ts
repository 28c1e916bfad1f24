// When to look at which file or directory. What changed while we watched is looked at often, the rest seldom; and however many there are and
// however slow the file system is, looking takes about one percent of a core. Finding out what is due costs nothing for what is not.

/** Something to look at. Times are of `performance.now()`. */
export interface Looked {
  /** When it was last seen to change; −∞ when it never was. Set by `noteChange`. */
  changedMillis: number;
  /** Set by the schedule. */
  nextLookMillis: number;
}

const hotAgeMillis = 600_000;
const warmAgeMillis = 3_600_000;
const hotIntervalMillis = 400;
const warmIntervalMillis = 1_000;
const longestIntervalMillis = 30_000;
const hotShareOfCore = 0.01;
const otherShareOfCore = 0.005;
const slotMillis = 20;

export class LookSchedule<Item extends Looked> {
  readonly #reloadIntervalMillis: number;
  readonly #items = new Set<Item>();
  readonly #hot = new Set<Item>();
  /** By time divided by `slotMillis`, to which all times are rounded up. Items that were put elsewhere since are passed over. */
  readonly #slots = new Map<number, Item[]>();
  #firstSlot = 0;
  /** What a look costs, a moving mean. */
  #meanLookMillis = 0.01;

  constructor(reloadIntervalMillis: number) {
    this.#reloadIntervalMillis = reloadIntervalMillis;
  }

  delete(item: Item): void {
    this.#items.delete(item);
    this.#hot.delete(item);
  }

  /** It changed, now, before our eyes. */
  noteChange(item: Item): void {
    item.changedMillis = performance.now();
    this.#hot.add(item);
  }

  /** Adds the item or gives it its next time. `ageMillis` is how old its last change is, seen or not; `pauseMillis` the least to wait. */
  schedule(item: Item, ageMillis: number, pauseMillis = 0): void {
    const nowMillis = performance.now();
    const isHot = nowMillis - item.changedMillis < hotAgeMillis;
    if (!isHot) this.#hot.delete(item);
    const wantedMillis = isHot
      ? Math.min(hotIntervalMillis, this.#reloadIntervalMillis)
      : ageMillis < warmAgeMillis
        ? Math.min(warmIntervalMillis, this.#reloadIntervalMillis)
        : Math.min(2 * this.#reloadIntervalMillis, longestIntervalMillis);
    const budgetMillis = isHot
      ? (this.#hot.size * this.#meanLookMillis) / hotShareOfCore
      : (this.#items.size * this.#meanLookMillis) / otherShareOfCore;
    // Spread a little, so that looks don't come in bursts.
    const spread = 0.75 + Math.random() / 4;
    this.#put(item, nowMillis + Math.max(pauseMillis, Math.max(wantedMillis, budgetMillis) * spread));
  }

  /** Looks at it at `timeMillis`, unless that is due earlier. */
  hasten(item: Item, timeMillis: number): void {
    if (timeMillis < item.nextLookMillis) this.#put(item, timeMillis);
  }

  /** Looks at it at `timeMillis`. */
  postpone(item: Item, timeMillis: number): void {
    this.#put(item, timeMillis);
  }

  /**
   * Gives what is due to `look`, for at most about `maxMillis`. An item that `look` does not schedule again is not looked at any more.
   * Returns when the next one is due, at the latest in half a minute.
   */
  lookAtDue(nowMillis: number, maxMillis: number, look: (item: Item) => void): number {
    const lastSlot = Math.floor(nowMillis / slotMillis);
    for (; this.#firstSlot <= lastSlot; this.#firstSlot++) {
      const items = this.#slots.get(this.#firstSlot) ?? [];
      for (let item = items.pop(); item !== undefined; item = items.pop()) {
        if (item.nextLookMillis !== this.#firstSlot * slotMillis || !this.#items.has(item)) continue;
        const beginMillis = performance.now();
        if (beginMillis - nowMillis > maxMillis) {
          items.push(item);
          return nowMillis;
        }
        item.nextLookMillis = Infinity;
        look(item);
        this.#meanLookMillis += (performance.now() - beginMillis - this.#meanLookMillis) / 64;
      }
      this.#slots.delete(this.#firstSlot);
    }
    const farthestSlot = lastSlot + longestIntervalMillis / slotMillis;
    let slot = this.#firstSlot;
    while (slot < farthestSlot && !this.#slots.has(slot)) slot++;
    return slot * slotMillis;
  }

  #put(item: Item, timeMillis: number): void {
    const slot = Math.max(Math.ceil(timeMillis / slotMillis), this.#firstSlot);
    item.nextLookMillis = slot * slotMillis;
    this.#items.add(item);
    const items = this.#slots.get(slot);
    if (items === undefined) this.#slots.set(slot, [item]);
    else items.push(item);
  }
}

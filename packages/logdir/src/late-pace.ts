// When to look again at what is bad in a file: by time, because a network file system may fill a gap without changing the file's size or time.
// Soon at first, then ever more seldom, until nothing of the file changed for long.
import type { FileCursor } from "@runboard/store";

const firstPauseMillis = 1_000;
const longestPauseMillis = 256_000;
const quietMillis = 3_600_000;

export class LatePace {
  /** Times are of `performance.now()`. −∞ at the start: what was bad then may be good now. */
  #nextMillis = -Infinity;
  #pauseMillis = firstPauseMillis;
  #badPlaces: ReadonlySet<number>;
  /** Looks so far. */
  lookCount = 0;

  constructor(cursor: FileCursor | null) {
    this.#badPlaces = badPlacesOf(cursor);
    if (this.#badPlaces.size === 0) this.#nextMillis = Infinity;
  }

  /** When the next look is due; ∞ when none is. */
  get nextMillis(): number {
    return this.#nextMillis;
  }

  /** What reading the file came to. `wasDue`: it was a look; `changedMillis`: when the file was last seen to change. */
  note(
    cursor: FileCursor | null,
    { wasDue, changedMillis }: { wasDue: boolean; changedMillis: number },
  ): void {
    const badPlaces = badPlacesOf(cursor);
    const nowMillis = performance.now();
    // Where some of many got better, the others are not looked at sooner: each that does has the whole file read again.
    const isNew = [...badPlaces].some((place) => !this.#badPlaces.has(place));
    this.#badPlaces = badPlaces;
    if (wasDue) this.lookCount++;
    if (isNew) this.#pauseMillis = firstPauseMillis;
    else if (wasDue) this.#pauseMillis = Math.min(this.#pauseMillis * 2, longestPauseMillis);
    if (badPlaces.size === 0 || nowMillis - changedMillis > quietMillis) this.#nextMillis = Infinity;
    else if (isNew || wasDue || this.#nextMillis === Infinity)
      this.#nextMillis = nowMillis + this.#pauseMillis;
  }
}

/** Where in the file it is bad, and may get better. */
function badPlacesOf(cursor: FileCursor | null): ReadonlySet<number> {
  const places = new Set(cursor?.lateOffsetsBytes);
  if (cursor?.state === "corrupt") places.add(cursor.offsetBytes);
  return places;
}

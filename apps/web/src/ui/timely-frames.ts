// Scrolling goes first: while something is scrolled, a request begins only when the frames keep up, and no card comes after a late one.
import { isScrolling } from "@runboard/charts";

/** A frame that takes no longer is in time, on screens of 60 Hz and more. */
const TIMELY_MILLIS = 22;
const TIMELY_FRAMES = 6;
/** Where no frame ever is in time, the page loads all the same. */
const LONGEST_WAIT_MILLIS = 1000;

/** However late all frames are, every third is used. */
const MOST_LEFT_OUT = 2;

/** Resolves at once while nothing is scrolled, else when some frames in a row were in time, after a second at the latest. Rejects with the signal's reason. */
export async function timelyFrames(signal: AbortSignal): Promise<void> {
  const startMillis = performance.now();
  let lastMillis = startMillis;
  let timelyCount = 0;
  while (isScrolling() && timelyCount < TIMELY_FRAMES && lastMillis - startMillis < LONGEST_WAIT_MILLIS) {
    const nowMillis = await nextFrame();
    signal.throwIfAborted();
    timelyCount = nowMillis - lastMillis <= TIMELY_MILLIS ? timelyCount + 1 : 0;
    lastMillis = nowMillis;
  }
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));
}

/** For work that goes on frame by frame: which frames it leaves out while something is scrolled, since the one before was late. */
export class LateFrames {
  #lastMillis = -Infinity;
  #leftOutCount = 0;

  /** Asked in every frame that the work might use. */
  leavesOut(): boolean {
    const nowMillis = performance.now();
    const isLate = nowMillis - this.#lastMillis > TIMELY_MILLIS;
    this.#lastMillis = nowMillis;
    const leavesOut = isLate && isScrolling() && this.#leftOutCount < MOST_LEFT_OUT;
    this.#leftOutCount = leavesOut ? this.#leftOutCount + 1 : 0;
    return leavesOut;
  }
}

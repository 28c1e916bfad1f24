// Scrolling goes before loading: while something is scrolled, a request begins only when the frames keep up.
import { isScrolling } from "@runboard/charts";

/** A frame that takes no longer is in time, on screens of 60 Hz and more. */
export const TIMELY_MILLIS = 22;
const TIMELY_FRAMES = 6;
/** Where no frame ever is in time, the page loads all the same. */
const LONGEST_WAIT_MILLIS = 1000;

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

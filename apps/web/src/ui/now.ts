// The clock for ages and countdowns, one tick a second for the whole page.
import { useSyncExternalStore } from "react";

const TICK_MILLIS = 1000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | undefined;

/** Milliseconds since 1970, as of the last whole tick. */
export function useNowMillis(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MILLIS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

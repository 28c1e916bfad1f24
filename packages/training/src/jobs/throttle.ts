// Tells at once when it was quiet, and then once per interval at most; the last news is never left out.

export interface Throttled {
  readonly call: () => void;
  readonly cancel: () => void;
}

export function throttle(tell: () => void, intervalMillis: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let isNews = false;
  const wait = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (!isNews) return;
      isNews = false;
      wait();
      tell();
    }, intervalMillis);
    // The end of the process does not wait for news.
    timer.unref();
  };
  return {
    call() {
      if (timer !== undefined) isNews = true;
      else {
        wait();
        tell();
      }
    },
    cancel: () => clearTimeout(timer),
  };
}

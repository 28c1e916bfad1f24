// When nothing is on its way to the screen any more: for tests, and before all is printed.
import type { QueryClient } from "@tanstack/react-query";
import { isAnythingPending } from "../ui/pending.ts";

declare global {
  interface Window {
    /** Resolves when no query, no news, no gesture and no frame is pending. */
    waitForBoardIdle: () => Promise<void>;
  }
}

/** Frames in a row without work: React commits in one, a chart draws in the next. */
const QUIET_FRAMES = 4;

export function installIdleHook(client: QueryClient, live: { isSettled(): boolean }): void {
  const isQuiet = (): boolean => {
    return (
      client.isFetching() === 0 &&
      live.isSettled() &&
      !isAnythingPending() &&
      document.fonts.status === "loaded"
    );
  };
  window.waitForBoardIdle = () =>
    new Promise((resolve) => {
      let quietFrames = 0;
      const check = (): void => {
        quietFrames = isQuiet() ? quietFrames + 1 : 0;
        if (quietFrames > QUIET_FRAMES) resolve();
        else requestAnimationFrame(check);
      };
      requestAnimationFrame(check);
    });
}

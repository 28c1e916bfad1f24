// How components below the shell reach the live stream.
import { createContext } from "react";

/** What the page may ask of the live stream. */
export const LiveContext = createContext<{ readonly retryNow: () => void; readonly togglePause: () => void }>(
  {
    retryNow: () => undefined,
    togglePause: () => undefined,
  },
);

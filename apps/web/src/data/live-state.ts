// What the live stream tells of itself: the connection, a pause, how far loading was.
import { create } from "zustand";

export type Connection =
  | { readonly status: "connecting" }
  | { readonly status: "open" }
  /** The page was hidden for a while: nothing is pushed until it is seen again. */
  | { readonly status: "hidden" }
  | { readonly status: "lost"; readonly retryAtMillis: number };

export interface LiveState {
  readonly connection: Connection;
  /** While the reader has stopped updates: how many runs changed meanwhile. */
  readonly pause: { readonly changedRunCount: number } | null;
  /** When news of changed data came last; null before the first. */
  readonly lastChangeMillis: number | null;
  /** How far loading was when this page first heard of it: the base of rate and time left. */
  readonly loadingBase: { readonly atMillis: number; readonly bytesRead: number } | null;
}

export const useLive = create<LiveState>(() => ({
  connection: { status: "connecting" },
  pause: null,
  lastChangeMillis: null,
  loadingBase: null,
}));

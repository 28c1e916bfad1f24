// What the last thing that was done came to: said in one line above the jobs.
import { ApiError } from "@runboard/contract";
import { create } from "zustand";

export interface TrainNotice {
  readonly kind: "done" | "problem";
  readonly text: string;
}

export const useTrainNotice = create<{ readonly notice: TrainNotice | null }>(() => ({ notice: null }));

/** A problem stays until it is dismissed or something else is done. */
const DONE_MILLIS = 8000;

export function setTrainNotice(notice: TrainNotice | null): void {
  useTrainNotice.setState({ notice });
  if (notice?.kind !== "done") return;
  window.setTimeout(() => {
    if (useTrainNotice.getState().notice === notice) useTrainNotice.setState({ notice: null });
  }, DONE_MILLIS);
}

export function failureText(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return "The server does not answer: nothing was changed.";
}

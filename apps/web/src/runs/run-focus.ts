// The run that stands out on the page for a moment.
import type { RunName } from "@runboard/contract";
import { create } from "zustand";

interface RunFocus {
  /** The run pointed at, in the list or by its line. */
  readonly pointedRun: RunName | null;
  /** The group whose line is pointed at. */
  readonly pointedGroup: string | null;
  /** The run whose line was clicked. */
  readonly chosenRun: RunName | null;
}

export const useRunFocus = create<RunFocus>(() => ({
  pointedRun: null,
  pointedGroup: null,
  chosenRun: null,
}));

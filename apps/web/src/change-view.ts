// Changes of what the URL says. A change that is a step of its own gets an entry in the history, so that going back undoes it.
import { useNavigate, useRouter, type HistoryState } from "@tanstack/react-router";
import { useCallback } from "react";
import type { ScalarsSearch } from "./dashboards/scalars/search.ts";
import type { TrainSearch } from "./dashboards/train/search.ts";
import type { BoardSearch } from "./search.ts";

type ViewChange = Partial<BoardSearch & ScalarsSearch & TrainSearch>;

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** What made this entry; Esc takes a zoom back. */
    readonly change?: "zoom";
  }
}

interface ChangeOptions {
  /** For what changes many times in one go: a slider, typing. */
  readonly isReplacing?: boolean;
  readonly change?: "zoom";
}

export type ChangeView = (change: ViewChange, options?: ChangeOptions) => void;

export function useChangeView(): ChangeView {
  const navigate = useNavigate();
  return useCallback(
    (change, { isReplacing = false, change: kind } = {}) => {
      const state: HistoryState = kind ? { change: kind } : {};
      void navigate({
        to: ".",
        search: (previous: ViewChange) => ({ ...previous, ...change }),
        replace: isReplacing,
        resetScroll: false,
        state,
      });
    },
    [navigate],
  );
}

/** Goes back and forth over the changes made since the page was opened. */
export function useViewHistory(): { readonly undo: () => void; readonly redo: () => void } {
  const { history } = useRouter();
  return {
    undo: () => {
      if (history.location.state.__TSR_index > 0) history.back();
    },
    redo: () => history.forward(),
  };
}

// Changes of what the URL says. A change that is a step of its own gets an entry in the history, so that going back undoes it.
import { useNavigate, useRouter, type HistoryState } from "@tanstack/react-router";
import { useCallback } from "react";
import type { BoardSearch } from "./board-search.ts";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** What made this entry; Esc takes a zoom back. */
    readonly change?: "zoom";
  }
}

export /** As it stands in the router: of the board by name, of dashboards by id. */
type AnySearch = Readonly<Record<string, unknown>>;

interface ChangeOptions {
  /** For what changes many times in one go: a slider, typing. */
  readonly isReplacing?: boolean;
  readonly change?: "zoom";
}

/** What is left out of a change stays as it is. */
export type ChangeView<Own extends object = object> = (
  change: Partial<BoardSearch & Own>,
  options?: ChangeOptions,
) => void;

/** Changes what every dashboard has; see `dashboardSearch` for the rest. */
export function useChangeBoard(): ChangeView {
  const changeView = useChangeView();
  return useCallback(
    (change, options) => changeView((search) => ({ ...search, ...change }), options),
    [changeView],
  );
}

/** Gives the search what a function makes of it. */
export function useChangeView(): (
  change: (search: AnySearch) => Record<string, unknown>,
  options?: ChangeOptions,
) => void {
  const navigate = useNavigate();
  return useCallback(
    (search, { isReplacing = false, change } = {}) => {
      const state: HistoryState = change ? { change } : {};
      void navigate({ to: ".", search, replace: isReplacing, resetScroll: false, state });
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

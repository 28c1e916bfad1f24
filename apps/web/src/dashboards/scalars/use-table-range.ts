// Where the tables below the charts stand: as the URL says, ahead of it while it is being dragged.
import { useRouter } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useChartGestures } from "./chart-gestures.ts";
import { scalarsSearch } from "./search.ts";
import { decodeAt, encodeAt, type TableRange } from "./table-range.ts";

const SETTLE_MILLIS = 150;

let timer: number | undefined;

export interface ShownTableRange {
  readonly at: TableRange | null;
  /** What the URL says: what is asked of the server. */
  readonly settledAt: TableRange | null;
}

export function useTableRange(): ShownTableRange {
  const { at: text } = scalarsSearch.useSearch();
  const draft = useChartGestures((state) => state.tableDraft);
  const settledAt = useMemo(() => decodeAt(text), [text]);
  return { at: draft ?? settledAt, settledAt };
}

/** Moves the tables of all cards; null takes them away. The URL follows when they have come to rest. */
export function useSetTableRange(): (at: TableRange | null) => void {
  const router = useRouter();
  const changeView = scalarsSearch.useChange();
  return useCallback(
    (at) => {
      window.clearTimeout(timer);
      const settle = (): void => {
        const before = scalarsSearch.read(router.latestLocation.search).at;
        // To open and to close are changes of their own; to move is not.
        changeView({ at: encodeAt(at) }, { isReplacing: before !== "" && at !== null });
        useChartGestures.setState({ tableDraft: null });
      };
      if (at === null) {
        settle();
        return;
      }
      useChartGestures.setState({ tableDraft: at });
      timer = window.setTimeout(settle, SETTLE_MILLIS);
    },
    [router, changeView],
  );
}

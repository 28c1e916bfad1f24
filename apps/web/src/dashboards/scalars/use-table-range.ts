// Where the tables below the charts stand: as the URL says, ahead of it while it is being dragged.
import { useRouter } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { CardKey } from "../../cards/card.ts";
import { encodeStep } from "../../cards/page-step.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { toggled } from "../../ui/preferences.ts";
import { decodeList, encodeList } from "../../url/url-list.ts";
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

/** Whether a card has a table, and whether that is since all have one. */
export function useHasTable(card: CardKey): { readonly hasTable: boolean; readonly areAll: boolean } {
  const { at } = useTableRange();
  const { tables } = scalarsSearch.useSearch();
  const areAll = tables === "";
  return { hasTable: at !== null && (areAll || decodeList(tables).includes(card)), areAll };
}

/** The room for tables below a card's chart, all of one height: none moves when it comes into sight. Null for what cards have at least. */
export function useTableHeightPixels(card: CardKey | null): number {
  const { at } = useTableRange();
  const { tables } = scalarsSearch.useSearch();
  const { shown } = useRunScope();
  const has = at !== null && (tables === "" || (card !== null && decodeList(tables).includes(card)));
  return has ? Math.min(224, 68 + 24 * Math.max(1, shown.size)) : 0;
}

/** Gives a card a table or takes it away. Where no table tells of a place yet, it tells of `newestX`. */
export function useToggleTable(): (card: CardKey, newestX: number | null) => void {
  const router = useRouter();
  const changeView = scalarsSearch.useChange();
  return useCallback(
    (card, newestX) => {
      const before = scalarsSearch.read(router.latestLocation.search);
      const { at, tables, step, xAxis, xTag } = before;
      const cards = at === "" ? [card] : toggled(decodeList(tables), card);
      const start = xAxis === "step" && xTag === "" && step !== "" ? step : encodeAt(newestX);
      // The list of none is that of all.
      if (tables === "" && at !== "") changeView({ at: "", ...pageStepWith(null, before) });
      else if (cards.length === 0) changeView({ at: "", tables: "", ...pageStepWith(null, before) });
      else changeView({ at: at === "" ? start : at, tables: encodeList(cards) });
    },
    [router, changeView],
  );
}

/** Over steps, a table's step is that of the page. */
function pageStepWith(
  at: TableRange | null,
  { at: before, step, xAxis, xTag }: ReturnType<typeof scalarsSearch.read>,
): { readonly step?: string } {
  if (xAxis !== "step" || xTag !== "") return {};
  if (typeof at === "number") return { step: encodeStep(at) };
  return step !== "" && step === before ? { step: "" } : {};
}

/** Moves the tables of all cards; null takes them away. The URL follows when they have come to rest. */
export function useSetTableRange(): (at: TableRange | null) => void {
  const router = useRouter();
  const changeView = scalarsSearch.useChange();
  return useCallback(
    (at) => {
      window.clearTimeout(timer);
      const settle = (): void => {
        const before = scalarsSearch.read(router.latestLocation.search);
        // To open and to close are changes of their own; to move is not.
        changeView(
          { at: encodeAt(at), ...(at === null && { tables: "" }), ...pageStepWith(at, before) },
          { isReplacing: before.at !== "" && at !== null },
        );
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

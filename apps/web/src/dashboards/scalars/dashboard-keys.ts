// The keys of this dashboard beside those of every card.
import { useRouter } from "@tanstack/react-router";
import { useCardKeys, useOnActiveCard } from "../../cards/card-keys.ts";
import { useRunFocus } from "../../runs/run-focus.ts";
import { readPreferences, setPreferences } from "../../ui/preferences.ts";
import { useKeys } from "../../ui/keys.ts";
import { useCardActions } from "./card-actions.ts";
import type { CardKey } from "../../cards/card.ts";
import { cardSpec, cardTitle } from "./card-spec.ts";
import { scalarsSearch } from "./search.ts";
import { nextTooltipSort } from "./tooltip-sorts.ts";
import { useSetTableRange } from "./use-table-range.ts";

export function useDashboardKeys(): void {
  useCardKeys(nameOf);
  useViewKeys();
  useChartKeys();
}

function useViewKeys(): void {
  const router = useRouter();
  const changeView = scalarsSearch.useChange();
  const { undoZoom } = useCardActions();
  const setAt = useSetTableRange();
  const search = () => scalarsSearch.read(router.latestLocation.search);
  useKeys("view", {
    s: { meaning: "smoothing", act: () => document.getElementById("smoothing")?.focus() },
    z: {
      meaning: "zoom all charts together, or each alone",
      act: () => setPreferences({ linksZoom: !readPreferences().linksZoom }),
    },
    o: {
      meaning: "next order of the tooltip",
      act: () => setPreferences({ tooltipSort: nextTooltipSort(readPreferences().tooltipSort) }),
    },
    r: {
      meaning: "show or hide points replaced by restarts",
      act: () => changeView({ superseded: !search().superseded }),
    },
    Escape: {
      meaning: "unmark the run, close the tables, leave the step, undo the last zoom",
      act: () => {
        if (useRunFocus.getState().chosenRun !== null) useRunFocus.setState({ chosenRun: null });
        else if (search().at !== "") setAt(null);
        else if (search().step !== "") changeView({ step: "" });
        else undoZoom();
      },
    },
  });
}

function useChartKeys(): void {
  const { toggleScale, toggleXScale } = useCardActions();
  const onCard = useOnActiveCard();
  const onChart = (key: string) => onCard((card) => pressOnChart(card, key));
  useKeys(
    "card",
    {
      l: { meaning: "logarithmic y axis", act: onCard(toggleScale) },
      x: { meaning: "logarithmic x axis", act: onCard(toggleXScale) },
      ArrowLeft: { meaning: "step the crosshair", act: onChart("ArrowLeft") },
      ArrowRight: { meaning: "step the crosshair", act: onChart("ArrowRight") },
      ".": { meaning: "newest step", act: onChart("End") },
    },
    { overDialogs: true },
  );
}

function nameOf(card: CardKey): string {
  const spec = cardSpec(card);
  return spec ? cardTitle(spec) : card;
}

/** The chart's own keys move its crosshair; pressed on the page they mean the card under the pointer. */
function pressOnChart(card: CardKey, key: string): void {
  const charts = document.querySelectorAll<HTMLElement>(`[data-chart="${CSS.escape(card)}"]`);
  // A pinned card is there twice, and once more on full screen.
  const chart =
    [...charts].find((one) => one.closest("dialog, article:hover, article:focus-within")) ?? charts[0];
  chart?.firstElementChild?.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
}

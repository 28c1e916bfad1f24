// The keys of this dashboard. Those of a card act on the one under the pointer or with the focus; on full screen there is one card.
import { useRouter } from "@tanstack/react-router";
import { useCardPlaces } from "../../cards/card-places.ts";
import { useActiveCard } from "../../cards/active-card.ts";
import { useRunFocus } from "../../runs/run-focus.ts";
import { readPreferences, setPreferences } from "../../ui/preferences.ts";
import { useKeys } from "../../ui/keys.ts";
import { sayInPassing } from "../../ui/passing-word.tsx";
import { useCardActions } from "./card-actions.ts";
import type { CardKey } from "../../cards/card.ts";
import { cardSpec, cardTitle } from "./card-spec.ts";
import { scalarsSearch } from "./search.ts";
import { nextTooltipSort } from "./tooltip-sorts.ts";
import { useSetTableRange } from "./use-table-range.ts";

export function useDashboardKeys(): void {
  useViewKeys();
  useCardKeys();
}

function useViewKeys(): void {
  const router = useRouter();
  const changeView = scalarsSearch.useChange();
  const { undoZoom } = useCardActions();
  const setAt = useSetTableRange();
  const search = () => scalarsSearch.read(router.latestLocation.search);
  useKeys("view", {
    t: { meaning: "filter tags", act: () => document.getElementById("tag-filter")?.focus() },
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

function useCardKeys(): void {
  const { toggleScale, toggleXScale } = useCardActions();
  const { toggleFull, togglePin, copyLink } = useCardPlaces();
  const { full } = scalarsSearch.useSearch();
  const onCard = (act: (card: CardKey) => void) => () => {
    const card = full === "" ? useActiveCard.getState().activeCard : full;
    if (card !== null) act(card);
  };
  const onChart = (key: string) => onCard((card) => pressOnChart(card, key));
  useKeys(
    "card",
    {
      f: { meaning: "full screen", act: onCard(toggleFull) },
      l: { meaning: "logarithmic y axis", act: onCard(toggleScale) },
      x: { meaning: "logarithmic x axis", act: onCard(toggleXScale) },
      p: { meaning: "pin", act: onCard(togglePin) },
      c: { meaning: "copy a link to it", act: onCard((card) => void copyLink(card).then(sayCopied(card))) },
      ArrowLeft: { meaning: "step the crosshair", act: onChart("ArrowLeft") },
      ArrowRight: { meaning: "step the crosshair", act: onChart("ArrowRight") },
      ".": { meaning: "newest step", act: onChart("End") },
    },
    { overDialogs: true },
  );
}

function sayCopied(card: CardKey): (isCopied: boolean) => void {
  const spec = cardSpec(card);
  const name = spec ? cardTitle(spec) : card;
  return (isCopied) =>
    sayInPassing(
      isCopied
        ? `Copied: a link to ${name}`
        : "The browser does not let this page copy: take the link from the address",
    );
}

/** The chart's own keys move its crosshair; pressed on the page they mean the card under the pointer. */
function pressOnChart(card: CardKey, key: string): void {
  const charts = document.querySelectorAll<HTMLElement>(`[data-chart="${CSS.escape(card)}"]`);
  // A pinned card is there twice, and once more on full screen.
  const chart =
    [...charts].find((one) => one.closest("dialog, article:hover, article:focus-within")) ?? charts[0];
  chart?.firstElementChild?.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
}

// What can be done with a card, by button or by key.
import type { LineChartView } from "@runboard/charts";
import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useChartGestures, type ViewDraft } from "./chart-gestures.ts";
import { useViewHistory } from "../../url/change-view.ts";
import { readPreferences, setPreferences, toggled } from "../../ui/preferences.ts";
import { copyText } from "../../ui/copy-text.ts";
import { decodeList, encodeList } from "../../url/url-list.ts";
import type { CardKey } from "./card-spec.ts";
import type { CardView } from "./card-view.ts";
import { pinnedKeys } from "./pinned-keys.ts";
import { scalarsSearch } from "./search.ts";
import { ALL_CARDS, decodeZooms, encodeZooms, withoutLastZoom, withZoomOfAll, withZoom } from "./zoom.ts";

/** Views wanted in closer succession are one gesture. */
const GESTURE_REST_MILLIS = 200;

let gestureTimer: number | undefined;

export interface CardActions {
  /**
   * Zooms or pans; null on both axes fits. The URL follows at once, and again when the gesture is over.
   * With an x of its own a card is never zoomed with the others.
   */
  readonly setView: (card: CardKey, view: LineChartView, shown: Pick<CardView, "ownX">) => void;
  readonly toggleFull: (card: CardKey) => void;
  readonly closeFull: () => void;
  readonly toggleScale: (card: CardKey) => void;
  readonly toggleXScale: (card: CardKey) => void;
  readonly togglePin: (card: CardKey) => void;
  /** Copies a link that opens this card; whether that worked. */
  readonly copyLink: (card: CardKey) => Promise<boolean>;
  /** Takes the last zoom back: by going back when it was the last thing done. */
  readonly undoZoom: () => void;
}

export function useCardActions(): CardActions {
  const router = useRouter();
  const changeView = scalarsSearch.useChange();
  const { undo } = useViewHistory();
  return useMemo(() => {
    const search = () => scalarsSearch.read(router.latestLocation.search);
    // A range that all cards have is let go on all: one alone could not fit its data.
    const isOfAll = (view: LineChartView): boolean =>
      readPreferences().linksZoom || (view.x === null && decodeZooms(search().zoom).has(ALL_CARDS));
    const keepZoom = ({ card, view, isOfAll }: ViewDraft, isReplacing: boolean): void => {
      const zooms = decodeZooms(search().zoom);
      const zoom = encodeZooms(isOfAll ? withZoomOfAll(zooms, card, view) : withZoom(zooms, card, view));
      if (zoom !== search().zoom) changeView({ zoom }, { change: "zoom", isReplacing });
    };
    return {
      setView: (card, view, { ownX }) => {
        const draft: ViewDraft = { card, view, isOfAll: ownX === null && isOfAll(view) };
        const isContinued = gestureTimer !== undefined;
        window.clearTimeout(gestureTimer);
        // A zoom by dragging is one change: nothing is gained by waiting for more.
        if (!isContinued) keepZoom(draft, false);
        useChartGestures.setState({ viewDraft: draft });
        gestureTimer = window.setTimeout(() => {
          gestureTimer = undefined;
          if (isContinued) keepZoom(draft, true);
          useChartGestures.setState({ viewDraft: null });
        }, GESTURE_REST_MILLIS);
      },
      toggleFull: (card) => changeView({ full: search().full === card ? "" : card }),
      closeFull: () => changeView({ full: "" }),
      toggleScale: (card) =>
        changeView({ otherScale: encodeList(toggled(decodeList(search().otherScale), card)) }),
      toggleXScale: (card) =>
        changeView({ otherXScale: encodeList(toggled(decodeList(search().otherXScale), card)) }),
      togglePin: (card) => {
        const pinnedCards = toggled(pinnedKeys(search().pinnedCards, readPreferences()), card);
        if (readPreferences().savesPins) setPreferences({ pinnedCards: [...pinnedCards] });
        changeView({ pinnedCards: encodeList(pinnedCards) });
      },
      copyLink: (card) => {
        const location = router.buildLocation({
          to: ".",
          search: { ...router.latestLocation.search, full: card },
        });
        return copyText(new URL(location.publicHref, window.location.href).href);
      },
      undoZoom: () => {
        const { zoom } = search();
        if (zoom === "") return;
        // A gesture that has just ended is what is taken back.
        window.clearTimeout(gestureTimer);
        gestureTimer = undefined;
        useChartGestures.setState({ viewDraft: null });
        if (router.history.location.state.change === "zoom") undo();
        else changeView({ zoom: encodeZooms(withoutLastZoom(decodeZooms(zoom))) });
      },
    };
  }, [router, changeView, undo]);
}

// What can be done with a scalars' card besides what every card has, by button or by key.
import type { LineChartView } from "@runboard/charts";
import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useChartGestures, type ViewDraft } from "./chart-gestures.ts";
import { useViewHistory } from "../../url/change-view.ts";
import { readPreferences, toggled } from "../../ui/preferences.ts";
import { decodeList, encodeList } from "../../url/url-list.ts";
import type { CardKey } from "../../cards/card.ts";
import type { CardView } from "./card-view.ts";
import { scalarsSearch } from "./search.ts";
import { ALL_CARDS, decodeZooms, encodeZooms, withoutLastZoom, withZoomOfAll, withZoom } from "./zoom.ts";

/** Views wanted in closer succession are one gesture. */
const GESTURE_REST_MILLIS = 200;

/** A card that is being zoomed or panned. */
interface Gesture {
  readonly card: CardKey;
  readonly timer: number;
  /** As when the hand rests. */
  readonly end: () => void;
}

let gesture: Gesture | undefined;

function forgetGesture(): void {
  window.clearTimeout(gesture?.timer);
  gesture = undefined;
  useChartGestures.setState({ viewDraft: null });
}

export interface CardActions {
  /**
   * Zooms or pans; null on both axes fits. The URL follows at once, and again when the gesture is over.
   * With an x of its own a card is never zoomed with the others.
   */
  readonly setView: (card: CardKey, view: LineChartView, shown: Pick<CardView, "ownX">) => void;
  readonly toggleScale: (card: CardKey) => void;
  readonly toggleXScale: (card: CardKey) => void;
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
        if (gesture?.card !== card) gesture?.end();
        const isContinued = gesture !== undefined;
        window.clearTimeout(gesture?.timer);
        const draft: ViewDraft = { card, view, isOfAll: ownX === null && isOfAll(view) };
        // A zoom by dragging is one change: nothing is gained by waiting for more.
        if (!isContinued) keepZoom(draft, false);
        useChartGestures.setState({ viewDraft: draft });
        const end = (): void => {
          forgetGesture();
          if (isContinued) keepZoom(draft, true);
        };
        gesture = { card, end, timer: window.setTimeout(end, GESTURE_REST_MILLIS) };
      },
      toggleScale: (card) =>
        changeView({ otherScale: encodeList(toggled(decodeList(search().otherScale), card)) }),
      toggleXScale: (card) =>
        changeView({ otherXScale: encodeList(toggled(decodeList(search().otherXScale), card)) }),
      undoZoom: () => {
        const { zoom } = search();
        if (zoom === "") return;
        // A gesture that has just ended is what is taken back.
        forgetGesture();
        if (router.history.location.state.change === "zoom") undo();
        else changeView({ zoom: encodeZooms(withoutLastZoom(decodeZooms(zoom))) });
      },
    };
  }, [router, changeView, undo]);
}

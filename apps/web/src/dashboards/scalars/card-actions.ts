// What can be done with a card, by button or by key.
import type { LineChartView } from "@runboard/charts";
import type { Tag } from "@runboard/contract";
import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { setBoard, useBoard } from "../../board-store.ts";
import { useChangeView, useViewHistory } from "../../change-view.ts";
import { toggled } from "../../preferences.ts";
import { copyText } from "../../ui/copy-text.ts";
import { decodeList, encodeList } from "../../url-list.ts";
import { ScalarsSearch } from "./search.ts";
import { decodeZooms, encodeZooms, withoutLastZoom, withZoom } from "./zoom.ts";

/** A gesture that rests for so long is over. */
const GESTURE_REST_MILLIS = 200;

let gestureTimer: number | undefined;

export interface CardActions {
  /** Zooms or pans; null on both axes fits. The URL follows when the gesture is over. */
  readonly setView: (tag: Tag, view: LineChartView) => void;
  readonly toggleFull: (tag: Tag) => void;
  readonly closeFull: () => void;
  readonly toggleScale: (tag: Tag) => void;
  /** Copies a link that opens this card; whether that worked. */
  readonly copyLink: (tag: Tag) => Promise<boolean>;
  /** Takes the last zoom back: by going back when it was the last thing done. */
  readonly undoZoom: () => void;
}

export function useCardActions(): CardActions {
  const router = useRouter();
  const changeView = useChangeView();
  const { undo } = useViewHistory();
  return useMemo(() => {
    const search = (): ScalarsSearch => ScalarsSearch.parse(router.latestLocation.search);
    return {
      setView: (tag, view) => {
        setBoard({ viewDraft: { tag, view } });
        window.clearTimeout(gestureTimer);
        gestureTimer = window.setTimeout(() => {
          const zoom = encodeZooms(withZoom(decodeZooms(search().zoom), tag, view));
          if (zoom !== search().zoom) changeView({ zoom }, { change: "zoom" });
          setBoard({ viewDraft: null });
        }, GESTURE_REST_MILLIS);
      },
      toggleFull: (tag) => changeView({ full: search().full === tag ? "" : tag }),
      closeFull: () => changeView({ full: "" }),
      toggleScale: (tag) =>
        changeView({ otherScale: encodeList(toggled(decodeList(search().otherScale), tag)) }),
      copyLink: (tag) => {
        const location = router.buildLocation({
          to: ".",
          search: { ...router.latestLocation.search, full: tag },
        });
        return copyText(new URL(location.publicHref, window.location.href).href);
      },
      undoZoom: () => {
        const { zoom } = search();
        if (zoom === "" || useBoard.getState().viewDraft !== null) return;
        if (router.history.location.state.change === "zoom") undo();
        else changeView({ zoom: encodeZooms(withoutLastZoom(decodeZooms(zoom))) });
      },
    };
  }, [router, changeView, undo]);
}

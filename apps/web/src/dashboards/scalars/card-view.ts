// How one card is shown: what URL, gesture and settings say of it.
import type { LineChartView } from "@runboard/charts";
import type { XAxis } from "@runboard/contract";
import { useMemo } from "react";
import { useBoard } from "../../board-store.ts";
import { usePreferences } from "../../preferences.ts";
import { decodeList } from "../../url-list.ts";
import type { CardKey } from "./card-spec.ts";
import { scalarsRoute } from "./route.ts";
import { ALL_CARDS, decodeZooms, FIT } from "./zoom.ts";

type Scale = "linear" | "log";

export interface CardView {
  readonly axis: XAxis;
  readonly xScale: Scale;
  readonly yScale: Scale;
  readonly ignoreOutliers: boolean;
  /** While the slider moves, ahead of the URL. */
  readonly smoothing: number;
  /** What the URL says: what is asked of the server. */
  readonly settledSmoothing: number;
  readonly view: LineChartView;
  readonly settledView: LineChartView;
  /** Without what is linked with the other cards. */
  readonly own: { readonly view: LineChartView; readonly settledView: LineChartView };
}

/** The same over the time since the start, for a card whose points all have one step; places on the others' axis mean nothing on it. */
export function viewOverTime({ own, ...view }: CardView): CardView {
  return { ...view, ...own, own, axis: "relative", xScale: "linear" };
}

export function useCardView(key: CardKey): CardView {
  const { xAxis, xScale, yScale, otherScale, otherXScale, ignoreOutliers, smoothing, zoom } =
    scalarsRoute.useSearch();
  const { linksZoom } = usePreferences();
  const smoothingDraft = useBoard((state) => state.smoothingDraft);
  const draft = useBoard(({ viewDraft }) => (viewDraft?.card === key || linksZoom ? viewDraft : null));
  return useMemo(() => {
    const zooms = decodeZooms(zoom);
    const own = zooms.get(key) ?? FIT;
    const settledView = { x: own.x ?? zooms.get(ALL_CARDS)?.x ?? null, y: own.y };
    const moved = draft && (draft.card === key ? draft.view : { x: draft.view.x, y: own.y });
    const ownMoved = draft?.card === key ? draft.view : own;
    return {
      axis: xAxis,
      xScale: scaleOf(xScale, otherXScale, key),
      yScale: scaleOf(yScale, otherScale, key),
      ignoreOutliers,
      smoothing: smoothingDraft ?? smoothing,
      settledSmoothing: smoothing,
      view: moved ?? settledView,
      settledView,
      own: { view: ownMoved, settledView: own },
    };
  }, [
    key,
    xAxis,
    xScale,
    yScale,
    otherScale,
    otherXScale,
    ignoreOutliers,
    smoothing,
    zoom,
    smoothingDraft,
    draft,
  ]);
}

function scaleOf(usual: Scale, others: string, key: CardKey): Scale {
  const isOther = decodeList(others).includes(key);
  return (usual === "log") === isOther ? "linear" : "log";
}

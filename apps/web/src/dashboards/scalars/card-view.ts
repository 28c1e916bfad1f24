// How one card is shown: what URL, gesture and settings say of it.
import type { LineChartView } from "@runboard/charts";
import type { Tag, XAxis } from "@runboard/contract";
import { useMemo } from "react";
import { useBoard } from "../../board-store.ts";
import { decodeList } from "../../url-list.ts";
import { scalarsRoute } from "./route.ts";
import { decodeZooms, FIT } from "./zoom.ts";

export interface CardView {
  readonly axis: XAxis;
  readonly yScale: "linear" | "log";
  readonly ignoreOutliers: boolean;
  /** While the slider moves, ahead of the URL. */
  readonly smoothing: number;
  /** What the URL says: what is asked of the server. */
  readonly settledSmoothing: number;
  readonly view: LineChartView;
  readonly settledView: LineChartView;
}

export function useCardView(tag: Tag): CardView {
  const { xAxis, yScale, otherScale, ignoreOutliers, smoothing, zoom } = scalarsRoute.useSearch();
  const smoothingDraft = useBoard((state) => state.smoothingDraft);
  const viewDraft = useBoard((state) => (state.viewDraft?.tag === tag ? state.viewDraft.view : null));
  return useMemo(() => {
    const settledView = decodeZooms(zoom).get(tag) ?? FIT;
    const isOther = decodeList(otherScale).includes(tag);
    return {
      axis: xAxis,
      yScale: (yScale === "log") === isOther ? "linear" : "log",
      ignoreOutliers,
      smoothing: smoothingDraft ?? smoothing,
      settledSmoothing: smoothing,
      view: viewDraft ?? settledView,
      settledView,
    };
  }, [tag, xAxis, yScale, otherScale, ignoreOutliers, smoothing, zoom, smoothingDraft, viewDraft]);
}

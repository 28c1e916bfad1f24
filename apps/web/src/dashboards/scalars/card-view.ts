// How one card is shown: what URL, gesture and settings say of it.
import type { LineChartView } from "@runboard/charts";
import type { XAxis } from "@runboard/contract";
import { useMemo } from "react";
import { useChartGestures } from "./chart-gestures.ts";
import { decodeList } from "../../url/url-list.ts";
import type { CardEntry } from "./card-entry.ts";
import { ALL_CARDS, decodeZooms, FIT } from "./zoom.ts";
import { scalarsSearch } from "./search.ts";

type Scale = "linear" | "log";

export interface CardView {
  readonly axis: XAxis;
  /** What this card, unlike others, has on its x axis: a scalar's tag, or something that is no tag; null when zooms and places are those of all. */
  readonly ownX: string | null;
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
  return { ...view, ...own, own, axis: "relative", ownX: TIME_OF_ONE_STEP, xScale: "linear" };
}

/** No tag: what stands on the x axis of a card whose points all have one step. */
const TIME_OF_ONE_STEP = "\0time";

export function useCardView({ key, spec: { xTag: ownX } }: CardEntry): CardView {
  const { xAxis, xScale, yScale, otherScale, otherXScale, ignoreOutliers, smoothing, zoom } =
    scalarsSearch.useSearch();
  const smoothingDraft = useChartGestures((state) => state.smoothingDraft);
  const draft = useChartGestures(({ viewDraft }) =>
    viewDraft?.card === key || viewDraft?.isOfAll ? viewDraft : null,
  );
  return useMemo(() => {
    const zooms = decodeZooms(zoom);
    const own = zooms.get(key) ?? FIT;
    const settledView = { x: own.x ?? zooms.get(ALL_CARDS)?.x ?? null, y: own.y };
    const ownMoved = draft?.card === key ? draft.view : own;
    const moved = draft?.isOfAll ? { x: draft.view.x, y: ownMoved.y } : (draft?.view ?? settledView);
    const ownView = { view: ownMoved, settledView: own };
    return {
      axis: xAxis,
      ownX,
      xScale: scaleOf(xScale, otherXScale, key),
      yScale: scaleOf(yScale, otherScale, key),
      ignoreOutliers,
      smoothing: smoothingDraft ?? smoothing,
      settledSmoothing: smoothing,
      ...(ownX === null ? { view: moved, settledView } : ownView),
      own: ownView,
    };
  }, [
    key,
    ownX,
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

function scaleOf(usual: Scale, others: string, key: CardEntry["key"]): Scale {
  const isOther = decodeList(others).includes(key);
  return (usual === "log") === isOther ? "linear" : "log";
}

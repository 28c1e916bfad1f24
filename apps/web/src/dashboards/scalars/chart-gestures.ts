// What pointer and sliders do to the charts, ahead of the URL.
import type { LineChartHover, LineChartView } from "@runboard/charts";
import { create } from "zustand";
import type { CardSurface } from "../../cards/active-card.ts";
import { tellPending } from "../../ui/pending.ts";

/** Where the pointer is on a chart. */
interface CardHover {
  /** Key of the card. */
  readonly card: string;
  readonly surface: CardSurface;
  /** What this card alone has on its x axis, as a scalar's tag; null for the axis of all. */
  readonly ownX: string | null;
  readonly hover: LineChartHover;
}

/** A card's view while it is being panned or zoomed. */
export interface ViewDraft {
  readonly card: string;
  readonly view: LineChartView;
  /** Whether its x is that of all cards. */
  readonly isOfAll: boolean;
}

interface ChartGestures {
  readonly hover: CardHover | null;
  readonly viewDraft: ViewDraft | null;
  /** Smoothing while the slider moves. */
  readonly smoothingDraft: number | null;
  /** What the tables below the charts tell of while it is being dragged, on the x axis. */
  readonly tableDraft: number | readonly [from: number, to: number] | null;
}

export const useChartGestures = create<ChartGestures>(() => ({
  hover: null,
  viewDraft: null,
  smoothingDraft: null,
  tableDraft: null,
}));

tellPending(() => {
  const { viewDraft, smoothingDraft, tableDraft } = useChartGestures.getState();
  return viewDraft !== null || smoothingDraft !== null || tableDraft !== null;
});

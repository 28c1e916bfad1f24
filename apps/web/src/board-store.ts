// What is on the screen for a moment and belongs neither to the URL nor to the server: pointer, gestures, open panels, the connection.
import type { LineChartHover, LineChartView } from "@runboard/charts";
import type { RunName } from "@runboard/contract";
import { create } from "zustand";

export type Connection =
  | { readonly status: "connecting" }
  | { readonly status: "open" }
  /** The page was hidden for a while: nothing is pushed until it is seen again. */
  | { readonly status: "paused" }
  | { readonly status: "lost"; readonly retryAtMillis: number };

/** Where the pointer is on a chart; `surface` tells the card in its group from the same card among the pinned ones and on full screen. */
export interface CardHover {
  /** Key of the card: see dashboards/scalars/card-spec.ts. */
  readonly card: string;
  readonly surface: "grid" | "pinned" | "full";
  readonly hover: LineChartHover;
}

export interface BoardState {
  readonly connection: Connection;
  /** When news of changed data came last; null before the first. */
  readonly lastChangeMillis: number | null;
  /** How far loading was when this page first heard of it: the base of rate and time left. */
  readonly loadingBase: { readonly atMillis: number; readonly bytesRead: number } | null;
  readonly hover: CardHover | null;
  /** The card that keys act on: under the pointer or holding the focus. */
  readonly activeCard: string | null;
  /** The run pointed at in the sidebar. */
  readonly pointedRun: RunName | null;
  /** The run whose line was clicked. */
  readonly chosenRun: RunName | null;
  /** Smoothing while the slider moves. */
  readonly smoothingDraft: number | null;
  /** A card's view while it is being panned or zoomed. */
  readonly viewDraft: { readonly card: string; readonly view: LineChartView } | null;
  readonly isHelpOpen: boolean;
  /** The sidebar on a narrow screen. */
  readonly isDrawerOpen: boolean;
}

export const useBoard = create<BoardState>(() => ({
  connection: { status: "connecting" },
  lastChangeMillis: null,
  loadingBase: null,
  hover: null,
  activeCard: null,
  pointedRun: null,
  chosenRun: null,
  smoothingDraft: null,
  viewDraft: null,
  isHelpOpen: false,
  isDrawerOpen: false,
}));

export function setBoard(change: Partial<BoardState>): void {
  useBoard.setState(change);
}

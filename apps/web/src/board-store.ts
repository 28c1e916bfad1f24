// What is on the screen for a moment and belongs neither to the URL nor to the server: pointer, gestures, open panels, the connection.
import type { LineChartHover, LineChartView } from "@runboard/charts";
import type { RunName } from "@runboard/contract";
import { create } from "zustand";
import type { OpenCardPanel } from "./dashboards/scalars/card-panel.ts";
import type { OpenRunPanel } from "./runs/run-panel.ts";

export type Connection =
  | { readonly status: "connecting" }
  | { readonly status: "open" }
  /** The page was hidden for a while: nothing is pushed until it is seen again. */
  | { readonly status: "hidden" }
  | { readonly status: "lost"; readonly retryAtMillis: number };

/** Where the pointer is on a chart; `surface` tells the card in its group from the same card among the pinned ones and on full screen. */
export interface CardHover {
  /** Key of the card: see dashboards/scalars/card-spec.ts. */
  readonly card: string;
  readonly surface: "grid" | "pinned" | "full";
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

export interface BoardState {
  readonly connection: Connection;
  /** While the reader has stopped updates: how many runs changed meanwhile. */
  readonly pause: { readonly changedRunCount: number } | null;
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
  readonly viewDraft: ViewDraft | null;
  /** What the tables below the charts tell of while it is being dragged, on the x axis. */
  readonly tableDraft: number | readonly [from: number, to: number] | null;
  /** Over the charts: a list to choose from, or a dialog. */
  readonly cardPanel: OpenCardPanel | null;
  /** The card that is being dragged onto another. */
  readonly draggedCard: string | null;
  /** The card that the reader has just put together: shown to be new for a moment. */
  readonly newCard: string | null;
  /** Over the list of runs. */
  readonly runPanel: OpenRunPanel | null;
  readonly dialog: "help" | "settings" | null;
  /** The sidebar on a narrow screen. */
  readonly isDrawerOpen: boolean;
}

export const useBoard = create<BoardState>(() => ({
  connection: { status: "connecting" },
  pause: null,
  lastChangeMillis: null,
  loadingBase: null,
  hover: null,
  activeCard: null,
  pointedRun: null,
  chosenRun: null,
  smoothingDraft: null,
  viewDraft: null,
  tableDraft: null,
  cardPanel: null,
  draggedCard: null,
  newCard: null,
  runPanel: null,
  dialog: null,
  isDrawerOpen: false,
}));

export function setBoard(change: Partial<BoardState>): void {
  useBoard.setState(change);
}

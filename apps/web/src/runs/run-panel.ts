// Which of the panels over the list of runs is open, and where. What they hold is loaded when one opens.
import type { RunName } from "@runboard/contract";
import { create } from "zustand";
import type { Box } from "../ui/place.ts";

export type RunPanel =
  /** What can be done with a run, or with the runs below a folder. */
  | {
      readonly kind: "menu";
      readonly path: string;
      readonly runs: readonly RunName[];
      readonly isFolder: boolean;
    }
  | { readonly kind: "color"; readonly run: RunName }
  | { readonly kind: "findings"; readonly run: RunName }
  /** What gives runs their colour; for curves, which of them make one. */
  | { readonly kind: "groups"; readonly isForCurves?: boolean }
  | { readonly kind: "sort" | "columns" | "hidden" };

export interface OpenRunPanel {
  readonly panel: RunPanel;
  readonly anchor: Box;
}

/** Over the list of runs; null for none. */
export const useRunPanel = create<{ readonly runPanel: OpenRunPanel | null }>(() => ({ runPanel: null }));

export function openRunPanel(panel: RunPanel, anchor: Box): void {
  useRunPanel.setState({ runPanel: { panel, anchor } });
}

export function closeRunPanel(): void {
  useRunPanel.setState({ runPanel: null });
}

export function useIsRunPanelOpen(kind: RunPanel["kind"]): boolean {
  return useRunPanel((board) => board.runPanel?.panel.kind === kind);
}

/** A place of no size, for what opens at the pointer. */
export function pointBox(point: { readonly clientX: number; readonly clientY: number }): Box {
  const { clientX: left, clientY: top } = point;
  return { left, top, right: left, bottom: top };
}

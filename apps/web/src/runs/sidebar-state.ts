// What is open of the list of runs for a moment.
import { create } from "zustand";
import type { OpenRunPanel } from "./run-panel.ts";

interface SidebarState {
  /** Over the list. */
  readonly runPanel: OpenRunPanel | null;
  /** The list itself, on a narrow screen. */
  readonly isDrawerOpen: boolean;
}

export const useSidebar = create<SidebarState>(() => ({ runPanel: null, isDrawerOpen: false }));

// The room that the list of runs takes from the dashboard.
import { create } from "zustand";
import { setPreferences } from "../ui/preferences.ts";

/** Whether the list is open on a narrow screen. */
export const useDrawer = create<{ readonly isDrawerOpen: boolean }>(() => ({ isDrawerOpen: false }));

/** For a link out of the list: what it leads to has to be seen. */
export function makeRoomForDashboard(): void {
  useDrawer.setState({ isDrawerOpen: false });
  setPreferences({ isSidebarFull: false });
}

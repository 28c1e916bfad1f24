// The room that the list of runs takes from the dashboard.
import { setBoard } from "../board-store.ts";
import { setPreferences } from "../preferences.ts";

/** For a link out of the list: what it leads to has to be seen. */
export function makeRoomForDashboard(): void {
  setBoard({ isDrawerOpen: false });
  setPreferences({ isSidebarFull: false });
}

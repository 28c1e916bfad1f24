// The room that the list of runs takes from the dashboard.
import { useSidebar } from "./sidebar-state.ts";
import { setPreferences } from "../ui/preferences.ts";

/** For a link out of the list: what it leads to has to be seen. */
export function makeRoomForDashboard(): void {
  useSidebar.setState({ isDrawerOpen: false });
  setPreferences({ isSidebarFull: false });
}

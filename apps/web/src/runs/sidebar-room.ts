// The room that the list of runs takes from the dashboard.
import { create } from "zustand";
import { setPreferences } from "../ui/preferences.ts";

/** Whether the list is open on a narrow screen. */
export const useDrawer = create<{ readonly isDrawerOpen: boolean }>(() => ({ isDrawerOpen: false }));

/** For a link to a dashboard: what it leads to has to be seen. */
export function makeRoomForDashboard(): void {
  useDrawer.setState({ isDrawerOpen: false });
  setPreferences({ isSidebarFull: false });
}

/** Called once, as the page opens: an address of a dashboard shows it, whatever filled the page before. A page that is loaded again stays as it was. */
export function makeRoomForAddress(basePath: string): void {
  const [visit] = performance.getEntriesByType("navigation");
  const isNew = visit instanceof PerformanceNavigationTiming && visit.type === "navigate";
  if (isNew && location.pathname.replace(/\/$/, "") !== basePath.replace(/\/$/, "")) makeRoomForDashboard();
}

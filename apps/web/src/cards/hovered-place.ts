// Where the pointer is on one card, so that all others show the same place: on any dashboard, and in every window of the same board.
import { create } from "zustand";

export interface HoveredPlace {
  /** Card that the pointer is on; null when it is in another window. */
  readonly card: string | null;
  readonly step: number;
  /** On an axis of values; null where it is at none. */
  readonly value: number | null;
}

const useHovered = create<{ readonly place: HoveredPlace | null }>(() => ({ place: null }));

/** Windows of one board: a browser lets those of one origin hear each other, of which a path may hold several. */
const windows = new BroadcastChannel(`runboard hover ${document.baseURI}`);

let waiting: { readonly place: HoveredPlace | null } | null = null;

windows.onmessage = ({ data }: MessageEvent<unknown>) => {
  useHovered.setState({ place: placeOf(data) });
};
// A window that goes away points at nothing.
window.addEventListener("pagehide", () => {
  if (useHovered.getState().place?.card) windows.postMessage(null);
});

/** What another window said. Of another version of the page it may be anything. */
function placeOf(data: unknown): HoveredPlace | null {
  if (typeof data !== "object" || data === null || !("step" in data) || typeof data.step !== "number")
    return null;
  const value = "value" in data && typeof data.value === "number" ? data.value : null;
  return { card: null, step: data.step, value };
}

/** The place on another card; null where the pointer is on this one, or on none. */
export function usePlaceHoveredElsewhere(card: string): HoveredPlace | null {
  return useHovered(({ place }) => (place?.card === card ? null : place));
}

/** The step that the pointer is at in another window; null without one. */
export function useStepHoveredInOtherWindow(): number | null {
  return useHovered(({ place }) => (place?.card === null ? place.step : null));
}

export function tellHovered(place: HoveredPlace | null): void {
  const { place: before } = useHovered.getState();
  if (before === place || (before?.card === null && place === null)) return;
  useHovered.setState({ place });
  // Once a frame: a pointer moves oftener than windows can draw.
  if (!waiting) requestAnimationFrame(tellWindows);
  waiting = { place };
}

function tellWindows(): void {
  if (waiting) windows.postMessage(waiting.place);
  waiting = null;
}

// The edge that is dragged, or moved with keys, to make the list of runs wider, up to the whole page, or narrower.
import type { KeyboardEvent, PointerEvent } from "react";
import { MAX_SIDEBAR_WIDTH, MIN_SIDEBAR_WIDTH, setPreferences, usePreferences } from "../ui/preferences.ts";

const KEY_STEP = 16;
/** Charts need at least this much: what is dragged further takes the whole page. */
const LEAST_REST = 240;

export function SidebarEdge() {
  const { sidebarWidth, isSidebarFull } = usePreferences();
  const resize = (width: number, available: number): void => {
    // Half of what charts need is as far as the hand has to go.
    if (width > available - LEAST_REST / 2) setPreferences({ isSidebarFull: true });
    else
      setPreferences({
        isSidebarFull: false,
        sidebarWidth: Math.round(
          Math.max(MIN_SIDEBAR_WIDTH, Math.min(width, available - LEAST_REST, MAX_SIDEBAR_WIDTH)),
        ),
      });
  };
  const drag = (event: PointerEvent<HTMLElement>): void => {
    const edge = event.currentTarget;
    if (!edge.hasPointerCapture(event.pointerId)) return;
    const { left, available } = roomOf(edge);
    resize(event.clientX - left, available);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const { width, available } = roomOf(event.currentTarget);
    // The charts come back when the edge leaves the end of the page.
    const from = isSidebarFull ? available - LEAST_REST + KEY_STEP : width;
    if (event.key === "ArrowLeft") resize(from - KEY_STEP, available);
    else if (event.key === "ArrowRight")
      resize(width + KEY_STEP > available - LEAST_REST ? available : width + KEY_STEP, available);
    else if (event.key === "Home") resize(MIN_SIDEBAR_WIDTH, available);
    else if (event.key === "End") resize(available, available);
    else return;
    event.preventDefault();
  };
  return (
    <div
      className="sidebar-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the list of runs"
      aria-valuemin={MIN_SIDEBAR_WIDTH}
      aria-valuemax={MAX_SIDEBAR_WIDTH}
      aria-valuenow={isSidebarFull ? MAX_SIDEBAR_WIDTH : sidebarWidth}
      aria-valuetext={isSidebarFull ? "the whole page" : `${sidebarWidth} pixels`}
      tabIndex={0}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onKeyDown={onKeyDown}
    />
  );
}

/** Where the list begins and how wide it is, and how much room list and charts share, in CSS pixels. */
function roomOf(edge: HTMLElement): {
  readonly left: number;
  readonly width: number;
  readonly available: number;
} {
  const list = edge.parentElement?.getBoundingClientRect();
  const page = edge.parentElement?.parentElement?.getBoundingClientRect();
  return { left: list?.left ?? 0, width: list?.width ?? 0, available: page?.width ?? window.innerWidth };
}

// The edge that is dragged, or moved with the arrow keys, to make the sidebar wider or narrower.
import type { PointerEvent } from "react";
import { MAX_SIDEBAR_WIDTH, MIN_SIDEBAR_WIDTH, setPreferences, usePreferences } from "../preferences.ts";

const KEY_STEP = 16;

export function SidebarEdge() {
  const { sidebarWidth } = usePreferences();
  const resize = (width: number): void =>
    setPreferences({
      sidebarWidth: Math.round(Math.max(MIN_SIDEBAR_WIDTH, Math.min(width, MAX_SIDEBAR_WIDTH))),
    });
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const left = event.currentTarget.parentElement?.getBoundingClientRect().left ?? 0;
    resize(event.clientX - left);
  };
  return (
    <div
      className="sidebar-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the list of runs"
      aria-valuemin={MIN_SIDEBAR_WIDTH}
      aria-valuemax={MAX_SIDEBAR_WIDTH}
      aria-valuenow={sidebarWidth}
      tabIndex={0}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") resize(sidebarWidth - KEY_STEP);
        if (event.key === "ArrowRight") resize(sidebarWidth + KEY_STEP);
      }}
    />
  );
}

// Where the pointer is in one cell, so that all others show the same place.
import { create } from "zustand";

export interface HoveredPlace {
  /** Cell that the pointer is in. */
  readonly card: string;
  readonly step: number;
  /** On the axis of values; null where it is at none. */
  readonly value: number | null;
}

export const useHoveredPlace = create<{ readonly place: HoveredPlace | null }>(() => ({ place: null }));

export function tellHovered(place: HoveredPlace | null): void {
  if (useHoveredPlace.getState().place !== place) useHoveredPlace.setState({ place });
}

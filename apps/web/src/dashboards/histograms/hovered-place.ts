// Where the pointer is in one cell, so that all others show the same place.
import { create } from "zustand";

export interface HoveredPlace {
  /** Cell that the pointer is in. */
  readonly card: string;
  readonly step: number;
  /** On the axis of values; null where it is at none. */
  readonly value: number | null;
}

const useHovered = create<{ readonly place: HoveredPlace | null }>(() => ({ place: null }));

/** The place in another cell; null where the pointer is in this one, or in none. */
export function usePlaceHoveredElsewhere(card: string): HoveredPlace | null {
  return useHovered(({ place }) => (place?.card === card ? null : place));
}

export function tellHovered(place: HoveredPlace | null): void {
  if (useHovered.getState().place !== place) useHovered.setState({ place });
}

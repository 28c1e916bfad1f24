// The card that keys act on.
import { create } from "zustand";

interface ActiveCard {
  /** Its key: under the pointer or holding the focus; null for none. */
  readonly activeCard: string | null;
}

export const useActiveCard = create<ActiveCard>(() => ({ activeCard: null }));

/** Tells a card in its group from the same card among the pinned ones and on full screen. */
export type CardSurface = "grid" | "pinned" | "full";

// Cards while they are put together.
import { create } from "zustand";

interface Composing {
  /** The card that is being dragged onto another. */
  readonly draggedCard: string | null;
  /** The card that the reader has just put together: shown to be new for a moment. */
  readonly newCard: string | null;
}

export const useComposing = create<Composing>(() => ({ draggedCard: null, newCard: null }));

// Which of the panels over the charts is open, and where. What they hold is loaded when one opens.
import { create } from "zustand";

import type { Box } from "../../ui/place.ts";
import type { CardKey } from "../../cards/card.ts";

export type CardPanel =
  /** Tags to show on the card besides what it shows. */
  | { readonly kind: "add-tag"; readonly card: CardKey }
  /** The scalar on the x axis of a card, or of every card that has none of its own. */
  | { readonly kind: "x-tag"; readonly card: CardKey | null }
  /** The expression at an index of a card's sources, one more for the card, or one for a new card. */
  | { readonly kind: "expression"; readonly card: CardKey | null; readonly index: number | null }
  | { readonly kind: "baseline" | "groups" };

export interface OpenCardPanel {
  readonly panel: CardPanel;
  /** It stands beside this. */
  readonly anchor: Box;
}

export const useCardPanel = create<{ readonly cardPanel: OpenCardPanel | null }>(() => ({ cardPanel: null }));

/** Beside what opens it; in the place of a menu that goes away. */
export function openCardPanel(panel: CardPanel, opener: Element): void {
  const { left, top, right, bottom } = (opener.closest("[popover]") ?? opener).getBoundingClientRect();
  const isMenu = opener.closest("[popover]") !== null;
  useCardPanel.setState({
    cardPanel: { panel, anchor: { left, top, right, bottom: isMenu ? top - 4 : bottom } },
  });
}

export function closeCardPanel(): void {
  useCardPanel.setState({ cardPanel: null });
}

// The place of a scalars' card in its section, onto which another can be dragged to be shown in one chart with it.
import { useState, type CSSProperties, type DragEvent, type HTMLAttributes } from "react";
import { CardSlot, type SlotPlace } from "../../cards/card-section.tsx";
import type { CardEntry } from "./card-entry.ts";
import { canCombine, cardSpec, cardTitle, type CardSpec } from "./card-spec.ts";
import { useComposeActions } from "./compose-actions.ts";
import { useComposing } from "./composing.ts";
import { ScalarCard } from "./scalar-card.tsx";
import { useTableHeightPixels } from "./use-table-range.ts";

const forgetNew = (): void => useComposing.setState({ newCard: null });

export function ScalarSlot({ entry, place }: { readonly entry: CardEntry; readonly place: SlotPlace }) {
  const { isOver, isDragged, handlers } = useCardDrag(entry);
  const tableHeight = useTableHeightPixels(entry.key);
  const isNew = useComposing(({ newCard }) => place.surface === "grid" && newCard === entry.key);
  return (
    <CardSlot
      card={entry}
      place={place}
      isNew={isNew}
      onSeen={forgetNew}
      isHeld={isDragged}
      handlers={{ ...handlers, style: { "--table-height": `${tableHeight}px` } as CSSProperties }}
      over={isOver && <div className="card-drop">Show both in one chart</div>}
    >
      <ScalarCard entry={entry} group={place.group} surface={place.surface} />
    </CardSlot>
  );
}

interface CardDrag {
  /** Whether a card that can be shown here too is held over this one. */
  readonly isOver: boolean;
  readonly isDragged: boolean;
  readonly handlers: HTMLAttributes<HTMLElement>;
}

/** A card is dragged by its title onto another, which then shows both. Esc and every other place end it without effect, as the browser does. */
function useCardDrag({ key, spec }: CardEntry): CardDrag {
  const { combine } = useComposeActions();
  const [isOver, setIsOver] = useState(false);
  const isDragged = useComposing((state) => state.draggedCard === key);
  const held = (): CardSpec | null => {
    const { draggedCard } = useComposing.getState();
    const dragged = draggedCard === null ? null : cardSpec(draggedCard);
    return dragged && canCombine(spec, dragged) ? dragged : null;
  };
  const accept = (event: DragEvent): void => {
    if (!held()) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    setIsOver(true);
  };
  return {
    isOver,
    isDragged,
    handlers: {
      onDragStart: (event) => {
        if (!(event.target instanceof Element && event.target.matches("[data-card-handle]"))) return;
        event.dataTransfer.setData("text/plain", cardTitle(spec));
        event.dataTransfer.effectAllowed = "copy";
        useComposing.setState({ draggedCard: key });
      },
      onDragEnd: () => useComposing.setState({ draggedCard: null }),
      onDragEnter: accept,
      onDragOver: accept,
      onDragLeave: (event) => {
        const isInside =
          event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!isInside) setIsOver(false);
      },
      onDrop: (event) => {
        const dragged = held();
        setIsOver(false);
        if (!dragged) return;
        event.preventDefault();
        combine(spec, dragged);
      },
    },
  };
}

// A group of cards: a line to fold it by, and its cards. A card below the fold is only its title.
import { useEffect, useId, type HTMLAttributes, type ReactNode } from "react";
import { formatCounted } from "../ui/format.ts";
import { useIsNearViewport } from "../ui/near-viewport.ts";
import { usePreferences } from "../ui/preferences.ts";
import { usePrinting } from "../ui/printing.ts";
import type { CardSurface } from "./active-card.ts";
import type { Card } from "./card.ts";
import { CardTitle } from "./card-title.tsx";
import { sectionColumns } from "./column-count.ts";
import { FoldSection } from "./fold-section.tsx";
import type { TagGroup } from "./tag-groups.ts";

/** Where a card stands in a section. */
export interface SlotPlace {
  readonly group: string | null;
  readonly surface: Exclude<CardSurface, "full">;
  readonly isWide: boolean;
}

interface CardSectionProps<Entry extends Card> {
  readonly group: TagGroup<Entry>;
  /** There is no other group, and this one has no name: it needs no line. */
  readonly isAlone: boolean;
  /** What stands in its line in the place of the group's name. */
  readonly title?: string;
  readonly surface?: SlotPlace["surface"];
  /** How many cards stand side by side in `card-sections`, where a small section leaves room for the next one. */
  readonly columns?: number;
  /** Shows its cards whether it is folded or not. */
  readonly isForcedOpen: boolean;
  /** A `CardSlot`. */
  readonly slot: (entry: Entry, place: SlotPlace) => ReactNode;
}

export function CardSection<Entry extends Card>(props: CardSectionProps<Entry>) {
  const { group, isAlone, title, surface = "grid", columns = 1, isForcedOpen, slot } = props;
  const { wideTags } = usePreferences();
  const hasWide = group.entries.some(({ key }) => wideTags.includes(key));
  return (
    <FoldSection
      id={group.name}
      title={title ?? group.name}
      count={formatCounted(group.entries.length, "card")}
      isAlone={isAlone}
      isForcedOpen={isForcedOpen}
      contentClass="card-grid"
      columns={sectionColumns(group.entries.length, hasWide, columns)}
    >
      {() =>
        group.entries.map((entry) =>
          slot(entry, {
            group: title === undefined ? group.name : null,
            surface,
            isWide: wideTags.includes(entry.key),
          }),
        )
      }
    </FoldSection>
  );
}

/** How long a card is marked as new. */
const NEW_MILLIS = 2000;

interface CardSlotProps {
  readonly card: Card;
  readonly place: SlotPlace;
  /** Brings it into sight and marks it for a moment; `onSeen` ends that. */
  readonly isNew?: boolean;
  readonly onSeen?: () => void;
  /** Stays as it is also out of sight. */
  readonly isHeld?: boolean;
  readonly handlers?: HTMLAttributes<HTMLElement>;
  /** What stands over the card. */
  readonly over?: ReactNode;
  /** The card, drawn where it can be seen. */
  readonly children: ReactNode;
}

export function CardSlot(props: CardSlotProps) {
  const { card, place, isNew = false, onSeen, isHeld = false, handlers, over, children } = props;
  const { group, surface, isWide } = place;
  const [ref, isNear] = useIsNearViewport();
  const isOnPaper = usePrinting((state) => state.isOnPaper);
  const titleId = useId();
  const slotId = useId();
  useEffect(() => {
    if (!isNew || !onSeen) return;
    document.getElementById(slotId)?.scrollIntoView({ block: "nearest" });
    const timer = window.setTimeout(onSeen, NEW_MILLIS);
    return () => window.clearTimeout(timer);
  }, [isNew, onSeen, slotId]);
  return (
    <div
      ref={ref}
      id={slotId}
      className="card-slot"
      data-new={isNew ? "" : undefined}
      {...handlers}
      data-wide={isWide ? "" : undefined}
      data-tag={surface === "grid" ? card.key : undefined}
      data-pinned={surface === "pinned" ? card.key : undefined}
    >
      {isNear || isHeld || isOnPaper ? (
        children
      ) : (
        <article className="card" aria-labelledby={titleId} data-blank="">
          <header className="card-head">
            <CardTitle id={titleId} card={card} group={group} />
          </header>
        </article>
      )}
      {over}
    </div>
  );
}

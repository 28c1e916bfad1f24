// A group of cards: a line to fold it by, and its cards. A card below the fold is only its title.
import { useEffect, useId, useState, type DragEvent, type HTMLAttributes } from "react";
import { useComposing } from "./composing.ts";
import { setPreferences, toggled, usePreferences } from "../../ui/preferences.ts";
import { formatCounted } from "../../ui/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { useIsNearViewport } from "../../ui/near-viewport.ts";
import type { CardEntry } from "./card-entry.ts";
import { useComposeActions } from "./compose-actions.ts";
import { CardTitle } from "./card-head.tsx";
import { canCombine, cardSpec, cardTitle, type CardSpec } from "./card-spec.ts";
import { ScalarCard } from "./scalar-card.tsx";
import type { TagGroup } from "./tag-groups.ts";

interface TagSectionProps {
  readonly group: TagGroup<CardEntry>;
  /** There is no other group, and this one has no name: it needs no line. */
  readonly isAlone: boolean;
  /** What stands in its line in the place of the group's name. */
  readonly title?: string;
  readonly surface?: "grid" | "pinned";
  /** Shows its cards whether it is folded or not. */
  readonly isForcedOpen: boolean;
}

export function TagSection({ group, isAlone, title, surface = "grid", isForcedOpen }: TagSectionProps) {
  const { collapsedGroups, wideTags } = usePreferences();
  const gridId = useId();
  const isOpen = isAlone || isForcedOpen || !collapsedGroups.includes(group.name);
  return (
    <section className="tag-section" data-alone={isAlone ? "" : undefined}>
      {!isAlone && (
        <h2 className="tag-section-head">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={gridId}
            disabled={isForcedOpen}
            onClick={() => setPreferences({ collapsedGroups: toggled(collapsedGroups, group.name) })}
          >
            <Icon name="chevron" />
            <span className={group.name === null ? "tag-section-nameless" : undefined}>
              {title ?? group.name ?? "no prefix"}
            </span>
            <span className="tag-section-count">{formatCounted(group.entries.length, "card")}</span>
          </button>
        </h2>
      )}
      <div id={gridId} className="card-grid" hidden={!isOpen}>
        {isOpen &&
          group.entries.map((entry) => (
            <CardSlot
              key={entry.key}
              entry={entry}
              group={title === undefined ? group.name : null}
              surface={surface}
              isWide={wideTags.includes(entry.key)}
            />
          ))}
      </div>
    </section>
  );
}

/** How long a card is marked as new. */
const NEW_MILLIS = 2000;

interface CardSlotProps {
  readonly entry: CardEntry;
  readonly group: string | null;
  readonly surface: "grid" | "pinned";
  readonly isWide: boolean;
}

function CardSlot({ entry, group, surface, isWide }: CardSlotProps) {
  const [ref, isNear] = useIsNearViewport();
  const titleId = useId();
  const { isOver, isDragged, handlers } = useCardDrag(entry);
  const isNew = useComposing(({ newCard }) => surface === "grid" && newCard === entry.key);
  const slotId = useId();
  useEffect(() => {
    if (!isNew) return;
    document.getElementById(slotId)?.scrollIntoView({ block: "nearest" });
    const timer = window.setTimeout(() => useComposing.setState({ newCard: null }), NEW_MILLIS);
    return () => window.clearTimeout(timer);
  }, [isNew, slotId]);
  return (
    <div
      ref={ref}
      id={slotId}
      className="card-slot"
      data-new={isNew ? "" : undefined}
      {...handlers}
      data-wide={isWide ? "" : undefined}
      data-tag={surface === "grid" ? entry.key : undefined}
      data-pinned={surface === "pinned" ? entry.key : undefined}
    >
      {isNear || isDragged ? (
        <ScalarCard entry={entry} group={group} surface={surface} />
      ) : (
        <article className="card" aria-labelledby={titleId}>
          <header className="card-head">
            <CardTitle id={titleId} entry={entry} group={group} />
          </header>
        </article>
      )}
      {isOver && <div className="card-drop">Show both in one chart</div>}
    </div>
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

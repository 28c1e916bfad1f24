// The line at the top of a card: its title, and its actions, which show themselves when the card is pointed at.
import { useState } from "react";
import type { CardSurface } from "../../cards/active-card.ts";
import { setPreferences, toggled, usePreferences } from "../../ui/preferences.ts";
import { Icon } from "../../ui/icons.tsx";
import { late } from "../../ui/late.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { useCardActions } from "./card-actions.ts";
import type { CardData } from "./card-data.ts";
import type { CardEntry } from "./card-entry.ts";
import type { CardMenuProps } from "./card-menu.tsx";
import type { CardView } from "./card-view.ts";
import { cardTitle, isComposed } from "./card-spec.ts";
import { pinnedKeys } from "./pinned-keys.ts";
import { SourceChips } from "./source-chips.tsx";
import { titleParts } from "./tag-groups.ts";
import { FIT } from "./zoom.ts";
import { scalarsSearch } from "./search.ts";

const CardMenu = late<CardMenuProps>(async () => (await import("./card-menu.tsx")).CardMenu);

interface CardHeadProps extends Pick<CardMenuProps, "onEditAxes" | "onToggleTable"> {
  readonly entry: CardEntry;
  readonly group: string | null;
  readonly surface: CardSurface;
  readonly titleId: string;
  readonly view: CardView;
  readonly data: CardData;
}

export function CardHead(props: CardHeadProps) {
  const { entry, group, surface, titleId, view, data } = props;
  const { key } = entry;
  const { setView, toggleFull, toggleScale, togglePin } = useCardActions();
  const preferences = usePreferences();
  const { wideTags } = preferences;
  const { pinnedCards } = scalarsSearch.useSearch();
  const isPinned = pinnedKeys(pinnedCards, preferences).includes(key);
  const isWide = wideTags.includes(key);
  const isFull = surface === "full";
  const isZoomed = view.view.x !== null || view.view.y !== null;
  return (
    <header className="card-head">
      {isComposed(entry.spec) ? (
        <SourceChips entry={entry} titleId={titleId} isDraggable={!isFull} />
      ) : (
        <CardTitle id={titleId} entry={entry} group={group} isDraggable={!isFull} />
      )}
      <div
        className="card-actions"
        data-kept={isZoomed || view.yScale === "log" || isPinned ? "" : undefined}
      >
        <IconToggle
          icon="fit"
          label="Fit to the data (double-click)"
          isHidden={!isZoomed}
          onClick={() => setView(key, FIT, view)}
        />
        <IconToggle
          icon="pin"
          label={isPinned ? "Unpin (p)" : "Pin (p)"}
          isPressed={isPinned}
          onClick={() => togglePin(key)}
        />
        <IconToggle
          icon="log"
          label="Logarithmic y axis (l)"
          isPressed={view.yScale === "log"}
          onClick={() => toggleScale(key)}
        />
        {!isFull && (
          <IconToggle
            icon="wide"
            label={isWide ? "Usual width" : "Full width"}
            isPressed={isWide}
            onClick={() => setPreferences({ wideTags: toggled(wideTags, key) })}
          />
        )}
        <IconToggle
          icon={isFull ? "shrink" : "expand"}
          label={isFull ? "Leave full screen (f)" : "Full screen (f)"}
          onClick={() => toggleFull(key)}
        />
        <MenuButton {...props} data={data} />
      </div>
    </header>
  );
}

function MenuButton({ entry, view, data, onEditAxes, onToggleTable }: CardHeadProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <PopoverButton
      label="More"
      button={<Icon name="more" />}
      panelClass="menu card-menu"
      onOpenChange={setIsOpen}
    >
      {isOpen && (
        <CardMenu
          entry={entry}
          view={view}
          data={data}
          onEditAxes={onEditAxes}
          onToggleTable={onToggleTable}
        />
      )}
    </PopoverButton>
  );
}

interface CardTitleProps {
  readonly id: string;
  readonly entry: CardEntry;
  readonly group: string | null;
  /** Whether the card can be dragged by it. */
  readonly isDraggable?: boolean;
}

export function CardTitle({ id, entry, group, isDraggable = false }: CardTitleProps) {
  const { title, description } = entry;
  const [shared, own] = titleParts(title, group);
  return (
    <>
      <h3
        id={id}
        className="card-title"
        draggable={isDraggable}
        data-card-handle={isDraggable ? "" : undefined}
      >
        {shared !== "" && <span className="card-title-shared">{shared}</span>}
        <MiddleEllipsis text={own === "" ? "(no name)" : own} tip={cardTitle(entry.spec)} />
      </h3>
      {description !== "" && (
        <span className="card-info" data-tip={description} tabIndex={0} role="note" aria-label={description}>
          <Icon name="info" />
        </span>
      )}
    </>
  );
}

interface IconToggleProps {
  readonly icon: Parameters<typeof Icon>[0]["name"];
  readonly label: string;
  readonly isPressed?: boolean;
  /** Keeps its place. */
  readonly isHidden?: boolean;
  readonly onClick: () => void;
}

function IconToggle({ icon, label, isPressed, isHidden = false, onClick }: IconToggleProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-pressed={isPressed}
      data-tip={label}
      data-hidden={isHidden ? "" : undefined}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

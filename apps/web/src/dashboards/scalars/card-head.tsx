// The line at the top of a card: its title, and its actions, which show themselves when the card is pointed at.
import { useState } from "react";
import type { CardSurface } from "../../cards/active-card.ts";
import { IconToggle, PinButton, SizeButtons } from "../../cards/card-buttons.tsx";
import { useIsPinned } from "../../cards/card-places.ts";
import { CardTitle } from "../../cards/card-title.tsx";
import { Icon } from "../../ui/icons.tsx";
import { late } from "../../ui/late.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { useCardActions } from "./card-actions.ts";
import type { CardData } from "./card-data.ts";
import type { CardEntry } from "./card-entry.ts";
import type { CardMenuProps } from "./card-menu.tsx";
import type { CardView } from "./card-view.ts";
import { isComposed } from "./card-spec.ts";
import { SourceChips } from "./source-chips.tsx";
import { FIT } from "./zoom.ts";

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
  const { setView, toggleScale } = useCardActions();
  const isPinned = useIsPinned(key);
  const isFull = surface === "full";
  const isZoomed = view.view.x !== null || view.view.y !== null;
  return (
    <header className="card-head">
      {isComposed(entry.spec) ? (
        <SourceChips entry={entry} titleId={titleId} isDraggable={!isFull} />
      ) : (
        <CardTitle id={titleId} card={entry} group={group} isDraggable={!isFull} />
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
        <PinButton card={key} />
        <IconToggle
          icon="log"
          label="Logarithmic y axis (l)"
          isPressed={view.yScale === "log"}
          onClick={() => toggleScale(key)}
        />
        <SizeButtons card={key} surface={surface} />
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

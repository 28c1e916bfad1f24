// The line at the top of a card: its title, and its actions, which show themselves when the card is pointed at.
import { useState } from "react";
import type { CardHover } from "../../board-store.ts";
import { setPreferences, toggled, usePreferences } from "../../preferences.ts";
import { Icon } from "../../ui/icons.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { useCardActions } from "./card-actions.ts";
import type { CardData } from "./card-data.ts";
import type { CardEntry } from "./card-entry.ts";
import type { CardView } from "./card-view.ts";
import { downloadLinks } from "./download-links.ts";
import { cardTitle } from "./card-spec.ts";
import { titleParts } from "./tag-groups.ts";
import { FIT } from "./zoom.ts";

interface CardHeadProps {
  readonly entry: CardEntry;
  readonly group: string | null;
  readonly surface: CardHover["surface"];
  readonly titleId: string;
  readonly view: CardView;
  readonly data: CardData;
}

export function CardHead({ entry, group, surface, titleId, view, data }: CardHeadProps) {
  const { key } = entry;
  const { setView, toggleFull, toggleScale } = useCardActions();
  const { wideTags } = usePreferences();
  const isWide = wideTags.includes(key);
  const isFull = surface === "full";
  const isZoomed = view.view.x !== null || view.view.y !== null;
  return (
    <header className="card-head">
      <CardTitle id={titleId} entry={entry} group={group} />
      <div className="card-actions" data-kept={isZoomed || view.yScale === "log" ? "" : undefined}>
        <IconToggle
          icon="fit"
          label="Fit to the data (double-click)"
          isHidden={!isZoomed}
          onClick={() => setView(key, FIT)}
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
        <CardMenu entry={entry} data={data} />
      </div>
    </header>
  );
}

interface CardTitleProps {
  readonly id: string;
  readonly entry: CardEntry;
  readonly group: string | null;
}

export function CardTitle({ id, entry, group }: CardTitleProps) {
  const { title, description } = entry;
  const [shared, own] = titleParts(title, group);
  return (
    <>
      <h3 id={id} className="card-title">
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

const SHOWN_MILLIS = 1500;

function CardMenu({ entry, data }: { readonly entry: CardEntry; readonly data: CardData }) {
  const { copyLink } = useCardActions();
  const [linkText, setLinkText] = useState("Copy link to this card (c)");
  const copy = async (): Promise<void> => {
    setLinkText((await copyLink(entry.key)) ? "Copied" : "Not allowed here");
    window.setTimeout(() => setLinkText("Copy link to this card (c)"), SHOWN_MILLIS);
  };
  const { links, scope } = downloadLinks(entry, data.runs);
  return (
    <PopoverButton label="More" button={<Icon name="more" />} panelClass="menu">
      <button type="button" className="menu-item" onClick={() => void copy()}>
        <Icon name="link" />
        <span aria-live="polite">{linkText}</span>
      </button>
      <hr />
      <p className="menu-note">Every point of {scope}</p>
      {links.map(({ title, url }) => (
        <a key={title} className="menu-item" href={url} download="" data-closes="">
          <Icon name="download" />
          Download {title}
        </a>
      ))}
    </PopoverButton>
  );
}

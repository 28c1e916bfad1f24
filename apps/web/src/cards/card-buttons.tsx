// What can be done with every card, at the end of its head.
import { Icon, type IconName } from "../ui/icons.tsx";
import { setPreferences, toggled, usePreferences } from "../ui/preferences.ts";
import type { CardSurface } from "./active-card.ts";
import type { CardKey } from "./card.ts";
import { useCardPlaces, useIsPinned } from "./card-places.ts";

interface IconToggleProps {
  readonly icon: IconName;
  readonly label: string;
  readonly isPressed?: boolean;
  /** Keeps its place. */
  readonly isHidden?: boolean;
  readonly onClick: () => void;
}

export function IconToggle({ icon, label, isPressed, isHidden = false, onClick }: IconToggleProps) {
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

export function PinButton({ card }: { readonly card: CardKey }) {
  const { togglePin } = useCardPlaces();
  const isPinned = useIsPinned(card);
  return (
    <IconToggle
      icon="pin"
      label={isPinned ? "Unpin (p)" : "Pin (p)"}
      isPressed={isPinned}
      onClick={() => togglePin(card)}
    />
  );
}

/** Full width and full screen. */
export function SizeButtons({ card, surface }: { readonly card: CardKey; readonly surface: CardSurface }) {
  const { toggleFull } = useCardPlaces();
  const { wideTags } = usePreferences();
  const isWide = wideTags.includes(card);
  const isFull = surface === "full";
  return (
    <>
      {!isFull && (
        <IconToggle
          icon="wide"
          label={isWide ? "Usual width" : "Full width"}
          isPressed={isWide}
          onClick={() => setPreferences({ wideTags: toggled(wideTags, card) })}
        />
      )}
      <IconToggle
        icon={isFull ? "shrink" : "expand"}
        label={isFull ? "Leave full screen (f)" : "Full screen (f)"}
        onClick={() => toggleFull(card)}
      />
    </>
  );
}

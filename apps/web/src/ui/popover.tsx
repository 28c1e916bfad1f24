// A button that opens a panel: light dismissal, Esc and the top layer are the browser's.
import { useId, useRef, type ReactNode } from "react";
import { placeBeside } from "./place.ts";

interface PopoverProps {
  /** What the button says to a screen reader and as its tip. */
  readonly label: string;
  readonly button: ReactNode;
  readonly children: ReactNode;
  readonly buttonClass?: string;
  readonly panelClass?: string;
  /** Shown as set, e.g. when a setting behind it differs from its default. */
  readonly isMarked?: boolean;
}

export function PopoverButton({ label, button, children, buttonClass, panelClass, isMarked }: PopoverProps) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={opener}
        type="button"
        className={buttonClass ?? "icon-button"}
        popoverTarget={id}
        aria-label={label}
        aria-haspopup="dialog"
        data-tip={label}
        data-marked={isMarked ? "" : undefined}
      >
        {button}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={`panel ${panelClass ?? ""}`}
        onToggle={(event) => {
          const panel = event.currentTarget;
          if (event.newState === "open" && opener.current)
            placeBeside(panel, opener.current.getBoundingClientRect());
        }}
        onClick={(event) => {
          // A choice closes its menu.
          if (event.target instanceof Element && event.target.closest("[data-closes]"))
            event.currentTarget.hidePopover();
        }}
      >
        {children}
      </div>
    </>
  );
}

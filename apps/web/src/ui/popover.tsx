// A button that opens a panel: light dismissal, Esc and the top layer are the browser's.
import { useEffect, useId, useRef, type ReactNode } from "react";
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
  /** For what is rendered only while the panel is open. */
  readonly onOpenChange?: (isOpen: boolean) => void;
}

export function PopoverButton(props: PopoverProps) {
  const { label, button, children, buttonClass, panelClass, isMarked, onOpenChange } = props;
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  // What is inside may arrive late and change its size.
  const sizes = useRef<ResizeObserver>(null);
  useEffect(() => () => sizes.current?.disconnect(), []);
  const toggle = (panel: HTMLElement, isOpen: boolean): void => {
    sizes.current?.disconnect();
    sizes.current = null;
    if (isOpen && opener.current) {
      const anchor = opener.current;
      const place = (): void => placeBeside(panel, anchor.getBoundingClientRect());
      place();
      sizes.current = new ResizeObserver(place);
      sizes.current.observe(panel);
    }
    onOpenChange?.(isOpen);
  };
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
        onToggle={(event) => toggle(event.currentTarget, event.newState === "open")}
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

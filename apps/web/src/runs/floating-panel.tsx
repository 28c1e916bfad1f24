// A panel that stands beside what opened it. Light dismissal, Esc, the top layer and the way back of the focus are the browser's.
import { useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { placeBeside, type Box } from "../ui/place.ts";
import { closeRunPanel } from "./run-panel.ts";

interface FloatingPanelProps {
  readonly label: string;
  readonly anchor: Box;
  readonly role?: "dialog" | "menu";
  readonly className?: string;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLDivElement>) => void;
  readonly children: ReactNode;
}

export function FloatingPanel(props: FloatingPanelProps) {
  const { label, anchor, role = "dialog", className = "", onKeyDown, children } = props;
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const panel = box.current;
    if (!panel) return undefined;
    panel.showPopover();
    placeBeside(panel, anchor);
    const first = panel.querySelector<HTMLElement>("[data-first-focus], button, a, input");
    first?.focus({ preventScroll: true });
    // What is loaded into it makes it grow.
    const observer = new ResizeObserver(() => placeBeside(panel, anchor));
    observer.observe(panel);
    return () => {
      observer.disconnect();
      // What is taken out of the page while it is open would take the focus with it.
      panel.hidePopover();
    };
  }, [anchor]);
  return (
    <div
      ref={box}
      popover="auto"
      role={role}
      aria-label={label}
      className={`panel ${className}`}
      onToggle={(event) => {
        // Another panel may have taken its place.
        if (event.newState === "closed" && event.currentTarget.isConnected) closeRunPanel();
      }}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

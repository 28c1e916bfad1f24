// A button that opens one of the panels over the list of runs, and closes it again.
import { useRef } from "react";
import { Icon, type IconName } from "../ui/icons.tsx";
import { closeRunPanel, openRunPanel, useIsRunPanelOpen, type RunPanel } from "./run-panel.ts";

interface PanelButtonProps {
  readonly panel: RunPanel;
  readonly label: string;
  readonly icon: IconName;
  /** Shown as set: what is behind it differs from the default. */
  readonly isMarked?: boolean;
}

export function PanelButton({ panel, label, icon, isMarked = false }: PanelButtonProps) {
  const isOpen = useIsRunPanelOpen(panel.kind);
  /** Pressing it takes an open panel away before the click comes. */
  const wasOpen = useRef(false);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      data-tip={label}
      data-marked={isMarked ? "" : undefined}
      onPointerDown={() => {
        wasOpen.current = isOpen;
      }}
      onClick={(event) => {
        if (wasOpen.current) closeRunPanel();
        else openRunPanel(panel, event.currentTarget.getBoundingClientRect());
        wasOpen.current = false;
      }}
    >
      <Icon name={icon} />
    </button>
  );
}

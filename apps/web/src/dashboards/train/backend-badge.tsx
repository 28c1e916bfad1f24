// What computes: TensorFlow with its version and threads, or something slower with what to do about it.
import type { Backend } from "@runboard/contract";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { backendText } from "./job-text.ts";

const FIX_COMMAND = "runboard doctor --fix";

export function BackendBadge({ backend }: { readonly backend: Backend }) {
  const text = backendText(backend);
  if (backend.warning === null) return <span className="backend">{text}</span>;
  return (
    <PopoverButton
      label={`${text}: slow`}
      buttonClass="toolbar-button backend-warning"
      panelClass="backend-panel"
      button={
        <>
          <Icon name="warning" />
          <span>{text}</span>
        </>
      }
    >
      <h3>{text}</h3>
      <p>{backend.warning}</p>
      <div className="command">
        <code>{FIX_COMMAND}</code>
        <CopyButton label="Copy" text={() => FIX_COMMAND} />
      </div>
    </PopoverButton>
  );
}

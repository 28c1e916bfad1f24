// What computes: TensorFlow with its version and threads, or something slower with what to do about it.
import type { Backend } from "@runboard/contract";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { PopoverButton } from "../../ui/popover.tsx";
import { BackendWarning, commandIn } from "./backend-warning.tsx";
import { backendText } from "../../jobs/job-text.ts";

export function BackendBadge({ backend }: { readonly backend: Backend }) {
  const { warning } = backend;
  const text = backendText(backend);
  if (warning === null)
    return (
      <span className="backend" data-tip="What the next training computes with">
        {text}
      </span>
    );
  const command = commandIn(warning);
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
      <p>
        <BackendWarning warning={warning} />
      </p>
      {command !== null && <CopyButton label="Copy the command" text={() => command} />}
    </PopoverButton>
  );
}

// A button that copies text and says so for a moment.
import { useState } from "react";
import { copyText } from "./copy-text.ts";
import { Icon } from "./icons.tsx";

const SHOWN_MILLIS = 1500;

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
}

export function CopyButton({ label, text }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  const copy = async (): Promise<void> => {
    setOutcome((await copyText(text())) ? "copied" : "failed");
    window.setTimeout(() => setOutcome(null), SHOWN_MILLIS);
  };
  return (
    <button type="button" className="button" onClick={() => void copy()}>
      <Icon name={outcome === "copied" ? "check" : "copy"} />
      <span aria-live="polite">
        {outcome === "failed" ? "Not allowed here" : outcome === "copied" ? "Copied" : label}
      </span>
    </button>
  );
}

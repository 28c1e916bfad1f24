// What is left when the page itself fails: a bug, not a state of the world.
import type { ErrorComponentProps } from "@tanstack/react-router";
import { Notice } from "./notice.tsx";

export function PageFailure({ error }: ErrorComponentProps) {
  return (
    <Notice title="Something in this page broke">
      <p>Your data is not affected. Reloading usually helps; the message helps whoever reports it.</p>
      <pre className="failure">{error instanceof Error ? error.message : String(error)}</pre>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        Reload
      </button>
    </Notice>
  );
}

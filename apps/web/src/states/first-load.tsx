// In the place of what a dashboard shows until that is known.
import type { ReactNode } from "react";
import { useLive } from "../data/live-state.ts";

interface FirstLoadProps {
  readonly error: Error | null;
  /** Says what could not be read. */
  readonly errorTitle: string;
  readonly retry: () => void;
  /** Of the outlines' box. */
  readonly className: string;
  /** Outlines of what comes, in its size. */
  readonly children: ReactNode;
}

export function FirstLoad({ error, errorTitle, retry, className, children }: FirstLoadProps) {
  const isLost = useLive((state) => state.connection.status === "lost");
  if (error && !isLost)
    return (
      <section className="notice">
        <h2>{errorTitle}</h2>
        <p>{error.message}</p>
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      </section>
    );
  return (
    <div className={className} role="status" aria-label="Loading">
      {children}
    </div>
  );
}

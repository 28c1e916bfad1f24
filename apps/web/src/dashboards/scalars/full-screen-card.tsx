// One card over the whole window.
import { useEffect, useRef } from "react";
import { useCardActions } from "./card-actions.ts";
import type { CardEntry } from "./card-entry.ts";
import { ScalarCard } from "./scalar-card.tsx";

export function FullScreenCard({ entry }: { readonly entry: CardEntry }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { closeFull } = useCardActions();
  useEffect(() => {
    dialog.current?.showModal();
    // Not its first button: keys act on the card.
    dialog.current?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="full-screen"
      tabIndex={-1}
      aria-label={entry.title}
      onCancel={(event) => {
        // The URL says whether it is open.
        event.preventDefault();
        closeFull();
      }}
    >
      <ScalarCard entry={entry} group={null} surface="full" />
    </dialog>
  );
}

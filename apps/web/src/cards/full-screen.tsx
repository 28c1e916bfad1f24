// One card over the whole window.
import { useEffect, useRef, type ReactNode } from "react";
import { useCardPlaces } from "./card-places.ts";

export function FullScreen({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { closeFull } = useCardPlaces();
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
      aria-label={title}
      onCancel={(event) => {
        // The URL says whether it is open.
        event.preventDefault();
        closeFull();
      }}
    >
      {children}
    </dialog>
  );
}

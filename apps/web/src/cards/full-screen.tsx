// One card over the whole window.
import { useLayoutEffect, useRef, type ReactNode } from "react";
import { useCardPlaces } from "./card-places.ts";

export function FullScreen({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { closeFull } = useCardPlaces();
  useLayoutEffect(() => {
    const { current: element } = dialog;
    element?.showModal();
    // Not its first button: keys act on the card.
    element?.focus();
    // While it is still on the page: closing gives the focus back to what had it.
    return () => element?.close();
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

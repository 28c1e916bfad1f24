// What stands over the whole window: one card, or a sheet of some.
import { useLayoutEffect, useRef, type ReactNode } from "react";

interface FullScreenProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
}

export function FullScreen({ title, close, children }: FullScreenProps) {
  const dialog = useRef<HTMLDialogElement>(null);
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
        close();
      }}
    >
      {children}
    </dialog>
  );
}

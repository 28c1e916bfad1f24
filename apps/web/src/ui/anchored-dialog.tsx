// A dialog that stands beside what opened it, without dimming the page. Unlike a popover it can be used over another dialog.
import { useLayoutEffect, useRef, type ReactNode } from "react";
import { placeAtSide, placeBeside, type Box } from "./place.ts";

interface AnchoredDialogProps {
  readonly label: string;
  readonly className?: string;
  readonly anchor: Box;
  /** Rather at the side of this, to leave it in sight. */
  readonly beside?: Box;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function AnchoredDialog(props: AnchoredDialogProps) {
  const { label, className = "", anchor, beside, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    element.showModal();
    // What is inside may change its size.
    const place = (): void => {
      if (!beside || !placeAtSide(element, beside)) placeBeside(element, beside ?? anchor);
    };
    const sizes = new ResizeObserver(place);
    sizes.observe(element);
    place();
    return () => {
      sizes.disconnect();
      element.close();
    };
  }, [anchor, beside]);
  return (
    <dialog
      ref={dialog}
      className="panel anchored-dialog"
      aria-label={label}
      // React hands these on to a dialog around this one.
      onCancel={(event) => event.stopPropagation()}
      onClose={(event) => {
        event.stopPropagation();
        if (!event.currentTarget.open) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={`anchored-dialog-content ${className}`}>{children}</div>
    </dialog>
  );
}

// Shows the tip of what is pointed at or focused: any element with `data-tip`. One layer for the whole page, above dialogs too.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { placeBeside } from "./place.ts";

interface Tip {
  readonly text: string;
  readonly anchor: Element;
}

const DELAY_MILLIS = 350;

export function TipLayer() {
  const [tip, setTip] = useState<Tip | null>(null);
  useEffect(() => {
    let timer: number | undefined;
    const show = (event: Event): void => {
      window.clearTimeout(timer);
      const found = tipOf(event.target);
      if (!found) {
        setTip(null);
        return;
      }
      timer = window.setTimeout(
        () => setTip(isUnderPanel(found.anchor) ? null : found),
        event.type === "focusin" ? 0 : DELAY_MILLIS,
      );
    };
    const hide = (): void => {
      window.clearTimeout(timer);
      setTip(null);
    };
    const showFocus = (event: FocusEvent): void => {
      if (event.target instanceof Element && event.target.matches(":focus-visible")) show(event);
    };
    document.addEventListener("pointerover", show);
    document.addEventListener("focusin", showFocus);
    for (const type of ["focusout", "pointerdown", "keydown", "scroll"] as const)
      document.addEventListener(type, hide, true);
    return () => {
      hide();
      document.removeEventListener("pointerover", show);
      document.removeEventListener("focusin", showFocus);
      for (const type of ["focusout", "pointerdown", "keydown", "scroll"] as const)
        document.removeEventListener(type, hide, true);
    };
  }, []);
  return tip && <TipBox key={tip.text} tip={tip} />;
}

function TipBox({ tip }: { readonly tip: Tip }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !tip.anchor.isConnected) return;
    element.showPopover();
    placeBeside(element, tip.anchor.getBoundingClientRect());
  }, [tip]);
  return (
    <div ref={box} className="tip" popover="manual" role="tooltip">
      {tip.text}
    </div>
  );
}

function tipOf(target: EventTarget | null): Tip | null {
  const anchor = target instanceof Element ? target.closest("[data-tip]") : null;
  const text = anchor?.getAttribute("data-tip");
  if (!anchor || !text) return null;
  return anchor.hasAttribute("data-tip-when-cut") && !isCut(anchor, text) ? null : { text, anchor };
}

/** Whether a menu or panel is open that the element is no part of: a tip would cover what its reader looks at, as that of the button does that opened it. */
function isUnderPanel(element: Element): boolean {
  const open = [...document.querySelectorAll("[popover=auto]:popover-open")];
  return open.length > 0 && !open.some((panel) => panel.contains(element));
}

/** Whether the element does not show all of its tip. */
function isCut(element: Element, text: string): boolean {
  if (element.textContent !== text) return true;
  return [element, ...element.children].some(
    (part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0,
  );
}

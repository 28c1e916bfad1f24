// Whether a text has less room than it needs. One observer for all.
import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";

const looks = new WeakMap<Element, () => void>();

let observer: ResizeObserver | undefined;

/** Calls `look` when the element's width changes, all of one frame before it is painted. */
function observeWidth(element: Element, look: () => void): () => void {
  observer ??= new ResizeObserver((entries) =>
    flushSync(() => {
      for (const { target } of entries) looks.get(target)?.();
    }),
  );
  const known = observer;
  looks.set(element, look);
  known.observe(element);
  return () => {
    known.unobserve(element);
    looks.delete(element);
  };
}

/** The ref is of the text's room, whose first child has the text as long as it is not cut. */
export function useIsCut(text: string): readonly [ref: RefObject<HTMLSpanElement | null>, isCut: boolean] {
  const room = useRef<HTMLSpanElement>(null);
  /** Which text is cut: another one has to be looked at whole first. */
  const [cutText, setCutText] = useState<string | null>(null);
  const isCut = cutText === text;
  /** What the text needs, in CSS pixels; known while it is not cut. */
  const neededPixels = useRef(0);
  useLayoutEffect(() => {
    const element = room.current;
    if (!element) return undefined;
    const look = (): void => {
      const whole = isCut ? null : element.firstElementChild;
      if (whole) neededPixels.current = whole.scrollWidth;
      // Both are rounded.
      setCutText(element.clientWidth + 1 < neededPixels.current ? text : null);
    };
    look();
    return observeWidth(element, look);
  }, [text, isCut]);
  return [room, isCut];
}

// Whether an element is in sight or soon will be. One observer for each scrolling area.
import { cancelRender, scheduleRender } from "@runboard/charts";
import { useState, type RefCallback } from "react";
import { flushSync } from "react-dom";

/** Beyond the edges of the scrolling area. */
const MARGIN_PIXELS = 300;

type Listener = (isNear: boolean) => void;

const areas = new WeakMap<Element, IntersectionObserver>();
const listeners = new WeakMap<Element, Listener>();

/** The nearest ancestor with `data-scroll-area` is what scrolls. */
function observeNear(element: Element, listener: Listener): () => void {
  const area = element.closest("[data-scroll-area]") ?? document.documentElement;
  let observer = areas.get(area);
  if (!observer) {
    observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) listeners.get(entry.target)?.(entry.isIntersecting);
      },
      {
        root: area === document.documentElement ? null : area,
        rootMargin: `${MARGIN_PIXELS}px 0px`,
      },
    );
    areas.set(area, observer);
  }
  const known = observer;
  listeners.set(element, listener);
  known.observe(element);
  return () => {
    known.unobserve(element);
    listeners.delete(element);
  };
}

/** Follows in the frames' time for drawing: what comes and goes in a row is a long task at once, and a short one each. */
export function useIsNearViewport(): readonly [ref: RefCallback<Element>, isNear: boolean] {
  const [isNear, setIsNear] = useState(false);
  const [ref] = useState<RefCallback<Element>>(() => (element: Element | null) => {
    if (!element) return undefined;
    let seen = false;
    const follow = (): void => flushSync(() => setIsNear(seen));
    const forget = observeNear(element, (next) => {
      seen = next;
      scheduleRender(follow);
    });
    return () => {
      forget();
      cancelRender(follow);
    };
  });
  return [ref, isNear];
}

// Whether an element is in sight or soon will be. One observer for each scrolling area.
import { scheduleRender } from "@runboard/charts";
import { useState, type RefCallback } from "react";
import { flushSync } from "react-dom";
import { LateFrames } from "./timely-frames.ts";

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

/** What is shown or hidden in the frames to come: one a frame, for a row of cards at once is a long task; while something is scrolled, none after a late frame. */
const arriving = new Set<() => void>();
const leaving = new Set<() => void>();
const lateFrames = new LateFrames();

function followNext(): void {
  if (lateFrames.leavesOut()) {
    scheduleRender(followNext);
    return;
  }
  const turn = arriving.size > 0 ? arriving : leaving;
  const [follow] = turn;
  if (!follow) return;
  turn.delete(follow);
  if (arriving.size + leaving.size > 0) scheduleRender(followNext);
  // Within the time that the scheduler measures.
  flushSync(follow);
}

export function useIsNearViewport(): readonly [ref: RefCallback<Element>, isNear: boolean] {
  const [isNear, setIsNear] = useState(false);
  const [ref] = useState<RefCallback<Element>>(() => (element: Element | null) => {
    if (!element) return undefined;
    let isShown = false;
    const show = (): void => setIsNear((isShown = true));
    const hide = (): void => setIsNear((isShown = false));
    const settle = (): void => {
      arriving.delete(show);
      leaving.delete(hide);
    };
    const forget = observeNear(element, (isSeen) => {
      settle();
      if (isSeen === isShown) return;
      if (isSeen) arriving.add(show);
      else leaving.add(hide);
      scheduleRender(followNext);
    });
    return () => {
      forget();
      settle();
    };
  });
  return [ref, isNear];
}

// How wide an element is, in CSS pixels.
import { useState, type RefCallback } from "react";

/** null before the first layout. */
export function useElementWidth(): readonly [ref: RefCallback<Element>, widthPixels: number | null] {
  const [width, setWidth] = useState<number | null>(null);
  const [ref] = useState<RefCallback<Element>>(() => (element: Element | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  });
  return [ref, width];
}

// How many cards stand side by side.
import { useCallback, useState, type RefCallback } from "react";

const GAP_PIXELS = 12;
/** Left and right of the cards. */
const MARGIN_PIXELS = 24;

/** Of cards that are at least so wide, in an area of this width; 1 at least. */
export function columnCount(areaPixels: number, cardPixels: number): number {
  return Math.max(1, Math.floor((areaPixels - MARGIN_PIXELS + GAP_PIXELS) / (cardPixels + GAP_PIXELS)));
}

/** How many columns a section takes: no more than it has cards, unless one of them takes the row. */
export function sectionColumns(cardCount: number, hasWide: boolean, columns: number): number {
  return hasWide ? columns : Math.max(1, Math.min(cardCount, columns));
}

/** The columns of the element that gets the ref, known before it is first painted. */
export function useColumnCount(cardPixels: number): readonly [ref: RefCallback<Element>, columns: number] {
  const [columns, setColumns] = useState(1);
  const ref = useCallback(
    (element: Element | null) => {
      if (!element) return undefined;
      const measure = (): void => setColumns(columnCount(element.clientWidth, cardPixels));
      measure();
      const observer = new ResizeObserver(measure);
      observer.observe(element);
      return () => observer.disconnect();
    },
    [cardPixels],
  );
  return [ref, columns];
}

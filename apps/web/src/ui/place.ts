// Where floating boxes stand, in CSS pixels of the window.

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 8;

/** Below the anchor or, without room, above it; kept inside the window. */
export function besideBox(
  anchor: Box,
  size: Size,
  window: Size,
): { readonly left: number; readonly top: number } {
  const below = anchor.bottom + 4;
  const above = anchor.top - 4 - size.height;
  const top = below + size.height + MARGIN <= window.height || above < MARGIN ? below : above;
  return {
    left: clamp(anchor.left, MARGIN, window.width - size.width - MARGIN),
    top: clamp(top, MARGIN, window.height - size.height - MARGIN),
  };
}

/** To the right of a point or, without room, to its left; kept inside the window. */
export function besidePoint(
  point: { readonly left: number; readonly top: number },
  size: Size,
  window: Size,
): { readonly left: number; readonly top: number } {
  const gap = 16;
  const right = point.left + gap;
  const left = right + size.width + MARGIN <= window.width ? right : point.left - gap - size.width;
  return {
    left: clamp(left, MARGIN, window.width - size.width - MARGIN),
    top: clamp(point.top + gap, MARGIN, window.height - size.height - MARGIN),
  };
}

/** To the right of a box or else to its left, as high as it begins, where there is room; null where there is none at either side. */
export function asideBox(
  anchor: Box,
  size: Size,
  window: Size,
): { readonly left: number; readonly top: number } | null {
  const right = anchor.right + MARGIN;
  const left = anchor.left - MARGIN - size.width;
  const isRight = right + size.width + MARGIN <= window.width;
  if (!isRight && left < MARGIN) return null;
  return {
    left: isRight ? right : left,
    top: clamp(anchor.top, MARGIN, window.height - size.height - MARGIN),
  };
}

export function placeBeside(element: HTMLElement, anchor: Box): void {
  moveTo(element, besideBox(anchor, element.getBoundingClientRect(), windowSize()));
}

/** Whether there was room at one side. */
export function placeAtSide(element: HTMLElement, anchor: Box): boolean {
  const place = asideBox(anchor, element.getBoundingClientRect(), windowSize());
  if (place) moveTo(element, place);
  return place !== null;
}

/** Beside what is read, or at the point where there is no room for that. */
export function placeAside(
  element: HTMLElement,
  anchor: Box,
  point: { readonly left: number; readonly top: number },
): void {
  const size = element.getBoundingClientRect();
  moveTo(element, asideBox(anchor, size, windowSize()) ?? besidePoint(point, size, windowSize()));
}

function moveTo(element: HTMLElement, place: { readonly left: number; readonly top: number }): void {
  element.style.left = `${Math.round(place.left)}px`;
  element.style.top = `${Math.round(place.top)}px`;
}

function windowSize(): Size {
  return { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.max(least, Math.min(value, greatest));
}

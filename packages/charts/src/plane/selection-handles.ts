// The selection on the x axis under the pointer and the keyboard: which part a press takes hold of, and what dragging it selects.
import type { AxisScale, Interval } from "./axis.ts";
import { clickPixels } from "./view.ts";
import { leftFromX, xFromLeft, type PixelPoint, type Plane } from "./plane.ts";

/** A place on the x axis, or a range of it. */
export type SelectedX = number | Interval;

/** The places on the x axis that there is something to select at. */
export interface Stops {
  /** The one closest to x, as the scale has them; null without any. */
  readonly nearest: (x: number, scale: AxisScale) => number | null;
  /** The next one from x in the direction; null at the end. */
  readonly next: (x: number, direction: 1 | -1) => number | null;
}

/** What a press on the axis' strip has taken hold of: nothing yet · the single step · an end of the range, whose other end stays. */
type Grip =
  | { readonly kind: "new"; readonly from: PixelPoint }
  | { readonly kind: "step" }
  | { readonly kind: "end"; readonly other: number };

/** Half of what of the strip belongs to a handle. */
const gripPixels = 11;
/** How long a selection is shown that was asked for and not given. */
const settleMillis = 600;

export class SelectionHandles {
  readonly #onSettle: () => void;
  #given: SelectedX | null;
  #asked: SelectedX | null = null;
  #grip: Grip | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** `onSettle` is called when the shown selection has fallen back to the given one. */
  constructor(given: SelectedX | null, onSettle: () => void) {
    this.#given = given;
    this.#onSettle = onSettle;
  }

  get shown(): SelectedX | null {
    return this.#asked ?? this.#given;
  }

  get isDragged(): boolean {
    return this.#grip !== null;
  }

  /** The props give this selection. Returns whether the shown one changed. */
  give(given: SelectedX | null): boolean {
    if (isSameSelection(given, this.#given)) return false;
    const shown = this.shown;
    this.#given = given;
    if (!this.#grip) this.#forget();
    return !isSameSelection(shown, this.shown);
  }

  /** A press on the strip. */
  grab(at: PixelPoint, plane: Plane): void {
    this.#grip = gripAt(at, this.shown, plane) ?? { kind: "new", from: at };
  }

  /** Returns the selection that is now wanted; null when that hasn't changed. */
  drag(at: PixelPoint, stops: Stops, plane: Plane): SelectedX | null {
    const wanted = this.#grip && draggedSelection(this.#grip, at, stops, plane);
    return wanted === null ? null : this.ask(wanted);
  }

  drop(): void {
    this.#grip = null;
    if (this.#asked !== null) this.#restartTimer();
  }

  /** Shows a selection until the props follow. Returns it, or null when it is shown already. */
  ask(wanted: SelectedX): SelectedX | null {
    if (isSameSelection(wanted, this.shown)) return null;
    this.#asked = wanted;
    if (!this.#grip) this.#restartTimer();
    return wanted;
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #forget(): void {
    this.#asked = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #restartTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#forget();
      this.#onSettle();
    }, settleMillis);
  }
}

/** The handle of the selection at a point of the strip; null when there is none. */
export function gripAt(at: PixelPoint, selected: SelectedX | null, plane: Plane): Grip | null {
  if (selected === null) return null;
  const distance = (x: number) => Math.abs(leftFromX(plane, x) - at.left);
  if (typeof selected === "number") return distance(selected) <= gripPixels ? { kind: "step" } : null;
  const [low, high] = selected;
  if (Math.min(distance(low), distance(high)) > gripPixels) return null;
  // Of handles that lie on each other, the one that the pointer is beyond.
  const isHigh = distance(high) < distance(low) || (low === high && at.left > leftFromX(plane, high));
  return { kind: "end", other: isHigh ? low : high };
}

/** What a drag to a point selects, at stops; null while it is too short to mean anything. */
export function draggedSelection(grip: Grip, at: PixelPoint, stops: Stops, plane: Plane): SelectedX | null {
  const snapped = ({ left }: PixelPoint) => {
    const { rect } = plane;
    const x = xFromLeft(plane, Math.min(Math.max(left, rect.left), rect.left + rect.width));
    return stops.nearest(x, plane.xScale) ?? x;
  };
  switch (grip.kind) {
    case "step":
      return snapped(at);
    case "end":
      return spanned(grip.other, snapped(at));
    case "new":
      return Math.abs(at.left - grip.from.left) < clickPixels
        ? null
        : spanned(snapped(grip.from), snapped(at));
  }
}

/** The selection one stop further; null when there is none. */
export function movedSelection(selected: SelectedX, stops: Stops, direction: 1 | -1): SelectedX | null {
  if (typeof selected === "number") return stops.next(selected, direction);
  const [low, high] = [stops.next(selected[0], direction), stops.next(selected[1], direction)];
  return low === null || high === null ? null : [low, high];
}

function isSameSelection(a: SelectedX | null | undefined, b: SelectedX | null | undefined): boolean {
  if (typeof a === "object" && typeof b === "object" && a && b) return a[0] === b[0] && a[1] === b[1];
  return (a ?? null) === (b ?? null);
}

function spanned(a: number, b: number): SelectedX {
  return a === b ? a : a < b ? [a, b] : [b, a];
}

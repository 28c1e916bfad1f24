// From pointer, wheel, fingers and keys to what a viewer of a graph wants. Knows pixels only.
import type { PixelPoint } from "../plane/plane.ts";
import type { WalkDirection } from "./graph-walk.ts";

export interface GraphGestureTarget {
  panBy(left: number, top: number): void;
  /** What is at the point stays there; without one the middle does. */
  zoomAt(point: PixelPoint | null, factor: number): void;
  /** The pointer rests or moves without moving anything; null when it has left. */
  hoverAt(point: PixelPoint | null): void;
  clickAt(point: PixelPoint): void;
  doubleClickAt(point: PixelPoint): void;
  walk(direction: WalkDirection): void;
  /** Into an open scope, or out of the one around. */
  walkThrough(way: "in" | "out"): void;
  openSelected(): void;
  fit(): void;
}

/** A press that moves no further is a click. */
const clickPixels = 4;
const wheelLinePixels = 16;
const wheelPagePixels = 400;
/** Of a wheel, and of two fingers on a pad, which browsers tell as a wheel with ctrl. */
const wheelSpeed = 0.0016;
const pinchSpeed = 0.01;
/** One turn zooms no further, however fast it is. */
const mostWheelPixels = 240;
const keyZoomFactor = 1.25;
const keyPanPixels = 80;

const arrows: Readonly<Record<string, WalkDirection>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};
const pans = { up: [0, 1], down: [0, -1], left: [1, 0], right: [-1, 0] } as const;

export class GraphGestures {
  readonly #element: HTMLElement;
  readonly #target: GraphGestureTarget;
  readonly #listeners = new AbortController();
  readonly #pointers = new Map<number, PixelPoint>();
  #pressed: PixelPoint | null = null;
  #isMoved = false;

  constructor(element: HTMLElement, target: GraphGestureTarget) {
    this.#element = element;
    this.#target = target;
    const { signal } = this.#listeners;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      listener: (event: HTMLElementEventMap[Name]) => void,
    ) => element.addEventListener(name, listener, { signal, passive: false });
    on("pointerdown", (event) => this.#press(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#release(event, true));
    on("pointercancel", (event) => this.#release(event, false));
    on("pointerleave", (event) => {
      if (event.pointerType !== "touch" && this.#pressed === null) target.hoverAt(null);
    });
    on("dblclick", (event) => target.doubleClickAt(this.#pointOf(event)));
    on("wheel", (event) => this.#turnWheel(event));
    on("keydown", (event) => this.#pressKey(event));
  }

  dispose(): void {
    this.#listeners.abort();
  }

  #press(event: PointerEvent): void {
    if (event.button > 1) return;
    const at = this.#pointOf(event);
    this.#element.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, at);
    this.#pressed = at;
    // A second finger is no click any more.
    this.#isMoved = this.#pointers.size > 1;
  }

  #move(event: PointerEvent): void {
    const at = this.#pointOf(event);
    const before = this.#pointers.get(event.pointerId);
    if (!before || !this.#pressed) {
      if (event.pointerType !== "touch") this.#target.hoverAt(at);
      return;
    }
    if (!this.#isMoved && Math.hypot(at.left - this.#pressed.left, at.top - this.#pressed.top) < clickPixels)
      return;
    if (!this.#isMoved) {
      this.#isMoved = true;
      this.#target.hoverAt(null);
      this.#element.style.cursor = "grabbing";
    }
    const start = this.#pinch();
    this.#pointers.set(event.pointerId, at);
    const end = this.#pinch();
    this.#target.panBy(end.center.left - start.center.left, end.center.top - start.center.top);
    if (start.spread > 0 && end.spread > 0) this.#target.zoomAt(end.center, end.spread / start.spread);
  }

  /** The middle of all fingers, and how far the first two are apart; 0 for one. */
  #pinch(): { readonly center: PixelPoint; readonly spread: number } {
    const [a = { left: 0, top: 0 }, b] = this.#pointers.values();
    if (!b) return { center: a, spread: 0 };
    return {
      center: { left: (a.left + b.left) / 2, top: (a.top + b.top) / 2 },
      spread: Math.max(10, Math.hypot(a.left - b.left, a.top - b.top)),
    };
  }

  #release(event: PointerEvent, isDone: boolean): void {
    if (!this.#pointers.delete(event.pointerId) || this.#pointers.size > 0) return;
    const isClick = isDone && !this.#isMoved && event.button === 0;
    this.#pressed = null;
    this.#element.style.cursor = "";
    const at = this.#pointOf(event);
    if (isClick) this.#target.clickAt(at);
    else if (isDone && event.pointerType !== "touch") this.#target.hoverAt(at);
  }

  #turnWheel(event: WheelEvent): void {
    event.preventDefault();
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? wheelLinePixels
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? wheelPagePixels
          : 1;
    const pixels = Math.min(Math.max(event.deltaY * unit, -mostWheelPixels), mostWheelPixels);
    const speed = event.ctrlKey && Math.abs(event.deltaY) < 50 ? pinchSpeed : wheelSpeed;
    if (pixels !== 0) this.#target.zoomAt(this.#pointOf(event), Math.exp(-pixels * speed));
  }

  #pressKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.target !== this.#element) return;
    if (this.#doKey(event)) event.preventDefault();
  }

  /** Returns whether the key means anything. */
  #doKey({ key, shiftKey, altKey }: KeyboardEvent): boolean {
    const direction = arrows[key];
    if (direction) {
      const [left, top] = pans[direction];
      if (shiftKey) this.#target.panBy(left * keyPanPixels, top * keyPanPixels);
      else if (!altKey) this.#target.walk(direction);
      // With alt, sideways is the browser's.
      else if (direction === "down" || direction === "up")
        this.#target.walkThrough(direction === "down" ? "in" : "out");
      else return false;
      return true;
    }
    switch (key) {
      case "Enter":
        this.#target.openSelected();
        return true;
      case "+":
      case "=":
        this.#target.zoomAt(null, keyZoomFactor);
        return true;
      case "-":
        this.#target.zoomAt(null, 1 / keyZoomFactor);
        return true;
      case "0":
        this.#target.fit();
        return true;
      default:
        return false;
    }
  }

  #pointOf(event: MouseEvent): PixelPoint {
    const { left, top } = this.#element.getBoundingClientRect();
    return { left: event.clientX - left, top: event.clientY - top };
  }
}

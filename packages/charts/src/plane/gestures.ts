// From pointer, wheel and keyboard to intents. Knows pixels and what the chart shows, draws nothing and keeps no view.
import {
  clickPixels,
  dragSelection,
  pannedView,
  selectedView,
  zoomedView,
  type Selection,
  type View,
} from "./view.ts";
import type { PixelPoint, Plane } from "./plane.ts";
import { cancelRender, scheduleRender } from "./render-scheduler.ts";

/** What gestures act on. */
export interface GestureTarget {
  /** What is shown now; null before the first drawing. */
  readonly shown: { readonly plane: Plane; readonly view: View } | null;
  /** The pointer rests or moves here without marking or moving anything; null when it has left. */
  hoverAt(point: PixelPoint | null): void;
  /** A range is being marked; null when that ends, one way or the other. */
  markSelection(selection: Selection | null): void;
  /** While a drag lasts, y stays as it is. */
  holdY(isHeld: boolean): void;
  wantView(view: View): void;
  clickAt(point: PixelPoint, isSolo: boolean): void;
  doubleClickAt(point: PixelPoint): void;
  /** A press here takes hold of what is selected on the x axis, or begins to select there. Returns whether it does. */
  grabSelection(point: PixelPoint): boolean;
  dragSelection(point: PixelPoint): void;
  dropSelection(): void;
  /** Selects where the keyboard's crosshair is. Returns false when it is nowhere, or nothing can be selected. */
  selectCrosshair(): boolean;
  /** Moves what is selected on the x axis by a point. Returns false when nothing can be moved. */
  moveSelection(direction: 1 | -1): boolean;
  /** Moves the keyboard's crosshair by so many points; ±Infinity to the ends. */
  moveCrosshair(pointCount: number): void;
  /** Where the keyboard zooms about. */
  readonly crosshairPoint: PixelPoint | null;
  /** Whether a second click here may mean something else, so that a first one has to wait. */
  awaitsDoubleClick(point: PixelPoint): boolean;
}

type Drag =
  | { readonly kind: "idle" }
  | { readonly kind: "pressed"; readonly from: PixelPoint; readonly pans: boolean; readonly isSolo: boolean }
  | { readonly kind: "selecting"; readonly from: PixelPoint }
  | { readonly kind: "choosing"; readonly from: PixelPoint; readonly hasMoved: boolean }
  | {
      readonly kind: "panning";
      readonly from: PixelPoint;
      readonly plane: Plane;
      readonly view: View;
    }
  | {
      readonly kind: "hovering";
      readonly from: PixelPoint;
      readonly isSolo: boolean;
      readonly hasMoved: boolean;
    }
  | { readonly kind: "pinching"; readonly plane: Plane; readonly view: View; readonly start: Pinch };

interface Pinch {
  readonly center: PixelPoint;
  readonly spreadPixels: number;
}

const doubleClickMillis = 250;
const wheelLinePixels = 16;
const wheelPagePixels = 400;
const keyZoomFactor = 0.8;

export class Gestures {
  readonly #element: HTMLElement;
  readonly #target: GestureTarget;
  readonly #listeners = new AbortController();
  readonly #touches = new Map<number, PixelPoint>();
  #drag: Drag = { kind: "idle" };
  #wheel: { readonly at: PixelPoint; readonly factor: number } | null = null;
  #clickTimer: ReturnType<typeof setTimeout> | null = null;
  /** A finger has tapped, and what it read stays. */
  #isTapKept = false;

  constructor(element: HTMLElement, target: GestureTarget) {
    this.#element = element;
    this.#target = target;
    const { signal } = this.#listeners;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      listener: (event: HTMLElementEventMap[Name]) => void,
    ) => element.addEventListener(name, listener, { signal, passive: false });
    on("pointerdown", (event) => this.#press(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#release(event));
    on("pointercancel", (event) => this.#abandon(event.pointerId));
    on("pointerleave", (event) => {
      if (this.#drag.kind === "idle" && event.pointerType !== "touch") target.hoverAt(null);
    });
    on("dblclick", (event) => {
      this.#cancelClick();
      target.doubleClickAt(this.#pointOf(event));
    });
    on("wheel", (event) => this.#turnWheel(event));
    on("keydown", (event) => this.#pressKey(event));
    // Until the next touch elsewhere.
    element.ownerDocument.addEventListener(
      "pointerdown",
      ({ target: touched }) => {
        if (this.#isTapKept && !(touched instanceof Node && element.contains(touched))) this.#forgetTap();
      },
      { signal, capture: true },
    );
    // The middle button would start to scroll the page or paste.
    for (const name of ["mousedown", "auxclick"] as const)
      on(name, (event) => {
        if (event.button === 1) event.preventDefault();
      });
  }

  dispose(): void {
    this.#listeners.abort();
    this.#cancelClick();
    cancelRender(this.#zoomByWheel);
  }

  #press(event: PointerEvent): void {
    const at = this.#pointOf(event);
    this.#cancelClick();
    if (event.button > 1) return;
    this.#element.setPointerCapture(event.pointerId);
    if (event.pointerType === "touch") {
      this.#touches.set(event.pointerId, at);
      this.#startTouch(at, event.altKey);
      return;
    }
    const pans = event.shiftKey || event.altKey || event.button === 1;
    if (!pans && this.#target.grabSelection(at)) {
      this.#drag = { kind: "choosing", from: at, hasMoved: false };
      return;
    }
    this.#drag = { kind: "pressed", from: at, pans, isSolo: event.altKey };
  }

  #startTouch(at: PixelPoint, isSolo: boolean): void {
    const pinch = this.#pinch();
    const { shown } = this.#target;
    if (pinch && shown) {
      this.#target.hoverAt(null);
      this.#target.holdY(true);
      this.#drag = { kind: "pinching", ...shown, start: pinch };
      return;
    }
    if (this.#touches.size === 1 && this.#target.grabSelection(at)) {
      this.#drag = { kind: "choosing", from: at, hasMoved: false };
      return;
    }
    this.#drag = { kind: "hovering", from: at, isSolo, hasMoved: false };
    this.#target.hoverAt(at);
  }

  #move(event: PointerEvent): void {
    const at = this.#pointOf(event);
    if (this.#touches.has(event.pointerId)) this.#touches.set(event.pointerId, at);
    const drag = this.#drag;
    switch (drag.kind) {
      case "idle":
        // A finger left over from a pinch means nothing.
        if (event.pointerType !== "touch") this.#target.hoverAt(at);
        return;
      case "pressed":
        if (distance(drag.from, at) >= clickPixels) this.#startDrag(drag.from, at, drag.pans);
        return;
      case "hovering":
        this.#drag = { ...drag, hasMoved: drag.hasMoved || distance(drag.from, at) >= clickPixels };
        this.#target.hoverAt(at);
        return;
      case "choosing": {
        const hasMoved = drag.hasMoved || distance(drag.from, at) >= clickPixels;
        this.#drag = { ...drag, hasMoved };
        if (hasMoved) this.#target.dragSelection(at);
        return;
      }
      case "selecting":
      case "panning":
      case "pinching":
        this.#continueDrag(drag, at);
        return;
    }
  }

  #startDrag(from: PixelPoint, at: PixelPoint, pans: boolean): void {
    const { shown } = this.#target;
    if (!shown) return;
    this.#target.hoverAt(null);
    const drag: Drag = pans ? { kind: "panning", from, ...shown } : { kind: "selecting", from };
    this.#drag = drag;
    if (pans) this.#target.holdY(true);
    this.#continueDrag(drag, at);
  }

  #continueDrag(
    drag: Extract<Drag, { readonly kind: "selecting" | "panning" | "pinching" }>,
    at: PixelPoint,
  ): void {
    const { shown } = this.#target;
    if (drag.kind === "selecting") {
      if (shown) this.#target.markSelection(dragSelection(shown.plane, drag.from, at));
    } else if (drag.kind === "panning") {
      const by = { left: at.left - drag.from.left, top: at.top - drag.from.top };
      this.#target.wantView(pannedView(drag.plane, drag.view, by));
    } else {
      const pinch = this.#pinch();
      if (pinch) this.#target.wantView(pinchedView(drag, pinch));
    }
  }

  #release(event: PointerEvent): void {
    const at = this.#pointOf(event);
    const drag = this.#drag;
    this.#touches.delete(event.pointerId);
    this.#endDrag();
    switch (drag.kind) {
      case "pressed":
        if (event.button === 0) this.#click(at, drag.isSolo);
        this.#target.hoverAt(at);
        return;
      case "hovering":
        this.#isTapKept = !drag.hasMoved;
        if (drag.hasMoved) this.#target.hoverAt(null);
        else this.#click(at, drag.isSolo);
        return;
      case "choosing":
        if (!drag.hasMoved) this.#click(at, false);
        if (event.pointerType !== "touch") this.#target.hoverAt(at);
        return;
      case "selecting":
        this.#select(drag.from, at);
        this.#target.hoverAt(at);
        return;
      case "panning":
        this.#target.hoverAt(at);
        return;
      case "pinching":
      case "idle":
        return;
    }
  }

  #select(from: PixelPoint, to: PixelPoint): void {
    const { shown } = this.#target;
    const selection = shown && dragSelection(shown.plane, from, to);
    if (selection) this.#target.wantView(selectedView(shown.plane, shown.view, selection));
  }

  #abandon(pointerId: number): void {
    this.#touches.delete(pointerId);
    this.#endDrag();
    this.#target.hoverAt(null);
  }

  #endDrag(): void {
    if (this.#drag.kind === "choosing") this.#target.dropSelection();
    this.#drag = { kind: "idle" };
    this.#target.markSelection(null);
    this.#target.holdY(false);
  }

  #forgetTap(): void {
    this.#isTapKept = false;
    this.#target.hoverAt(null);
  }

  #click(at: PixelPoint, isSolo: boolean): void {
    if (!this.#target.awaitsDoubleClick(at)) {
      this.#target.clickAt(at, isSolo);
      return;
    }
    this.#clickTimer = setTimeout(() => {
      this.#clickTimer = null;
      this.#target.clickAt(at, isSolo);
    }, doubleClickMillis);
  }

  #cancelClick(): void {
    if (this.#clickTimer !== null) clearTimeout(this.#clickTimer);
    this.#clickTimer = null;
  }

  /** The plain wheel scrolls the page. A pinch on a touchpad arrives as a wheel with ctrl. */
  #turnWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.altKey) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? wheelLinePixels : event.deltaMode === 2 ? wheelPagePixels : 1;
    // With alt, some systems turn a vertical wheel into a horizontal one.
    const delta = (event.deltaY || event.deltaX) * unit;
    // A touchpad sends many small turns, a wheel few large ones.
    const speed = Math.abs(delta) < 40 ? 0.01 : 0.002;
    const factor = Math.min(Math.max(Math.exp(delta * speed), 0.2), 5);
    this.#wheel = { at: this.#pointOf(event), factor: (this.#wheel?.factor ?? 1) * factor };
    scheduleRender(this.#zoomByWheel);
  }

  readonly #zoomByWheel = (): void => {
    const { shown } = this.#target;
    if (shown && this.#wheel)
      this.#target.wantView(zoomedView(shown.plane, shown.view, this.#wheel.at, this.#wheel.factor));
    this.#wheel = null;
  };

  #pressKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.#drag.kind !== "idle") this.#endDrag();
    else if (!this.#obeyKey(event)) return;
    event.preventDefault();
    // The page gives some of these keys a meaning for all charts.
    event.stopPropagation();
  }

  #obeyKey({ key, shiftKey }: KeyboardEvent): boolean {
    const pointCount = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key];
    const direction = pointCount !== undefined && pointCount < 0 ? -1 : 1;
    const isArrow = pointCount !== undefined && Number.isFinite(pointCount);
    if (isArrow && shiftKey && this.#target.moveSelection(direction)) return true;
    if (pointCount !== undefined) this.#target.moveCrosshair(pointCount * (shiftKey ? 10 : 1));
    else if (key === "+" || key === "=") this.#zoomX(keyZoomFactor);
    else if (key === "-" || key === "_") this.#zoomX(1 / keyZoomFactor);
    else if (key === "0") this.#target.wantView({ x: null, y: null });
    else return key === "Enter" && this.#target.selectCrosshair();
    return true;
  }

  #zoomX(factor: number): void {
    const { shown, crosshairPoint } = this.#target;
    if (!shown) return;
    const { left, top, width, height } = shown.plane.rect;
    // Below the plot, on the x axis.
    const at = { left: crosshairPoint?.left ?? left + width / 2, top: top + height + 1 };
    this.#target.wantView(zoomedView(shown.plane, shown.view, at, factor));
  }

  #pinch(): Pinch | null {
    const [a, b] = this.#touches.values();
    if (!a || !b) return null;
    return {
      center: { left: (a.left + b.left) / 2, top: (a.top + b.top) / 2 },
      spreadPixels: Math.max(10, distance(a, b)),
    };
  }

  #pointOf(event: MouseEvent): PixelPoint {
    const { left, top } = this.#element.getBoundingClientRect();
    return { left: event.clientX - left, top: event.clientY - top };
  }
}

/** Two fingers zoom along x about the point between them, and move it. */
function pinchedView(
  { plane, view, start }: Extract<Drag, { readonly kind: "pinching" }>,
  { center, spreadPixels }: Pinch,
): View {
  const { rect } = plane;
  const at = { left: start.center.left, top: rect.top + rect.height + 1 };
  const zoomed = zoomedView(plane, view, at, start.spreadPixels / spreadPixels);
  if (zoomed.x === null) return view;
  const by = { left: center.left - start.center.left, top: 0 };
  return { x: pannedView({ ...plane, x: zoomed.x }, view, by).x, y: view.y };
}

function distance(a: PixelPoint, b: PixelPoint): number {
  return Math.hypot(a.left - b.left, a.top - b.top);
}

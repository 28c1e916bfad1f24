// Draws pictures into a pane, all at the same place: true pixels from one pixel of the page on, with their values in them where these are large.
import type { MountChart } from "@runboard/charts";
import { tellPending } from "../../../ui/pending.ts";
import {
  cornerOf,
  fitView,
  keptOn,
  pannedBy,
  pointAt,
  scaleAway,
  visiblePart,
  zoomedAt,
  type PaneView,
  type Size,
} from "./pane-geometry.ts";
import { printValues, type PrintedValues } from "./pixel-print.ts";
import type { PixelPart } from "../values/pixel-orders.ts";

export interface PaneLayer {
  readonly bitmap: ImageBitmap;
  /** Drawn in its place where it is small; null for none. */
  readonly reduced: ImageBitmap | null;
  /** Labels over it, of the same size. */
  readonly over: ImageBitmap | null;
  /** Shares of the pane's width between which it is seen. */
  readonly from: number;
  readonly to: number;
  /** What is printed in its pixels. */
  readonly readValues: (part: PixelPart, signal: AbortSignal) => Promise<PrintedValues>;
}

export interface PaneProps {
  readonly layers: readonly PaneLayer[];
  /** null: all of the picture. */
  readonly view: PaneView | null;
  /** What is all of the picture: of several that are linked the largest. */
  readonly whole: Size;
  /** Of CSS, for the pictures alone. */
  readonly filter: string;
  /** Of labels. */
  readonly opacity: number;
  readonly label: string;
  readonly onView: (view: PaneView | null) => void;
  /** The view as it is drawn. */
  readonly onDrawn: (view: PaneView) => void;
  /** The pixel under the pointer. */
  readonly onPoint: (pixel: readonly [x: number, y: number] | null) => void;
}

/** From this size on a pixel has its value in it. */
const PRINTED_SCALE = 8;
/** A view that moves is not printed into. */
const REST_MILLIS = 90;
/** Of a wheel, for one size: a notch of most mice is 100 or 120. */
const WHEEL_PIXELS = 90;

let printingCount = 0;
tellPending(() => printingCount > 0);

export const mountPane: MountChart<PaneProps> = (container, props) => {
  const pane = new Pane(container, props);
  return { update: (next) => pane.update(next), dispose: () => pane.dispose() };
};

class Pane {
  readonly #container: HTMLElement;
  readonly #pictures = document.createElement("canvas");
  readonly #values = document.createElement("canvas");
  readonly #sizes: ResizeObserver;
  readonly #listening = new AbortController();
  #props: PaneProps;
  #frame = 0;
  #printTimer = 0;
  #printing = new AbortController();
  #wheel = 0;
  /** Where the pointer was while it drags. */
  #grabbed: readonly [number, number] | null = null;

  constructor(container: HTMLElement, props: PaneProps) {
    this.#container = container;
    this.#props = props;
    this.#pictures.setAttribute("role", "img");
    this.#values.setAttribute("aria-hidden", "true");
    container.replaceChildren(this.#pictures, this.#values);
    this.#listen();
    this.#sizes = new ResizeObserver(() => this.#drawSoon());
    this.#sizes.observe(container);
    this.update(props);
  }

  update(props: PaneProps): void {
    this.#props = props;
    this.#pictures.setAttribute("aria-label", props.label);
    this.#pictures.style.filter = props.filter;
    this.#drawSoon();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    window.clearTimeout(this.#printTimer);
    this.#printing.abort();
    this.#listening.abort();
    this.#sizes.disconnect();
    this.#container.replaceChildren();
  }

  get #size(): Size {
    return { width: this.#container.clientWidth, height: this.#container.clientHeight };
  }

  get #view(): PaneView {
    return this.#props.view ?? fitView(this.#props.whole, this.#size);
  }

  #drawSoon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    const size = this.#size;
    if (size.width === 0 || size.height === 0) return;
    const view = this.#view;
    const ratio = window.devicePixelRatio;
    const context = cleared(this.#pictures, size, ratio);
    const above = cleared(this.#values, size, ratio);
    for (const layer of this.#props.layers) {
      if (context) drawLayer(context, layer, { view, size });
      // Not in the light of the picture: the legend has their colours.
      if (above && layer.over)
        drawOver(
          above,
          { ...layer, bitmap: layer.over, reduced: null },
          { view, size, opacity: this.#props.opacity },
        );
    }
    this.#printing.abort();
    window.clearTimeout(this.#printTimer);
    this.#container.toggleAttribute("data-printed", false);
    if (view.scale >= PRINTED_SCALE)
      this.#printTimer = window.setTimeout(() => void this.#print(view, size), REST_MILLIS);
    this.#props.onDrawn(view);
  }

  async #print(view: PaneView, size: Size): Promise<void> {
    const context = this.#values.getContext("2d");
    const drawn = this.#pictures.getContext("2d", { willReadFrequently: true });
    if (!context || !drawn) return;
    this.#printing = new AbortController();
    const { signal } = this.#printing;
    printingCount += 1;
    try {
      for (const layer of this.#props.layers) {
        const part = visiblePart(view, size, layer.bitmap);
        if (!part) continue;
        const printed = await layer.readValues(part, signal);
        const place = { view, size, part, from: layer.from * size.width, to: layer.to * size.width };
        await printValues(context, { drawn, printed, place, filter: this.#props.filter }, signal);
      }
      this.#container.toggleAttribute("data-printed", true);
    } catch (error) {
      // A picture that cannot be read says so where it stands.
      if (!signal.aborted && !(error instanceof Error)) throw error;
    } finally {
      printingCount -= 1;
    }
  }

  #listen(): void {
    const { signal } = this.#listening;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      act: (event: HTMLElementEventMap[Name]) => void,
      passive = true,
    ): void => this.#container.addEventListener(name, act, { signal, passive });
    on("wheel", (event) => this.#onWheel(event), false);
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#container.setPointerCapture(event.pointerId);
      this.#grabbed = [event.clientX, event.clientY];
    });
    on("pointermove", (event) => this.#onMove(event));
    on("pointerup", () => (this.#grabbed = null));
    on("pointercancel", () => (this.#grabbed = null));
    on("pointerleave", () => this.#props.onPoint(null));
    on("dblclick", () => this.#props.onView(null));
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    this.#wheel += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 * event.deltaY : event.deltaY;
    const places = -Math.trunc(this.#wheel / WHEEL_PIXELS);
    if (places === 0) return;
    this.#wheel %= WHEEL_PIXELS;
    const view = this.#view;
    const scale = scaleAway(view.scale, places);
    this.#props.onView(keptOn(zoomedAt(view, this.#size, this.#placeOf(event), scale), this.#props.whole));
  }

  #onMove(event: PointerEvent): void {
    if (this.#grabbed) {
      const [left, top] = this.#grabbed;
      this.#grabbed = [event.clientX, event.clientY];
      const moved = pannedBy(this.#view, event.clientX - left, event.clientY - top);
      this.#props.onView(keptOn(moved, this.#props.whole));
    }
    const [x, y] = pointAt(this.#view, this.#size, this.#placeOf(event)).map(Math.floor);
    const { width, height } = this.#props.whole;
    const isInside = x !== undefined && y !== undefined && x >= 0 && y >= 0 && x < width && y < height;
    this.#props.onPoint(isInside ? [x, y] : null);
  }

  #placeOf(event: MouseEvent): readonly [number, number] {
    const box = this.#container.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }
}

/** Of the pane's size, in pixels of the screen. */
function cleared(canvas: HTMLCanvasElement, size: Size, ratio: number): CanvasRenderingContext2D | null {
  const width = Math.round(size.width * ratio);
  const height = Math.round(size.height * ratio);
  const context = canvas.getContext("2d");
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context?.setTransform(1, 0, 0, 1, 0, 0);
  context?.clearRect(0, 0, width, height);
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function drawLayer(
  context: CanvasRenderingContext2D,
  { bitmap, reduced, from, to }: PaneLayer,
  { view, size }: { readonly view: PaneView; readonly size: Size },
): void {
  // It was freed; the next one is on its way.
  if (bitmap.width === 0) return;
  const [left, top] = cornerOf(view, size);
  const width = bitmap.width * view.scale;
  const height = bitmap.height * view.scale;
  context.save();
  context.beginPath();
  context.rect(from * size.width, 0, (to - from) * size.width, size.height);
  context.clip();
  const checks = checkPattern(context);
  if (checks) {
    context.fillStyle = checks;
    context.fillRect(left, top, width, height);
  }
  context.imageSmoothingEnabled = view.scale < 1;
  const isSmall = reduced !== null && reduced.width > 0 && width <= 1.5 * reduced.width;
  // Of a large one what is averaged is averaged at each drawing.
  context.imageSmoothingQuality = isSmall || reduced === null ? "medium" : "low";
  context.drawImage(isSmall ? reduced : bitmap, left, top, width, height);
  context.restore();
}

function drawOver(
  context: CanvasRenderingContext2D,
  { bitmap, from, to }: PaneLayer,
  { view, size, opacity }: { readonly view: PaneView; readonly size: Size; readonly opacity: number },
): void {
  if (bitmap.width === 0) return;
  const [left, top] = cornerOf(view, size);
  context.save();
  context.beginPath();
  context.rect(from * size.width, 0, (to - from) * size.width, size.height);
  context.clip();
  context.globalAlpha = opacity;
  context.imageSmoothingEnabled = view.scale < 1;
  context.drawImage(bitmap, left, top, bitmap.width * view.scale, bitmap.height * view.scale);
  context.restore();
}

let checks: OffscreenCanvas | null = null;
const CHECK_PIXELS = 6;

/** What is seen through a transparent picture. */
function checkPattern(context: CanvasRenderingContext2D): CanvasPattern | null {
  if (!checks) {
    checks = new OffscreenCanvas(2 * CHECK_PIXELS, 2 * CHECK_PIXELS);
    const tile = checks.getContext("2d");
    if (tile) {
      tile.fillStyle = "#b8b8b8";
      tile.fillRect(0, 0, 2 * CHECK_PIXELS, 2 * CHECK_PIXELS);
      tile.fillStyle = "#888888";
      tile.fillRect(0, 0, CHECK_PIXELS, CHECK_PIXELS);
      tile.fillRect(CHECK_PIXELS, CHECK_PIXELS, CHECK_PIXELS, CHECK_PIXELS);
    }
  }
  return context.createPattern(checks, "repeat");
}

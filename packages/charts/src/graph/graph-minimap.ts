// The whole graph, small, with the part that is looked at: drag it, or press elsewhere to go there.
import { CanvasPen } from "./canvas-pen.ts";
import { fittedCamera, type GraphCamera, type GraphWindow, toGraph, windowOf } from "./graph-camera.ts";
import type { GraphPainting } from "./graph-painting.ts";
import type { GraphSize } from "./graph-size.ts";
import { LabelFit } from "./label-fit.ts";
import { paintWholeGraph } from "./paint-graph.ts";
import { wholeBox } from "./placed-graph.ts";

const mostSize = { width: 180, height: 132 };
const marginPixels = 12;
/** A view that is smaller than this is hard to take hold of. */
const leastViewPixels = 10;
/** In a smaller view it would be in the way. */
const leastView = { width: 420, height: 280 };

export class GraphMinimap {
  readonly #element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #view: HTMLElement;
  readonly #listeners = new AbortController();
  readonly #moveTo: (place: { readonly x: number; readonly y: number }) => void;
  /** Of the whole graph in the map; null while there is none. */
  #window: GraphWindow | null = null;
  #drawn: readonly unknown[] = [];
  /** From the pointer to the middle of the view, in the graph, while it is dragged. */
  #held: { readonly dx: number; readonly dy: number } | null = null;
  #camera: GraphCamera = { x: 0, y: 0, scale: 1 };

  constructor(root: HTMLElement, moveTo: (place: { readonly x: number; readonly y: number }) => void) {
    this.#moveTo = moveTo;
    const { ownerDocument } = root;
    this.#element = ownerDocument.createElement("div");
    this.#canvas = ownerDocument.createElement("canvas");
    this.#view = ownerDocument.createElement("div");
    Object.assign(this.#element.style, {
      position: "absolute",
      right: `${marginPixels}px`,
      bottom: `${marginPixels}px`,
      borderRadius: "6px",
      overflow: "hidden",
      display: "none",
      touchAction: "none",
      cursor: "pointer",
    });
    Object.assign(this.#view.style, { position: "absolute", boxSizing: "border-box", borderRadius: "2px" });
    this.#element.setAttribute("aria-hidden", "true");
    this.#element.append(this.#canvas, this.#view);
    root.append(this.#element);
    const options = { signal: this.#listeners.signal };
    this.#element.addEventListener("pointerdown", (event) => this.#press(event), options);
    this.#element.addEventListener("pointermove", (event) => this.#drag(event), options);
    for (const name of ["pointerup", "pointercancel"] as const)
      this.#element.addEventListener(name, () => (this.#held = null), options);
    // What happens here is no gesture on the graph behind.
    for (const name of ["pointerdown", "pointermove", "pointerup", "dblclick", "wheel"] as const)
      this.#element.addEventListener(name, (event) => event.stopPropagation(), options);
  }

  /** Of a graph that is in the view as a whole there is no map. */
  show(
    painting: GraphPainting,
    camera: GraphCamera,
    { size, pixelRatio }: { size: GraphSize; pixelRatio: number },
  ): void {
    const { graph, colors, style } = painting;
    const view = windowOf(camera, size);
    this.#camera = camera;
    const isWhole =
      view.left <= 0 &&
      view.top <= 0 &&
      view.left + size.width / view.scale >= graph.size.width &&
      view.top + size.height / view.scale >= graph.size.height;
    const isTooSmall = size.width < leastView.width || size.height < leastView.height;
    const isShown = (!isWhole || this.#held !== null) && !isTooSmall && graph.x.length > 0;
    this.#element.style.display = isShown ? "block" : "none";
    if (!isShown) return;
    const scale = fittedCamera(wholeBox(graph), mostSize, 1).scale;
    const map = {
      width: Math.max(32, Math.ceil(graph.size.width * scale) + 8),
      height: Math.max(32, Math.ceil(graph.size.height * scale) + 8),
    };
    this.#window = windowOf({ x: graph.size.width / 2, y: graph.size.height / 2, scale }, map);
    this.#draw(painting, map, { subject: [graph, colors, style, pixelRatio], pixelRatio });
    this.#placeView(view, map, style.theme.accent);
  }

  dispose(): void {
    this.#listeners.abort();
    this.#canvas.width = this.#canvas.height = 0;
    this.#element.remove();
  }

  #draw(
    painting: GraphPainting,
    { width, height }: GraphSize,
    { subject, pixelRatio }: { readonly subject: readonly unknown[]; readonly pixelRatio: number },
  ): void {
    if (!this.#window || subject.every((part, i) => part === this.#drawn[i])) return;
    this.#drawn = subject;
    const { surface, hairline, fontFamily } = painting.style.theme;
    Object.assign(this.#element.style, {
      width: `${width}px`,
      height: `${height}px`,
      background: surface,
      border: `1px solid ${hairline}`,
    });
    this.#canvas.width = Math.ceil(width * pixelRatio);
    this.#canvas.height = Math.ceil(height * pixelRatio);
    Object.assign(this.#canvas.style, { display: "block", width: `${width}px`, height: `${height}px` });
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.scale(pixelRatio, pixelRatio);
    const plain = {
      ...painting,
      labels: silent,
      selected: -1,
      selectedMark: null,
      found: none,
      pinned: none,
      signs: [],
      opacities: null,
      edgeLabels: null,
    };
    paintWholeGraph(new CanvasPen(context, fontFamily), plain, this.#window);
  }

  #placeView({ left, top, scale, width, height }: GraphWindow, map: GraphSize, accent: string): void {
    const window = this.#window;
    if (!window) return;
    const span = (from: number, size: number, most: number): readonly [number, number] => {
      const low = Math.min(Math.max(from, 0), most - leastViewPixels);
      const high = Math.max(Math.min(from + size, most), low + leastViewPixels);
      return [low, high - low];
    };
    const [x, mapWidth] = span(
      (left - window.left) * window.scale,
      (width / scale) * window.scale,
      map.width,
    );
    const [y, mapHeight] = span(
      (top - window.top) * window.scale,
      (height / scale) * window.scale,
      map.height,
    );
    Object.assign(this.#view.style, {
      left: `${x}px`,
      top: `${y}px`,
      width: `${mapWidth}px`,
      height: `${mapHeight}px`,
      border: `1.5px solid ${accent}`,
      background: `color-mix(in srgb, ${accent} 10%, transparent)`,
    });
  }

  #press(event: PointerEvent): void {
    const at = this.#placeOf(event);
    if (!at) return;
    this.#element.setPointerCapture(event.pointerId);
    const isOnView = event.target === this.#view;
    this.#held = isOnView ? { dx: this.#camera.x - at.x, dy: this.#camera.y - at.y } : { dx: 0, dy: 0 };
    if (!isOnView) this.#moveTo(at);
  }

  #drag(event: PointerEvent): void {
    const at = this.#placeOf(event);
    if (at && this.#held) this.#moveTo({ x: at.x + this.#held.dx, y: at.y + this.#held.dy });
  }

  #placeOf(event: PointerEvent): { readonly x: number; readonly y: number } | null {
    const { left, top } = this.#canvas.getBoundingClientRect();
    return this.#window && toGraph(this.#window, { left: event.clientX - left, top: event.clientY - top });
  }
}

const none: ReadonlySet<number> = new Set();
/** Nothing fits, so nothing is written. */
const silent = new LabelFit(() => Infinity);

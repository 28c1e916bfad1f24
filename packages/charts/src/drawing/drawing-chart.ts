// A drawing in an element: one canvas for its marks, and one above it for what the pointer is at.
import { clearedContext } from "../plane/canvas.ts";
import type { Chart } from "../plane/chart.ts";
import { markDrawn } from "../plane/drawn-mark.ts";
import type { ChartSize, PixelPoint } from "../plane/plane.ts";
import { cancelRender, scheduleRender } from "../plane/render-scheduler.ts";
import type { Drawing, DrawingProps, Mark, MountDrawing } from "./mark.ts";
import { drawMarks } from "./mark-canvas.ts";

/** Mounts a drawing that fills its container and follows its size; the container has a height of its own. The keyboard is the page's. */
export const mountDrawing: MountDrawing = (container, props) => new DrawingChart(container, props);

class DrawingChart<Hit> implements Chart<DrawingProps<Hit>> {
  readonly #root: HTMLElement;
  /** They join the root when there is something on them: a chart without a canvas is one that shows nothing yet. */
  readonly #canvas: HTMLCanvasElement;
  readonly #overlay: HTMLCanvasElement;
  readonly #resizeObserver: ResizeObserver;
  readonly #listeners = new AbortController();
  #props: DrawingProps<Hit>;
  #size: ChartSize = { width: 0, height: 0 };
  #pixelRatio = window.devicePixelRatio;
  #drawing: Drawing<Hit> | null = null;
  #isDirty = true;
  #pointer: PixelPoint | null = null;
  #isPointerMoved = false;
  #isHoverReported = false;
  #pointedHit: Hit | null = null;
  /** Null where the overlay is blank. */
  #shownHit: Hit | null = null;

  constructor(container: HTMLElement, props: DrawingProps<Hit>) {
    this.#props = props;
    const { ownerDocument } = container;
    const root = ownerDocument.createElement("div");
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", props.label);
    // One finger up or down scrolls the page; sideways it reads values.
    Object.assign(root.style, {
      position: "relative",
      width: "100%",
      height: "100%",
      overflow: "hidden",
      touchAction: "pan-y",
      userSelect: "none",
    });
    this.#root = root;
    this.#canvas = ownerDocument.createElement("canvas");
    this.#overlay = ownerDocument.createElement("canvas");
    container.append(root);
    this.#resizeObserver = new ResizeObserver(() => this.#measure());
    this.#resizeObserver.observe(root);
    const options = { signal: this.#listeners.signal };
    root.addEventListener("pointermove", (event) => this.#pointAt(this.#placeOf(event)), options);
    root.addEventListener("pointerdown", (event) => this.#pointAt(this.#placeOf(event)), options);
    root.addEventListener("pointerleave", () => this.#pointAt(null), options);
    root.addEventListener("pointercancel", () => this.#pointAt(null), options);
    root.addEventListener("click", (event) => this.#selectAt(this.#placeOf(event)), options);
    // A window moved to a screen of another density, and a font that arrives late.
    window.addEventListener("resize", () => this.#measure(), options);
    document.fonts.addEventListener("loadingdone", () => this.#invalidate(), options);
  }

  update(props: DrawingProps<Hit>): void {
    const previous = this.#props;
    this.#props = props;
    if (props.label !== previous.label) this.#root.setAttribute("aria-label", props.label);
    if (props.draw !== previous.draw) this.#invalidate();
    else if (!isSameHit(props.hit ?? null, previous.hit ?? null)) scheduleRender(this.#render);
  }

  dispose(): void {
    cancelRender(this.#render);
    this.#listeners.abort();
    this.#resizeObserver.disconnect();
    this.#drawing = null;
    // Browsers keep the memory of a canvas for as long as anything holds it.
    for (const canvas of [this.#canvas, this.#overlay]) canvas.width = canvas.height = 0;
    this.#root.remove();
  }

  #invalidate(): void {
    this.#isDirty = true;
    scheduleRender(this.#render);
  }

  #measure(): void {
    const { clientWidth: width, clientHeight: height } = this.#root;
    const isSameSize = width === this.#size.width && height === this.#size.height;
    if (isSameSize && window.devicePixelRatio === this.#pixelRatio) return;
    this.#size = { width, height };
    this.#pixelRatio = window.devicePixelRatio;
    this.#invalidate();
  }

  #placeOf({ clientX, clientY }: MouseEvent): PixelPoint {
    const { left, top } = this.#root.getBoundingClientRect();
    return { left: clientX - left, top: clientY - top };
  }

  #pointAt(point: PixelPoint | null): void {
    this.#pointer = point;
    this.#isPointerMoved = true;
    scheduleRender(this.#render);
  }

  #selectAt(point: PixelPoint): void {
    const hit = this.#drawing?.hitAt(point) ?? null;
    if (hit !== null) this.#props.onSelect?.(hit);
  }

  readonly #render = (): void => {
    const { width, height } = this.#size;
    if (width === 0 || height === 0) return;
    const isDrawnAnew = this.#isDirty;
    if (isDrawnAnew) {
      this.#isDirty = false;
      this.#drawing = this.#props.draw({ width, height, pixelRatio: this.#pixelRatio });
      this.#paint(this.#canvas, this.#drawing.marks);
      markDrawn(this.#props.label);
    }
    if (isDrawnAnew || this.#isPointerMoved)
      this.#pointedHit = (this.#pointer && this.#drawing?.hitAt(this.#pointer)) ?? null;
    this.#root.style.cursor = this.#pointedHit !== null && this.#props.onSelect ? "pointer" : "default";
    this.#highlight(isDrawnAnew);
    this.#report(isDrawnAnew);
  };

  #highlight(isDrawnAnew: boolean): void {
    const hit = this.#pointedHit ?? this.#props.hit ?? null;
    if (isSameHit(hit, this.#shownHit) && !isDrawnAnew) return;
    this.#shownHit = hit;
    if (hit === null) this.#overlay.remove();
    else this.#paint(this.#overlay, this.#drawing?.highlight(hit) ?? []);
  }

  #paint(canvas: HTMLCanvasElement, marks: readonly Mark[]): void {
    canvas.style.pointerEvents = "none";
    const context = clearedContext(canvas, this.#size, this.#pixelRatio);
    if (context && this.#drawing) drawMarks(context, marks, this.#drawing.theme.fontFamily);
    if (!canvas.isConnected) this.#root.append(canvas);
  }

  /** Last, because what hears it may update or dispose the chart. */
  #report(isDrawnAnew: boolean): void {
    const isDue = this.#isPointerMoved || (isDrawnAnew && this.#isHoverReported);
    this.#isPointerMoved = false;
    if (!isDue) return;
    const { onHover } = this.#props;
    const hit = this.#pointedHit;
    if (hit === null && !this.#isHoverReported) return;
    this.#isHoverReported = hit !== null;
    onHover?.(hit, hit === null ? null : this.#pointer);
  }
}

/** Hits are made anew with each look; they are the same when their parts are. */
function isSameHit(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [parts, others] = [Object.entries(a), Object.entries(b)];
  return (
    parts.length === others.length &&
    parts.every(([key, value], i) => others[i]?.[0] === key && Object.is(others[i][1], value))
  );
}

// A line chart in an element: ECharts draws the axes, a canvas above them has the lines, and one above that what moves with the pointer.
// Whatever changes marks a layer as dirty; the shared scheduler draws dirty layers once a frame, and lines in slices.
import { AxesLayer } from "../plane/axes-layer.ts";
import { digitsWithin, formatNumber, formatX } from "../plane/axis-format.ts";
import type { Chart, MountChart } from "../plane/chart.ts";
import { markDrawn } from "../plane/drawn-mark.ts";
import { createChartElements, type ChartElements } from "../plane/chart-elements.ts";
import { emphasizesSame, showsSame, type Line, type LineChartProps } from "./line-chart-props.ts";
import { xScaleOf, type Interval } from "../plane/axis.ts";
import { axisAt, axisStrip, isSameView, isShowable, type View, type Selection } from "../plane/view.ts";
import { Gestures, type GestureTarget } from "../plane/gestures.ts";
import { drawLineOverlay, isBlankOverlay, type LineOverlay } from "./line-overlay.ts";
import { Painter } from "../plane/painter.ts";
import { lineScene, type LineScene } from "./line-scene.ts";
import {
  shownX,
  shownY,
  isInside,
  leftFromX,
  xFromLeft,
  yFromTop,
  type ChartSize,
  type PixelPoint,
} from "../plane/plane.ts";
import { lineShapes, recededOpacity } from "./line-shapes.ts";
import {
  closestOf,
  nearestPoints,
  nearestX,
  nextX,
  pointedLine,
  snappedX,
  stopsOf,
  type NearestPoint,
} from "./nearest-points.ts";
import { rememberedExtents } from "./line-extents.ts";
import { cancelRender, scheduleRender } from "../plane/render-scheduler.ts";
import type { Dot } from "../plane/overlay.ts";
import { gripAt, movedSelection, SelectionHandles, type SelectedX } from "../plane/selection-handles.ts";
import { ShownView } from "../plane/shown-view.ts";

/** Mounts a line chart that fills its container and follows its size; the container has a height of its own. */
export const mountLineChart: MountChart<LineChartProps> = (container, props) =>
  new LineChart(container, props);

/** Among more lines than this, only the one closest to the pointer gets a dot. */
const dottedLineCount = 24;
const spokenLineCount = 3;

class LineChart implements Chart<LineChartProps>, GestureTarget {
  readonly #elements: ChartElements;
  readonly #gestures: Gestures;
  readonly #resizeObserver: ResizeObserver;
  readonly #listeners = new AbortController();
  readonly #view: ShownView;
  readonly #extentsOf = rememberedExtents();
  readonly #axes: AxesLayer;
  readonly #painter: Painter;
  readonly #handles: SelectionHandles;
  #props: LineChartProps;
  #size: ChartSize = { width: 0, height: 0 };
  #pixelRatio = window.devicePixelRatio;
  #scene: LineScene | null = null;
  #isSceneDirty = true;
  #isHoverDirty = false;
  #isOverlaySized = false;
  #isViewUnreported = false;
  #unreportedSelection: SelectedX | null = null;
  /** The last hover told was not null. */
  #isHoverReported = false;
  /** y of the plane while a drag lasts. */
  #heldY: Interval | null = null;
  #pointer: PixelPoint | null = null;
  #keyboardX: number | null = null;
  #selection: Selection | null = null;
  #pointedId: string | null = null;
  /** What the chart's own crosshair reads; null without one. */
  #reading: { readonly x: number; readonly nearest: readonly NearestPoint[] } | null = null;

  constructor(container: HTMLElement, props: LineChartProps) {
    this.#props = props;
    this.#view = new ShownView(props.view, () => this.#invalidate());
    this.#handles = new SelectionHandles(props.selection?.x ?? null, () => scheduleRender(this.#render));
    this.#elements = createChartElements(container, {
      label: props.label,
      roleDescription: "line chart",
    });
    const { root } = this.#elements;
    this.#axes = new AxesLayer(this.#elements.axes);
    this.#painter = new Painter(this.#elements.drawing);
    this.#gestures = new Gestures(root, this);
    this.#resizeObserver = new ResizeObserver(() => this.#measure());
    this.#resizeObserver.observe(root);
    const options = { signal: this.#listeners.signal };
    root.addEventListener("focus", () => scheduleRender(this.#render), options);
    root.addEventListener("blur", () => this.#leaveKeyboard(), options);
    // A window moved to a screen of another density, and a font that arrives late.
    window.addEventListener("resize", () => this.#measure(), options);
    document.fonts.addEventListener("loadingdone", () => this.#invalidate(), options);
  }

  update(props: LineChartProps): void {
    const previous = this.#props;
    this.#props = props;
    if (props.label !== previous.label) this.#elements.root.setAttribute("aria-label", props.label);
    const isViewChanged = this.#view.give(props.view);
    const isSelectionChanged = this.#handles.give(props.selection?.x ?? null);
    const areHandlesChanged = !props.onSelectionChange !== !previous.onSelectionChange;
    if (isViewChanged || !showsSame(props, previous)) this.#invalidate();
    else if (
      props.crosshairX !== previous.crosshairX ||
      isSelectionChanged ||
      areHandlesChanged ||
      !emphasizesSame(props.lines, previous.lines)
    )
      scheduleRender(this.#render);
  }

  dispose(): void {
    cancelRender(this.#render);
    this.#view.dispose();
    this.#handles.dispose();
    this.#gestures.dispose();
    this.#listeners.abort();
    this.#resizeObserver.disconnect();
    this.#painter.dispose();
    this.#axes.dispose();
    this.#scene = null;
    this.#elements.root.remove();
  }

  get shown() {
    return this.#scene && { plane: this.#scene.plane, view: this.#view.shown };
  }

  awaitsDoubleClick(point: PixelPoint): boolean {
    const isOnAxis = this.#scene !== null && axisAt(this.#scene.plane, point) !== null;
    return isOnAxis && this.#props.onAxisEdit !== undefined
      ? true
      : !isSameView(this.#view.shown, { x: null, y: null });
  }

  get crosshairPoint(): PixelPoint | null {
    if (this.#keyboardX === null || !this.#scene) return null;
    const { plane } = this.#scene;
    const { top, height } = plane.rect;
    const center = { left: leftFromX(plane, this.#keyboardX), top: top + height / 2 };
    // On the line that is spoken of first.
    const [first] = nearestPoints(this.#props.lines, plane, center).toSorted(emphasizedFirst);
    return { ...center, top: Math.min(Math.max(first?.pixel.top ?? center.top, top), top + height) };
  }

  hoverAt(point: PixelPoint | null): void {
    this.#pointer = point;
    this.#keyboardX = null;
    this.#isHoverDirty = true;
    scheduleRender(this.#render);
  }

  markSelection(selection: Selection | null): void {
    if (selection === this.#selection) return;
    this.#selection = selection;
    scheduleRender(this.#render);
  }

  holdY(isHeld: boolean): void {
    const heldY = isHeld ? (this.#scene?.plane.y ?? null) : null;
    if (heldY === this.#heldY) return;
    this.#heldY = heldY;
    this.#invalidate();
  }

  wantView(view: View): void {
    if (isSameView(view, this.#view.shown) || !isShowable(view, this.#props)) return;
    this.#view.ask(view);
    this.#isViewUnreported = true;
    this.#invalidate();
  }

  clickAt(point: PixelPoint, isSolo: boolean): void {
    if (!this.#scene) return;
    const { plane } = this.#scene;
    const { lines, onSelect, onSelectionChange } = this.#props;
    if (onSelectionChange && axisAt(plane, point) === "x") {
      if (this.#handles.shown === null)
        this.#select(nearestX(lines, xFromLeft(plane, point.left), plane.xScale));
      return;
    }
    const line = pointedLine(nearestPoints(lines, plane, point));
    if (line) onSelect?.(line.id, isSolo);
  }

  doubleClickAt(point: PixelPoint): void {
    const { onAxisEdit } = this.#props;
    const axis = this.#scene && axisAt(this.#scene.plane, point);
    if (!onAxisEdit || !axis || !this.#scene) {
      this.wantView({ x: null, y: null });
      return;
    }
    const { left, top } = this.#elements.root.getBoundingClientRect();
    const strip = axisStrip(this.#scene.plane, axis, this.#size);
    onAxisEdit(axis, new DOMRectReadOnly(left + strip.left, top + strip.top, strip.width, strip.height));
  }

  grabSelection(point: PixelPoint): boolean {
    if (!this.#scene || !this.#props.onSelectionChange) return false;
    const { plane } = this.#scene;
    if (axisAt(plane, point) !== "x") return false;
    this.#handles.grab(point, plane);
    return true;
  }

  dragSelection(point: PixelPoint): void {
    if (this.#scene)
      this.#tellSelection(this.#handles.drag(point, stopsOf(this.#props.lines), this.#scene.plane));
  }

  dropSelection(): void {
    this.#handles.drop();
    scheduleRender(this.#render);
  }

  selectCrosshair(): boolean {
    if (this.#keyboardX === null || !this.#props.onSelectionChange) return false;
    this.#select(this.#keyboardX);
    return true;
  }

  moveSelection(direction: 1 | -1): boolean {
    const { shown } = this.#handles;
    if (shown === null || !this.#props.onSelectionChange) return false;
    this.#select(movedSelection(shown, stopsOf(this.#props.lines), direction));
    return true;
  }

  #select(wanted: SelectedX | null): void {
    if (wanted === null) return;
    this.#tellSelection(this.#handles.ask(wanted));
    const { axis } = this.#props;
    const ends = typeof wanted === "number" ? [wanted] : wanted;
    this.#elements.status.textContent = `Selected ${axis === "step" ? "step " : ""}${ends.map((x) => this.#formatX(x)).join(" to ")}`;
  }

  #tellSelection(wanted: SelectedX | null): void {
    if (wanted === null) return;
    this.#unreportedSelection = wanted;
    scheduleRender(this.#render);
  }

  moveCrosshair(pointCount: number): void {
    if (!this.#scene) return;
    const { x: domain } = this.#scene.plane;
    const direction = pointCount < 0 ? -1 : 1;
    // From an end, or just outside the view when there is no crosshair yet.
    const outside = (end: 0 | 1) => domain[end] + (end === 0 ? -1e-9 : 1e-9) * (domain[1] - domain[0]);
    const isToEnd = !Number.isFinite(pointCount);
    let x = isToEnd
      ? nextX(this.#props.lines, outside(direction < 0 ? 0 : 1), direction < 0 ? 1 : -1)
      : (this.#keyboardX ?? this.#reading?.x ?? outside(direction < 0 ? 1 : 0));
    for (let moved = 0; !isToEnd && moved < Math.abs(pointCount) && x !== null; moved++) {
      const next = nextX(this.#props.lines, x, direction);
      if (next === null || next < domain[0] || next > domain[1]) break;
      x = next;
    }
    if (x === null || x < domain[0] || x > domain[1]) return;
    this.#keyboardX = x;
    this.#pointer = null;
    this.#isHoverDirty = true;
    scheduleRender(this.#render);
  }

  #leaveKeyboard(): void {
    if (this.#keyboardX !== null) {
      this.#keyboardX = null;
      this.#isHoverDirty = true;
    }
    scheduleRender(this.#render);
  }

  #invalidate(): void {
    this.#isSceneDirty = true;
    scheduleRender(this.#render);
  }

  #measure(): void {
    const { clientWidth: width, clientHeight: height } = this.#elements.root;
    const isSameSize = width === this.#size.width && height === this.#size.height;
    if (isSameSize && window.devicePixelRatio === this.#pixelRatio) return;
    this.#size = { width, height };
    this.#pixelRatio = window.devicePixelRatio;
    this.#isOverlaySized = false;
    this.#invalidate();
  }

  readonly #render = (): void => {
    const { width, height } = this.#size;
    if (width === 0 || height === 0) return;
    if (this.#isSceneDirty) {
      this.#isSceneDirty = false;
      this.#scene = this.#layout();
      this.#drawScene(this.#scene);
      // What is under a resting pointer is another point now.
      this.#isHoverDirty ||= this.#reading !== null;
    }
    const hasReadingChanged = this.#isHoverDirty;
    if (hasReadingChanged) this.#read();
    this.#drawOverlay();
    this.#report(hasReadingChanged);
  };

  #layout(): LineScene {
    const { lines, yScale, ignoreOutliers } = this.#props;
    const { x, y } = this.#view.shown;
    const view = { x, y: y ?? this.#heldY };
    const options = { xScale: xScaleOf(this.#props), yScale, ignoreOutliers, xRange: x };
    const extents = view.x && view.y ? { x: null, y: null } : this.#extentsOf(lines, options);
    return lineScene(this.#props, view, this.#size, extents);
  }

  #drawScene(scene: LineScene): void {
    const { lines, theme } = this.#props;
    const { plane } = scene;
    const pixelRatio = this.#pixelRatio;
    this.#axes.draw(scene, theme, this.#size, pixelRatio);
    this.#painter.paint({
      subject: [lines, theme],
      plane,
      pixelRatio,
      // What stands out does so on the overlay: to point at one of hundreds of lines draws one.
      shapes: () => lineShapes(withoutEmphasis(lines), plane, { theme, pixelRatio }),
      onShown: () => lines.length > 0 && markDrawn(this.#props.label),
    });
  }

  #resizeOverlay(): void {
    const { overlay } = this.#elements;
    const { width, height } = this.#size;
    overlay.width = Math.round(width * this.#pixelRatio);
    overlay.height = Math.round(height * this.#pixelRatio);
    overlay.style.width = `${width}px`;
    overlay.style.height = `${height}px`;
    this.#isOverlaySized = true;
  }

  /** Finds what the pointer or the keyboard's crosshair reads. */
  #read(): void {
    this.#isHoverDirty = false;
    const { lines, onSelect } = this.#props;
    const point = this.#readingPoint();
    if (!point || !this.#scene) {
      this.#reading = null;
    } else {
      const { plane } = this.#scene;
      const nearest = nearestPoints(lines, plane, point);
      this.#reading = {
        x: this.#keyboardX ?? snappedX(nearest, point) ?? xFromLeft(plane, point.left),
        nearest,
      };
    }
    this.#pointedId =
      (onSelect &&
        this.#pointer &&
        this.#scene &&
        pointedLine(this.#reading?.nearest ?? nearestPoints(lines, this.#scene.plane, this.#pointer))?.id) ??
      null;
    this.#elements.root.style.cursor =
      this.#pointedId !== null ? "pointer" : this.#reading ? "crosshair" : this.#axisCursor();
  }

  #axisCursor(): string {
    const axis = this.#pointer && this.#scene && axisAt(this.#scene.plane, this.#pointer);
    if (!axis || !this.#pointer || !this.#scene) return "default";
    const { onAxisEdit, onSelectionChange } = this.#props;
    const canSelect = axis === "x" && onSelectionChange !== undefined;
    if (canSelect && gripAt(this.#pointer, this.#handles.shown, this.#scene.plane)) return "ew-resize";
    return onAxisEdit ? "text" : canSelect ? "pointer" : "default";
  }

  #readingPoint(): PixelPoint | null {
    if (!this.#scene || this.#selection) return null;
    if (this.#keyboardX !== null) return this.crosshairPoint;
    return this.#pointer && isInside(this.#scene.plane.rect, this.#pointer) ? this.#pointer : null;
  }

  #drawOverlay(): void {
    if (!this.#scene) return;
    const { root, overlay: canvas, status } = this.#elements;
    const { plane } = this.#scene;
    const overlay: LineOverlay = {
      size: this.#size,
      rect: plane.rect,
      endLabels: this.#scene.endLabels,
      clippedCount: this.#scene.clippedCount,
      emphasized: this.#emphasized(this.#scene),
      selected: this.#selectedOverlay(this.#scene),
      axisLabels: this.#scene.xTicks.map(({ value, label }) => ({
        left: leftFromX(plane, value),
        text: label,
      })),
      crosshair: this.#selection || this.#heldY ? null : this.#crosshair(this.#scene),
      selection: this.#selection,
      hasFocusRing: root.ownerDocument.activeElement === root && root.matches(":focus-visible"),
      theme: this.#props.theme,
    };
    if (isBlankOverlay(overlay) && !canvas.isConnected) return;
    if (!canvas.isConnected) root.insertBefore(canvas, status);
    if (!this.#isOverlaySized) this.#resizeOverlay();
    const context = canvas.getContext("2d");
    context?.setTransform(this.#pixelRatio, 0, 0, this.#pixelRatio, 0, 0);
    if (context) drawLineOverlay(context, overlay);
  }

  /** The lines that stand out, and with them whether the others recede. */
  #emphasized({ plane }: LineScene): LineOverlay["emphasized"] {
    const { lines, theme } = this.#props;
    const emphasized = lines.filter(({ isEmphasized }) => isEmphasized);
    const opacity = emphasized.length > 0 ? String(recededOpacity) : "";
    const { style } = this.#elements.drawing;
    if (style.opacity !== opacity) style.opacity = opacity;
    return lineShapes(emphasized, plane, { theme, pixelRatio: this.#pixelRatio });
  }

  #selectedOverlay({ plane }: LineScene): LineOverlay["selected"] {
    const { shown } = this.#handles;
    if (shown === null) return null;
    const { onSelectionChange } = this.#props;
    return {
      ends: (typeof shown === "number" ? [shown] : shown).map((x) => ({
        left: leftFromX(plane, x),
        label: this.#formatX(x),
      })),
      hasHandles: onSelectionChange !== undefined,
    };
  }

  #crosshair({ plane }: LineScene): LineOverlay["crosshair"] {
    const { lines, crosshairX } = this.#props;
    const x = this.#reading?.x ?? crosshairX;
    if (x === null || x < plane.x[0] || x > plane.x[1]) return null;
    const left = leftFromX(plane, x);
    if (this.#reading) {
      const { nearest } = this.#reading;
      const closest = closestOf(nearest);
      return {
        left,
        label: this.#formatX(x),
        dots: dotsOf(nearest.length > dottedLineCount && closest ? [closest] : nearest),
      };
    }
    const { top, height } = plane.rect;
    const isDotted = lines.length <= dottedLineCount;
    return {
      left,
      label: "",
      dots: isDotted ? dotsOf(nearestPoints(lines, plane, { left, top: top + height / 2 })) : [],
    };
  }

  /** Tells back, last, because what hears it may update or dispose the chart. */
  #report(hasReadingChanged: boolean): void {
    if (this.#isViewUnreported) {
      this.#isViewUnreported = false;
      this.#props.onViewChange(this.#view.shown);
    }
    const selected = this.#unreportedSelection;
    this.#unreportedSelection = null;
    if (selected !== null) this.#props.onSelectionChange?.(selected);
    if (!hasReadingChanged || !this.#scene) return;
    const { onHover } = this.#props;
    const point = this.#readingPoint();
    if (!this.#reading || !point) {
      if (this.#isHoverReported) onHover(null);
      this.#isHoverReported = false;
      return;
    }
    this.#isHoverReported = true;
    const { x, nearest } = this.#reading;
    if (this.#keyboardX !== null) this.#announce(x, nearest);
    onHover({
      x,
      y: yFromTop(this.#scene.plane, point.top),
      shownX: shownX(this.#scene.plane),
      shownY: shownY(this.#scene.plane),
      pointer: point,
      nearest: nearest.map(({ line, index, distancePixels }) => ({ id: line.id, index, distancePixels })),
      closestId: closestOf(nearest)?.line.id ?? null,
      pointedId: this.#selection ? null : this.#pointedId,
    });
  }

  #formatX(x: number): string {
    const { axis } = this.#props;
    return formatX(axis, x, this.#scene ? shownX(this.#scene.plane) : undefined);
  }

  #formatY(y: number): string {
    return formatNumber(y, this.#scene ? digitsWithin(y, shownY(this.#scene.plane)) : undefined);
  }

  #announce(x: number, nearest: readonly NearestPoint[]): void {
    const { axis } = this.#props;
    const spoken = nearest
      .toSorted(emphasizedFirst)
      .slice(0, spokenLineCount)
      .map(({ line, index }) => `${line.id} ${this.#formatY(line.ys[index] ?? NaN)}`);
    const more = nearest.length > spokenLineCount ? ` and ${nearest.length - spokenLineCount} more` : "";
    this.#elements.status.textContent = `${axis === "step" ? "step " : ""}${this.#formatX(x)}: ${spoken.join(", ")}${more}`;
  }
}

function dotsOf(points: readonly NearestPoint[]): readonly Dot[] {
  return points.map(({ pixel, line }) => ({ pixel, color: line.color }));
}

function withoutEmphasis(lines: readonly Line[]): readonly Line[] {
  if (!lines.some(({ isEmphasized }) => isEmphasized)) return lines;
  return lines.map((line) => (line.isEmphasized ? { ...line, isEmphasized: false } : line));
}

function emphasizedFirst(a: NearestPoint, b: NearestPoint): number {
  return Number(b.line.isEmphasized) - Number(a.line.isEmphasized);
}

// A graph in an element: what is shown, where the camera is, and what is on its way.
import type { Chart } from "../plane/chart.ts";
import { markDrawn } from "../plane/drawn-mark.ts";
import type { PixelPoint } from "../plane/plane.ts";
import { cancelRender, scheduleRender } from "../plane/render-scheduler.ts";
import { type EdgeLabelSteps, type PlacedEdgeLabel, edgeLabelsOf } from "./edge-labels.ts";
import { CameraMotion } from "./camera-motion.ts";
import { cameraWithBox, fittedCamera, type GraphCamera, toGraph, windowOf } from "./graph-camera.ts";
import { GraphCanvas } from "./graph-canvas.ts";
import { GraphGestures, type GraphGestureTarget } from "./graph-gestures.ts";
import { type GraphLook, marksOf } from "./graph-marks.ts";
import { GraphMinimap } from "./graph-minimap.ts";
import { GraphHover } from "./graph-hover.ts";
import type { GraphPainting } from "./graph-painting.ts";
import {
  edgeEndsOf,
  edgeOfEnds,
  type GraphEdgeEnds,
  type GraphPick,
  pickAt,
  pickEdgeAt,
} from "./graph-pick.ts";
import { canOpen, type GraphDirection } from "./graph-scene.ts";
import type { GraphSize } from "./graph-size.ts";
import { graphStyle } from "./graph-style.ts";
import {
  arrivingAt,
  easedOut,
  graphTransition,
  type GraphTransition,
  leavingAt,
} from "./graph-transition.ts";
import { nearestItem, type WalkDirection, walkFrom } from "./graph-walk.ts";
import { canvasMeasure, LabelFit } from "./label-fit.ts";
import { paintGraph } from "./paint-graph.ts";
import { boxAt, idAt, itemsById, kindAt, ownersById, type PlacedGraph, placeGraph } from "./placed-graph.ts";

export interface GraphViewProps extends GraphLook {
  readonly direction: GraphDirection;
  /** Where the viewer stands; null: the whole graph, until somebody moves. Another object than before moves the viewer. */
  readonly camera: GraphCamera | null;
  /** Of a new scene: the item that stays where it is on the screen, as the scope that was just opened. */
  readonly anchorId?: string | null;
  readonly isMotionReduced: boolean;
  /** Read aloud, also when it changes. */
  readonly label: string;
  readonly onSelect: (id: string | null) => void;
  /** By double click, by the mark, or by Enter, on what is open as well as on what is closed. */
  readonly onOpen: (id: string) => void;
  /** Once a frame while the pointer moves, and once with nulls when it is at nothing. The point is in CSS pixels of the element. */
  readonly onHover?: (id: string | null, point: PixelPoint | null) => void;
  /** Lines within 4 pixels, where no item is; otherwise as `onHover`. */
  readonly onEdge?: (edge: GraphEdgeEnds | null, point: PixelPoint | null) => void;
  /** A line that stands out; one that the scene does not have counts for nothing. */
  readonly selectedEdge?: GraphEdgeEnds | null;
  /** By a click on a line; without it a click there is on what is behind. */
  readonly onSelectEdge?: (edge: GraphEdgeEnds) => void;
  /** At most once a frame while it moves, and once when it rests. */
  readonly onCamera?: (camera: GraphCamera, isResting: boolean) => void;
}

export interface GraphView extends Chart<GraphViewProps> {
  /** Moves the viewer so that the item, or the one that the mark stands beside, is in the middle, large enough to read. Does nothing for what the scene does not have. */
  flyTo(id: string): void;
  /** Moves the viewer no further than it takes to see the item, or the one that the mark stands beside. Does nothing for what the scene does not have. */
  bringIntoView(id: string): void;
  /** Shows the whole graph. */
  fit(): void;
  zoomBy(factor: number): void;
  /** What the viewer sees at this moment, as `GraphPictureOptions` takes it. */
  seen(): { readonly camera: GraphCamera; readonly size: GraphSize };
}

/** Mounts a graph that fills its container and follows its size; the container has a height of its own. */
export function mountGraphView(container: HTMLElement, props: GraphViewProps): GraphView {
  return new GraphViewChart(container, props);
}

const motionMillis = 200;
/** Of one scene: pictures of more items and lines are not moved: they would jerk. */
const mostMovingParts = 6000;
const flightScale = 1.1;

class GraphViewChart implements GraphView, GraphGestureTarget {
  readonly #root: HTMLElement;
  readonly #said: HTMLElement;
  readonly #canvas: GraphCanvas;
  readonly #hover: GraphHover;
  readonly #minimap: GraphMinimap;
  readonly #gestures: GraphGestures;
  readonly #camera: CameraMotion;
  readonly #listeners = new AbortController();
  readonly #resizeObserver: ResizeObserver;
  #props: GraphViewProps;
  #size = { width: 0, height: 0 };
  #graph: PlacedGraph;
  #painting: GraphPainting;
  #transition: { readonly ways: GraphTransition; readonly startMillis: number } | null = null;
  #pointer: PixelPoint | null = null;
  #isPointerMoved = false;
  #pick: GraphPick | null = null;
  #edge: number | null = null;
  #chosenEdge: number | null = null;
  /** A double click that begins on the mark has done its work with the first click. */
  #isToggled = false;

  constructor(container: HTMLElement, props: GraphViewProps) {
    this.#props = props;
    const { ownerDocument } = container;
    const root = ownerDocument.createElement("div");
    root.tabIndex = 0;
    root.setAttribute("role", "application");
    root.setAttribute("aria-label", props.label);
    Object.assign(root.style, {
      position: "relative",
      width: "100%",
      height: "100%",
      overflow: "hidden",
      touchAction: "none",
      userSelect: "none",
    });
    this.#root = root;
    this.#said = ownerDocument.createElement("div");
    this.#said.setAttribute("aria-live", "polite");
    Object.assign(this.#said.style, {
      position: "absolute",
      width: "1px",
      height: "1px",
      overflow: "hidden",
      clipPath: "inset(50%)",
      whiteSpace: "nowrap",
    });
    root.append(this.#said);
    container.append(root);
    this.#graph = placeGraph(props.scene, props.direction);
    this.#painting = paintingOf(this.#graph, props, null);
    this.#canvas = new GraphCanvas(root);
    this.#hover = new GraphHover(root);
    this.#minimap = new GraphMinimap(root, (place) =>
      this.#camera.moveTo({ ...place, scale: this.#camera.now().scale }),
    );
    this.#camera = new CameraMotion(props.camera, {
      onMove: () => scheduleRender(this.#render),
      tell: (camera, isResting) => this.#props.onCamera?.(camera, isResting),
    });
    this.#camera.setGraph(this.#graph.size);
    this.#gestures = new GraphGestures(root, this);
    this.#resizeObserver = new ResizeObserver(() => this.#measure());
    this.#resizeObserver.observe(root);
    this.#chosenEdge = props.selectedEdge ? edgeOfEnds(this.#graph, props.selectedEdge) : null;
    const options = { signal: this.#listeners.signal };
    window.addEventListener("resize", () => this.#invalidate(), options);
    document.fonts.addEventListener("loadingdone", () => this.#repaint(true), options);
  }

  update(props: GraphViewProps): void {
    const before = this.#props;
    this.#props = props;
    if (props.label !== before.label) {
      this.#root.setAttribute("aria-label", props.label);
      this.#said.textContent = props.label;
    }
    if (props.camera !== before.camera) this.#camera.follow(props.camera);
    const isNewScene = props.scene !== before.scene || props.direction !== before.direction;
    if (isNewScene) this.#takeScene(before);
    const isRepainted =
      isNewScene ||
      props.colors !== before.colors ||
      props.theme !== before.theme ||
      props.selectedId !== before.selectedId ||
      props.highlightedIds !== before.highlightedIds ||
      props.foundIds !== before.foundIds ||
      props.pinnedIds !== before.pinnedIds ||
      props.signs !== before.signs;
    if (isRepainted) this.#repaint();
    if (isNewScene || props.selectedEdge !== before.selectedEdge) {
      this.#chosenEdge = props.selectedEdge ? edgeOfEnds(this.#graph, props.selectedEdge) : null;
      this.#invalidate();
    }
  }

  dispose(): void {
    cancelRender(this.#render);
    this.#listeners.abort();
    this.#resizeObserver.disconnect();
    this.#camera.dispose();
    this.#gestures.dispose();
    this.#minimap.dispose();
    this.#hover.dispose();
    this.#canvas.dispose();
    this.#root.remove();
  }

  flyTo(id: string): void {
    const item = this.#itemOf(id);
    if (item === undefined) return;
    const box = boxAt(this.#graph, item);
    const { scale } = fittedCamera(box, this.#size, flightScale);
    // Nobody is brought nearer or farther than it takes to read.
    const now = this.#camera.now().scale;
    const wanted = Math.min(scale, Math.max(now, Math.min(scale, 0.8)));
    this.#camera.flyTo({ x: box.x, y: box.y, scale: wanted }, this.#motionMillis);
  }

  bringIntoView(id: string): void {
    const item = this.#itemOf(id);
    if (item !== undefined) this.#bringIntoView(item);
  }

  fit(): void {
    this.#camera.fit(this.#motionMillis);
  }

  zoomBy(factor: number): void {
    this.#camera.zoom(null, factor);
  }

  seen(): { readonly camera: GraphCamera; readonly size: GraphSize } {
    return { camera: this.#camera.now(), size: this.#size };
  }

  panBy(left: number, top: number): void {
    this.#camera.pan(left, top);
  }

  zoomAt(point: PixelPoint | null, factor: number): void {
    this.#camera.zoom(point, factor);
    // What is under a pointer that rests is another thing now.
    this.#isPointerMoved = true;
  }

  hoverAt(point: PixelPoint | null): void {
    this.#pointer = point;
    this.#isPointerMoved = true;
    scheduleRender(this.#render);
  }

  clickAt(point: PixelPoint): void {
    const pick = this.#pickAt(point);
    this.#isToggled = pick?.part === "toggle";
    const { onOpen, onSelect, onSelectEdge } = this.#props;
    if (pick?.part === "toggle") {
      onOpen(pick.id);
      return;
    }
    const edge = onSelectEdge ? this.#edgeAt(point, pick) : null;
    if (onSelectEdge && edge !== null) onSelectEdge(edgeEndsOf(this.#graph, edge));
    else onSelect(pick?.id ?? null);
  }

  doubleClickAt(point: PixelPoint): void {
    if (this.#isToggled) return;
    const pick = this.#pickAt(point);
    if (!pick) this.fit();
    else if (pick.part !== "annotation" && canOpen(kindAt(this.#graph, pick.item)))
      this.#props.onOpen(pick.id);
  }

  walk(direction: WalkDirection): void {
    const selected = this.#painting.selected;
    if (selected >= 0) this.#select(walkFrom(this.#graph, selected, direction));
    else if (this.#graph.frames.length > 0) this.#select(nearestItem(this.#graph, 0, this.#camera.now()));
  }

  walkThrough(way: "in" | "out"): void {
    const { selected } = this.#painting;
    if (selected < 0) return;
    const content = this.#graph.openLevels[selected]!;
    if (way === "out") this.#select(this.#graph.frames[this.#graph.levelOf[selected]!]!);
    else if (content >= 0) this.#select(nearestItem(this.#graph, content, boxAt(this.#graph, selected)));
  }

  openSelected(): void {
    const { selected } = this.#painting;
    if (selected >= 0 && canOpen(kindAt(this.#graph, selected)))
      this.#props.onOpen(idAt(this.#graph, selected));
  }

  #select(item: number | null): void {
    if (item === null || item < 0) return;
    this.#bringIntoView(item);
    this.#props.onSelect(idAt(this.#graph, item));
  }

  #itemOf(id: string): number | undefined {
    return itemsById(this.#graph).get(id) ?? ownersById(this.#graph).get(id);
  }

  #bringIntoView(item: number): void {
    this.#camera.flyTo(
      cameraWithBox(this.#camera.now(), boxAt(this.#graph, item), this.#size),
      this.#motionMillis,
    );
  }

  get #motionMillis(): number {
    return this.#props.isMotionReduced ? 0 : motionMillis;
  }

  #takeScene(before: GraphViewProps): void {
    const from = this.#shownGraph();
    const now = this.#camera.now();
    this.#graph = placeGraph(this.#props.scene, this.#props.direction);
    const partCount = [from, this.#graph].reduce(
      (sum, { x, edges }) => sum + x.length + edges.froms.length,
      0,
    );
    const isMoved =
      this.#motionMillis > 0 && before.scene.levels.length > 0 && partCount <= 2 * mostMovingParts;
    this.#transition = isMoved
      ? { ways: graphTransition(from, this.#graph), startMillis: performance.now() }
      : null;
    const millis = isMoved ? motionMillis : 0;
    const { anchorId } = this.#props;
    const [was, is] =
      anchorId === null || anchorId === undefined
        ? [undefined, undefined]
        : [itemsById(from).get(anchorId), itemsById(this.#graph).get(anchorId)];
    this.#camera.setGraph(this.#graph.size, {
      millis,
      now,
      anchor:
        was === undefined || is === undefined ? null : { was: boxAt(from, was), is: boxAt(this.#graph, is) },
    });
    if (this.#edge !== null) this.#props.onEdge?.(null, null);
    this.#pick = null;
    this.#edge = null;
    this.#isPointerMoved = true;
  }

  /** The graph where its items are at this moment. */
  #shownGraph(): PlacedGraph {
    const moving = this.#transition;
    return moving ? arrivingAt(moving.ways, this.#shareOf(moving.startMillis)).graph : this.#graph;
  }

  #shareOf(startMillis: number): number {
    return easedOut((performance.now() - startMillis) / motionMillis);
  }

  #repaint(isFontNew = false): void {
    this.#painting = paintingOf(this.#graph, this.#props, isFontNew ? null : this.#painting);
    this.#invalidate();
  }

  #invalidate(): void {
    scheduleRender(this.#render);
  }

  #measure(): void {
    const { clientWidth: width, clientHeight: height } = this.#root;
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.#camera.setView(this.#size);
    this.#invalidate();
  }

  readonly #render = (): void => {
    const { width, height } = this.#size;
    if (width === 0 || height === 0) return;
    const camera = this.#camera.step();
    const moving = this.#transition;
    const share = moving ? this.#shareOf(moving.startMillis) : 1;
    if (share >= 1) this.#transition = null;
    const pixelRatio = window.devicePixelRatio;
    const painting = this.#painting;
    const { label, theme } = this.#props;
    this.#canvas.show(
      {
        subject: share < 1 ? [painting, share] : [painting],
        camera,
        size: this.#size,
        pixelRatio,
        fontFamily: theme.fontFamily,
        paint: (pen, at) =>
          share < 1 && moving
            ? paintMoving(painting, moving.ways, share, { pen, at })
            : paintGraph(pen, painting, at),
        onShown: () => markDrawn(label),
      },
      share < 1,
    );
    this.#minimap.show(painting, camera, { size: this.#size, pixelRatio });
    if (this.#isPointerMoved && share >= 1) this.#reportHover();
    const hovered = this.#transition ? null : (this.#pick?.item ?? null);
    this.#hover.show(
      painting,
      {
        item: hovered,
        edge: this.#transition ? null : this.#edge,
        chosenEdge: this.#transition ? null : this.#chosenEdge,
      },
      {
        window: windowOf(camera, this.#size),
        pixelRatio,
      },
    );
    if (this.#transition || this.#camera.isMoving) scheduleRender(this.#render);
  };

  #pickAt(point: PixelPoint): GraphPick | null {
    const camera = this.#camera.now();
    return pickAt(this.#graph, toGraph(windowOf(camera, this.#size), point), camera.scale);
  }

  #edgeAt(point: PixelPoint, pick: GraphPick | null): number | null {
    const camera = this.#camera.now();
    return pickEdgeAt(this.#graph, toGraph(windowOf(camera, this.#size), point), {
      scale: camera.scale,
      pick,
    });
  }

  #reportHover(): void {
    this.#isPointerMoved = false;
    const point = this.#pointer;
    const { onHover, onEdge } = this.#props;
    const pick = point && this.#pickAt(point);
    const wasPicked = this.#pick !== null;
    const wasEdge = this.#edge !== null;
    this.#pick = pick && pick.part !== "frame" ? pick : null;
    if (onHover && (this.#pick || wasPicked)) onHover(this.#pick?.id ?? null, this.#pick && point);
    if (onEdge) {
      this.#edge = point && this.#edgeAt(point, pick);
      if (this.#edge !== null) onEdge(edgeEndsOf(this.#graph, this.#edge), point);
      else if (wasEdge) onEdge(null, null);
    }
    const isPointed = this.#pick !== null || (this.#edge !== null && this.#props.onSelectEdge !== undefined);
    this.#root.style.cursor = isPointed ? "pointer" : "";
  }
}

/** Styles and measured texts are kept from before where they still hold. */
function paintingOf(graph: PlacedGraph, props: GraphViewProps, before: GraphPainting | null): GraphPainting {
  const { colors, theme } = props;
  const isSameFont = before?.style.theme.fontFamily === theme.fontFamily;
  const labels = before && isSameFont ? before.labels : new LabelFit(canvasMeasure(theme.fontFamily));
  const isSameGraph = before?.graph === graph && before.labels === labels;
  const placed = new Map<number, readonly PlacedEdgeLabel[]>();
  return {
    graph,
    colors,
    style: before?.style.theme === theme ? before.style : graphStyle(theme),
    labels,
    ...marksOf(graph, props),
    edgeLabels: isSameGraph
      ? before.edgeLabels
      : function* (level): EdgeLabelSteps {
          let ofLevel = placed.get(level);
          if (!ofLevel) placed.set(level, (ofLevel = yield* edgeLabelsOf(graph, level, labels)));
          return ofLevel;
        },
  };
}

/** What goes, beneath what comes. */
function* paintMoving(
  painting: GraphPainting,
  ways: GraphTransition,
  share: number,
  {
    pen,
    at,
  }: { readonly pen: Parameters<typeof paintGraph>[0]; readonly at: Parameters<typeof paintGraph>[2] },
): Generator<void> {
  const leaving = leavingAt(ways, share);
  const plain = {
    ...painting,
    selected: -1,
    selectedMark: null,
    found: none,
    pinned: none,
    signs: [],
    edgeLabels: null,
  };
  const arriving = arrivingAt(ways, share);
  const opacities = painting.opacities
    ? arriving.opacities.map((opacity, i) => opacity * painting.opacities![i]!)
    : arriving.opacities;
  yield* paintGraph(pen, { ...painting, graph: arriving.graph, opacities, edgeLabels: null }, at);
  if (leaving) yield* paintGraph(pen, { ...plain, colors: [], ...leaving }, at);
}

const none: ReadonlySet<number> = new Set();

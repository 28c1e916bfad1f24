// The camera over time: moved by gestures, by the page, by flights, and by a graph that changes beneath it.
import type { PixelPoint } from "../plane/plane.ts";
import {
  anchoredCamera,
  fittedCamera,
  type GraphBox,
  type GraphCamera,
  heldCamera,
  isSameCamera,
  mixedCamera,
  pannedCamera,
  scaleLimits,
  zoomedCamera,
} from "./graph-camera.ts";
import type { GraphSize } from "./graph-size.ts";
import { easedOut } from "./graph-transition.ts";

export interface CameraListener {
  /** Something is to be drawn. */
  onMove(): void;
  tell(camera: GraphCamera, isResting: boolean): void;
}

const restMillis = 200;
/** Cameras that come back from the page this late after a move are no echo of it. */
const echoMillis = 600;

export class CameraMotion {
  readonly #listener: CameraListener;
  /** Where it stands, or is going; null: where the whole graph is seen. */
  #target: GraphCamera | null;
  #flight: { readonly from: GraphCamera; readonly startMillis: number; readonly millis: number } | null =
    null;
  #graph: GraphSize = { width: 1, height: 1 };
  #view: GraphSize = { width: 1, height: 1 };
  #isUntold = false;
  #movedMillis = -Infinity;
  #restTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(camera: GraphCamera | null, listener: CameraListener) {
    this.#target = camera;
    this.#listener = listener;
  }

  get isMoving(): boolean {
    return this.#flight !== null;
  }

  now(): GraphCamera {
    const target = this.#targetCamera();
    const flight = this.#flight;
    if (!flight) return target;
    return mixedCamera(
      flight.from,
      target,
      easedOut((performance.now() - flight.startMillis) / flight.millis),
    );
  }

  /** Where it is in this frame, which is told. */
  step(): GraphCamera {
    const flight = this.#flight;
    if (flight && performance.now() - flight.startMillis >= flight.millis) this.#flight = null;
    const camera = this.now();
    if (this.#isUntold) {
      this.#isUntold = this.#flight !== null;
      this.#listener.tell(camera, false);
    }
    return camera;
  }

  /** The page's, unless it is the echo of what was told. */
  follow(camera: GraphCamera | null): void {
    if (isSameCamera(camera, this.#target)) return;
    if (camera !== null && performance.now() - this.#movedMillis < echoMillis) return;
    this.#flight = null;
    this.#target = camera;
    this.#listener.onMove();
  }

  setView(view: GraphSize): void {
    this.#view = view;
  }

  /** The graph has another size now; what is anchored stays where it is on the screen. */
  setGraph(
    graph: GraphSize,
    change?: {
      readonly millis: number;
      readonly now: GraphCamera;
      readonly anchor: { readonly was: GraphBox; readonly is: GraphBox } | null;
    },
  ): void {
    this.#graph = graph;
    if (!change) return;
    const { millis, now, anchor } = change;
    if (anchor) {
      this.#fly(anchoredCamera(now, anchor.was, anchor.is), now, millis);
      this.#note();
    } else if (this.#target === null) this.#fly(null, now, millis);
  }

  pan(left: number, top: number): void {
    this.moveTo(pannedCamera(this.now(), left, top));
  }

  /** About a point, or about the middle. */
  zoom(point: PixelPoint | null, factor: number): void {
    const at = point ?? { left: this.#view.width / 2, top: this.#view.height / 2 };
    const limits = scaleLimits(this.#graph, this.#view);
    this.moveTo(zoomedCamera(this.now(), this.#view, { at, factor, limits }));
  }

  moveTo(camera: GraphCamera): void {
    this.#flight = null;
    this.#target = heldCamera(camera, this.#graph, this.#view);
    this.#note();
  }

  flyTo(camera: GraphCamera, millis: number): void {
    if (isSameCamera(camera, this.#target)) return;
    this.#fly(camera, this.now(), millis);
    this.#note();
  }

  fit(millis: number): void {
    this.#fly(null, this.now(), millis);
    this.#note();
  }

  dispose(): void {
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
  }

  #fly(target: GraphCamera | null, from: GraphCamera, millis: number): void {
    this.#target = target;
    this.#flight = millis > 0 ? { from, startMillis: performance.now(), millis } : null;
    this.#listener.onMove();
  }

  #targetCamera(): GraphCamera {
    const { width, height } = this.#graph;
    return this.#target ?? fittedCamera({ x: width / 2, y: height / 2, width, height }, this.#view);
  }

  /** Somebody moved it: it is told with the next frame, and when it rests. */
  #note(): void {
    this.#isUntold = true;
    this.#movedMillis = performance.now();
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      this.#restTimer = null;
      this.#listener.tell(this.now(), true);
    }, restMillis);
    this.#listener.onMove();
  }
}

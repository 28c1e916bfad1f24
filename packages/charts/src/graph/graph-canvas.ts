// Paints a graph on a canvas, in slices. Until a new picture is complete the one before stays, moved and stretched to where it is now.
import { clearedContext } from "../plane/canvas.ts";
import { cancelSlices, scheduleSlices } from "../plane/render-scheduler.ts";
import { CanvasPen } from "./canvas-pen.ts";
import { type GraphCamera, type GraphWindow, isSameCamera, windowOf } from "./graph-camera.ts";
import type { GraphPen } from "./graph-pen.ts";
import type { GraphSize } from "./graph-size.ts";

export interface GraphFrame {
  /** What is drawn, by identity. */
  readonly subject: readonly unknown[];
  readonly camera: GraphCamera;
  readonly size: GraphSize;
  readonly pixelRatio: number;
  readonly fontFamily: string;
  readonly paint: (pen: GraphPen, window: GraphWindow) => Iterator<void>;
  /** Called when it is complete on the screen. */
  readonly onShown: () => void;
}

interface Job {
  readonly frame: GraphFrame;
  readonly window: GraphWindow;
  readonly canvas: HTMLCanvasElement;
  readonly steps: Iterator<void>;
  millis: number;
}

interface ShownPicture {
  readonly canvas: HTMLCanvasElement;
  readonly window: GraphWindow;
  readonly frame: GraphFrame;
}

/** What a slower picture has around the view, so that a drag does not show where it ends. */
const marginShare = 0.2;
/** What a picture takes that each frame of a gesture paints anew. */
const quickMillis = 4;
/** The camera moves on for as long after a move, */
const movingMillis = 120;
/** and then a slice takes so long at most: what it draws has yet to become pixels, which takes as long again where there is no GPU. */
const movingSliceMillis = 4;

export class GraphCanvas {
  readonly #root: HTMLElement;
  #shown: ShownPicture | null = null;
  #spare: HTMLCanvasElement | null = null;
  #job: Job | null = null;
  #wanted: GraphFrame | null = null;
  /** Of JavaScript, for the last complete picture. */
  #lastMillis = 0;
  #camera: GraphCamera | null = null;
  #movedMillis = -Infinity;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Shows the frame, at once where that is quick or urgent; else a picture that is being painted of the same subject is finished first. */
  show(frame: GraphFrame, isUrgent: boolean): void {
    this.#wanted = frame;
    if (!isSameCamera(this.#camera, frame.camera)) this.#movedMillis = performance.now();
    this.#camera = frame.camera;
    const shown = this.#shown;
    const isAtOnce =
      isUrgent || (shown !== null && this.#lastMillis <= quickMillis && isSameSubject(shown.frame, frame));
    if (this.#job && (isAtOnce || !isSameSubject(this.#job.frame, frame))) this.#abandon();
    // What is done within the frame needs no second canvas.
    if (isAtOnce) this.#paint(this.#begin(shown?.canvas ?? null), Infinity);
    else scheduleSlices(this.#slice);
    if (this.#shown) place(this.#shown, windowOf(frame.camera, frame.size));
  }

  dispose(): void {
    cancelSlices(this.#slice);
    for (const canvas of [this.#shown?.canvas, this.#spare, this.#job?.canvas])
      if (canvas) canvas.width = canvas.height = 0;
    this.#shown = this.#spare = this.#job = this.#wanted = null;
  }

  readonly #slice = (deadlineMillis: number): boolean => {
    const now = performance.now();
    const isMoving = this.#shown !== null && now - this.#movedMillis < movingMillis;
    const deadline = isMoving ? Math.min(deadlineMillis, now + movingSliceMillis) : deadlineMillis;
    return this.#paint(this.#job ?? this.#begin(null), deadline) || this.#wanted !== null;
  };

  /** Returns whether there is more of it. */
  #paint(job: Job | null, deadlineMillis: number): boolean {
    if (!job) return false;
    this.#job = job;
    const start = performance.now();
    let isDone = false;
    do isDone = job.steps.next().done === true;
    while (!isDone && performance.now() < deadlineMillis);
    job.millis += performance.now() - start;
    if (isDone) this.#finish(job);
    return !isDone;
  }

  #begin(onto: HTMLCanvasElement | null): Job | null {
    const frame = this.#wanted;
    if (!frame) return null;
    this.#wanted = null;
    const canvas = onto ?? this.#spare ?? this.#root.ownerDocument.createElement("canvas");
    if (canvas === this.#spare) this.#spare = null;
    const margin = onto || this.#lastMillis <= quickMillis ? 0 : marginShare;
    const size = {
      width: Math.ceil(frame.size.width * (1 + 2 * margin)),
      height: Math.ceil(frame.size.height * (1 + 2 * margin)),
    };
    const window = windowOf(frame.camera, size);
    canvas.style.transformOrigin = "0 0";
    const context = clearedContext(canvas, size, frame.pixelRatio);
    const steps = context ? frame.paint(new CanvasPen(context, frame.fontFamily), window) : noSteps;
    return { frame, window, canvas, steps, millis: 0 };
  }

  #finish({ frame, window, canvas, millis }: Job): void {
    this.#job = null;
    this.#lastMillis = millis;
    const before = this.#shown?.canvas;
    if (!before) this.#root.prepend(canvas);
    else if (before !== canvas) {
      before.replaceWith(canvas);
      this.#spare = before;
    }
    this.#shown = { canvas, window, frame };
    const { camera, size } = this.#wanted ?? frame;
    place(this.#shown, windowOf(camera, size));
    frame.onShown();
  }

  #abandon(): void {
    if (this.#job && this.#job.canvas !== this.#shown?.canvas) this.#spare = this.#job.canvas;
    this.#job = null;
  }
}

const noSteps: Iterator<void> = { next: () => ({ done: true, value: undefined }) };

function isSameSubject(a: GraphFrame, b: GraphFrame): boolean {
  return (
    a.pixelRatio === b.pixelRatio &&
    a.size.width === b.size.width &&
    a.size.height === b.size.height &&
    a.subject.length === b.subject.length &&
    a.subject.every((part, i) => Object.is(part, b.subject[i]))
  );
}

/** Moves and stretches a picture to where its part of the graph is in another window. */
function place({ canvas, window }: ShownPicture, now: GraphWindow): void {
  const left = (window.left - now.left) * now.scale;
  const top = (window.top - now.top) * now.scale;
  const factor = now.scale / window.scale;
  canvas.style.transform = `translate(${left}px, ${top}px) scale(${factor})`;
}

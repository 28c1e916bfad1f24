// Paints a graph on a canvas, in slices. Until a new picture is complete the one before stays, moved and stretched to where it is now.
import { cancelSlices, scheduleSlices } from "../plane/render-scheduler.ts";
import { CanvasPen } from "./canvas-pen.ts";
import { type GraphCamera, type GraphWindow, windowOf } from "./graph-camera.ts";
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

/** What a slower picture has around the view, so that a drag does not show where it ends. */
const marginShare = 0.2;
/** What a picture takes that each frame of a gesture paints anew. */
const quickMillis = 7;
const sliceMillis = 7;

export class GraphCanvas {
  readonly #root: HTMLElement;
  #shown: { readonly canvas: HTMLCanvasElement; readonly window: GraphWindow } | null = null;
  #spare: HTMLCanvasElement | null = null;
  #job: Job | null = null;
  #wanted: GraphFrame | null = null;
  #lastMillis = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Of JavaScript, for the last complete picture. */
  get lastMillis(): number {
    return this.#lastMillis;
  }

  get isPainting(): boolean {
    return this.#job !== null || this.#wanted !== null;
  }

  /** Shows the frame, at once where that is quick; else a picture that is being painted of the same subject is finished first. */
  show(frame: GraphFrame, isUrgent: boolean): void {
    this.#wanted = frame;
    if (this.#job && (isUrgent || !isSameSubject(this.#job.frame, frame))) this.#abandon();
    if (this.#slice(isUrgent ? Infinity : performance.now() + sliceMillis)) scheduleSlices(this.#slice);
    if (this.#shown) place(this.#shown, windowOf(frame.camera, frame.size));
  }

  dispose(): void {
    cancelSlices(this.#slice);
    for (const canvas of [this.#shown?.canvas, this.#spare, this.#job?.canvas])
      if (canvas) canvas.width = canvas.height = 0;
    this.#shown = this.#spare = this.#job = this.#wanted = null;
  }

  readonly #slice = (deadlineMillis: number): boolean => {
    const job = (this.#job ??= this.#begin());
    if (!job) return false;
    const start = performance.now();
    let isDone = false;
    do isDone = job.steps.next().done === true;
    while (!isDone && performance.now() < deadlineMillis);
    job.millis += performance.now() - start;
    if (!isDone) return true;
    this.#finish(job);
    return this.#wanted !== null;
  };

  #begin(): Job | null {
    const frame = this.#wanted;
    if (!frame) return null;
    this.#wanted = null;
    const canvas = this.#spare ?? this.#root.ownerDocument.createElement("canvas");
    this.#spare = null;
    const margin = this.#lastMillis > quickMillis ? marginShare : 0;
    const size = {
      width: Math.ceil(frame.size.width * (1 + 2 * margin)),
      height: Math.ceil(frame.size.height * (1 + 2 * margin)),
    };
    const window = windowOf(frame.camera, size);
    const context = prepare(canvas, size, frame.pixelRatio);
    const steps = context ? frame.paint(new CanvasPen(context, frame.fontFamily), window) : noSteps;
    return { frame, window, canvas, steps, millis: 0 };
  }

  #finish({ frame, window, canvas, millis }: Job): void {
    this.#job = null;
    this.#lastMillis = millis;
    const before = this.#shown?.canvas;
    if (before) {
      before.replaceWith(canvas);
      this.#spare = before;
    } else this.#root.prepend(canvas);
    this.#shown = { canvas, window };
    const { camera, size } = this.#wanted ?? frame;
    place(this.#shown, windowOf(camera, size));
    frame.onShown();
  }

  #abandon(): void {
    if (this.#job) this.#spare = this.#job.canvas;
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

function prepare(
  canvas: HTMLCanvasElement,
  { width, height }: GraphSize,
  pixelRatio: number,
): CanvasRenderingContext2D | null {
  const [columns, rows] = [Math.ceil(width * pixelRatio), Math.ceil(height * pixelRatio)];
  // Setting a size clears; a canvas of the right size keeps its memory.
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  Object.assign(canvas.style, {
    position: "absolute",
    left: "0",
    top: "0",
    width: `${columns / pixelRatio}px`,
    height: `${rows / pixelRatio}px`,
    transformOrigin: "0 0",
  });
  const context = canvas.getContext("2d");
  context?.setTransform(1, 0, 0, 1, 0, 0);
  context?.clearRect(0, 0, columns, rows);
  context?.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  return context;
}

/** Moves and stretches a picture to where its part of the graph is in another window. */
function place(
  { canvas, window }: { readonly canvas: HTMLCanvasElement; readonly window: GraphWindow },
  now: GraphWindow,
): void {
  const left = (window.left - now.left) * now.scale;
  const top = (window.top - now.top) * now.scale;
  const factor = now.scale / window.scale;
  canvas.style.transform = `translate(${left}px, ${top}px) scale(${factor})`;
}

// Paints shapes on a canvas of their own, in slices. Until a new picture is complete the one before stays, moved and stretched to where its
// part of the plane is now, so that a gesture never waits for them.
import { clearedContext } from "./canvas.ts";
import type { Shape, Pen } from "./shape.ts";
import { scaled, type Plane, type PlotRect } from "./plane.ts";
import { cancelSlices, scheduleSlices } from "./render-scheduler.ts";

export interface Picture {
  /** What is drawn, by identity. */
  readonly subject: readonly unknown[];
  readonly plane: Plane;
  readonly pixelRatio: number;
  readonly shapes: () => readonly Shape[];
  /** Called when it is complete on the screen. */
  readonly onShown: () => void;
}

interface Job {
  readonly picture: Picture;
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D | null;
  readonly shapes: readonly Shape[];
  next: number;
}

interface ShownPicture {
  readonly plane: Plane;
  readonly canvas: HTMLCanvasElement;
}

/** Stretched further than this, a picture shows nothing. */
const mostStretch = 40;
const mostSpareCanvases = 4;
/** The clock is asked after so many shapes. */
const shapesPerLook = 4;
const spareCanvases: HTMLCanvasElement[] = [];

export class Painter {
  /** Clips to the plot; its place is set with each picture. */
  readonly #frame: HTMLElement;
  #shown: ShownPicture | null = null;
  #job: Job | null = null;
  #wanted: Picture | null = null;

  constructor(frame: HTMLElement) {
    this.#frame = frame;
  }

  /** Begins to paint the picture. One that is being painted is finished first when it shows the same: a long gesture is followed, if late. */
  paint(picture: Picture): void {
    this.#wanted = picture;
    placeFrame(this.#frame, picture.plane.rect);
    if (this.#shown) stretch(this.#shown, picture.plane);
    if (this.#job && !isSameSubject(this.#job.picture, picture)) this.#abandon();
    scheduleSlices(this.#slice);
  }

  dispose(): void {
    cancelSlices(this.#slice);
    this.#abandon();
    if (this.#shown) spare(this.#shown.canvas);
    this.#shown = null;
    this.#frame.replaceChildren();
  }

  readonly #slice = (deadlineMillis: number): boolean => {
    this.#job ??= this.#begin();
    const job = this.#job;
    if (!job) return false;
    const { shapes, context } = job;
    const pen = context && canvasPen(context);
    while (pen && job.next < shapes.length) {
      const shape = shapes[job.next++];
      if (shape) drawShape(context, pen, shape);
      if (job.next % shapesPerLook === 0 && performance.now() >= deadlineMillis) break;
    }
    if (pen && job.next < shapes.length) return true;
    this.#show(job);
    return this.#wanted !== null;
  };

  #begin(): Job | null {
    const picture = this.#wanted;
    if (!picture) return null;
    this.#wanted = null;
    const canvas = spareCanvases.pop() ?? this.#frame.ownerDocument.createElement("canvas");
    const context = prepare(canvas, picture);
    // The first shapes appear as they are drawn.
    if (!this.#shown) this.#reveal({ canvas, plane: picture.plane });
    return { picture, canvas, context, shapes: picture.shapes(), next: 0 };
  }

  #show({ canvas, picture }: Job): void {
    this.#job = null;
    if (this.#shown?.canvas !== canvas) this.#reveal({ canvas, plane: picture.plane });
    if (this.#wanted) stretch({ canvas, plane: picture.plane }, this.#wanted.plane);
    picture.onShown();
  }

  #reveal(shown: ShownPicture): void {
    const previous = this.#shown;
    this.#shown = shown;
    this.#frame.replaceChildren(shown.canvas);
    if (previous) spare(previous.canvas);
  }

  #abandon(): void {
    const job = this.#job;
    this.#job = null;
    if (job && job.canvas !== this.#shown?.canvas) spare(job.canvas);
  }
}

function isSameSubject(a: Picture, b: Picture): boolean {
  return (
    a.pixelRatio === b.pixelRatio &&
    a.subject.length === b.subject.length &&
    a.subject.every((part, i) => Object.is(part, b.subject[i]))
  );
}

function placeFrame(frame: HTMLElement, { left, top, width, height }: PlotRect): void {
  Object.assign(frame.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
}

function prepare(canvas: HTMLCanvasElement, { plane, pixelRatio }: Picture): CanvasRenderingContext2D | null {
  const { left, top } = plane.rect;
  const context = clearedContext(canvas, plane.rect, pixelRatio);
  Object.assign(canvas.style, { transformOrigin: "0 0", transform: "", visibility: "" });
  context?.translate(-left, -top);
  return context;
}

/** Moves a picture of one plane to where it lies on another. */
function stretch({ canvas, plane }: ShownPicture, onto: Plane): void {
  const isComparable = plane.xScale === onto.xScale && plane.yScale === onto.yScale;
  if (!isComparable) return;
  const x = moved([scaled(plane.x[0], plane.xScale), scaled(plane.x[1], plane.xScale)], plane.rect.width, {
    interval: [scaled(onto.x[0], onto.xScale), scaled(onto.x[1], onto.xScale)],
    pixels: onto.rect.width,
  });
  // From the top, where values are highest.
  const y = moved([-scaled(plane.y[1], plane.yScale), -scaled(plane.y[0], plane.yScale)], plane.rect.height, {
    interval: [-scaled(onto.y[1], onto.yScale), -scaled(onto.y[0], onto.yScale)],
    pixels: onto.rect.height,
  });
  const isUnmoved = x.factor === 1 && y.factor === 1 && x.offset === 0 && y.offset === 0;
  const isSeen = x.factor < mostStretch && y.factor < mostStretch;
  canvas.style.visibility = isSeen ? "" : "hidden";
  canvas.style.transform = isUnmoved
    ? ""
    : `translate(${x.offset}px, ${y.offset}px) scale(${x.factor}, ${y.factor})`;
}

/** How pixels of an interval move and stretch when another interval takes their place. */
export function moved(
  [low, high]: readonly [number, number],
  pixels: number,
  onto: { readonly interval: readonly [number, number]; readonly pixels: number },
): { readonly offset: number; readonly factor: number } {
  const pixelsPerUnit = onto.pixels / (onto.interval[1] - onto.interval[0]);
  return {
    offset: (low - onto.interval[0]) * pixelsPerUnit,
    factor: ((high - low) / pixels) * pixelsPerUnit,
  };
}

function spare(canvas: HTMLCanvasElement): void {
  canvas.remove();
  if (spareCanvases.length < mostSpareCanvases) spareCanvases.push(canvas);
}

export function drawShape(context: CanvasRenderingContext2D, pen: Pen, shape: Shape): void {
  context.beginPath();
  shape.trace(pen);
  context.globalAlpha = shape.opacity;
  if (shape.fill !== null) {
    context.fillStyle = shape.fill;
    context.fill();
  }
  if (shape.stroke === null) return;
  context.strokeStyle = shape.stroke;
  context.lineWidth = shape.lineWidth;
  context.lineJoin = "bevel";
  context.setLineDash(shape.lineDash ? [...shape.lineDash] : []);
  context.stroke();
}

export function canvasPen(context: CanvasRenderingContext2D): Pen {
  return {
    path: (commands) => {
      for (let i = 0; i < commands.length; i += 3)
        if (commands[i] === 1) context.moveTo(commands[i + 1]!, commands[i + 2]!);
        else context.lineTo(commands[i + 1]!, commands[i + 2]!);
    },
    moveTo: (x, y) => context.moveTo(x, y),
    lineTo: (x, y) => context.lineTo(x, y),
    arc: ({ left, top }, radius, angles) => context.arc(left, top, radius, ...angles),
    closePath: () => context.closePath(),
  };
}

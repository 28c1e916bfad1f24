// What a graph is drawn with: on a canvas, into a picture of vectors, or for a test. Places are in CSS pixels.

export interface GraphStroke {
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[] | null;
  readonly opacity: number;
}

export interface GraphText {
  readonly text: string;
  readonly left: number;
  /** Middle of its line. */
  readonly middle: number;
  readonly align: "left" | "center" | "right";
  readonly fontPixels: number;
  readonly weight: number;
  readonly color: string;
  readonly opacity: number;
}

/** One path at a time: `begin`, its parts, then `fill` or `stroke` or both. */
export interface GraphPen {
  begin(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  quadTo(controlX: number, controlY: number, x: number, y: number): void;
  closePath(): void;
  rect(left: number, top: number, width: number, height: number): void;
  ellipse(x: number, y: number, radiusX: number, radiusY: number): void;
  fill(color: string, opacity: number): void;
  stroke(stroke: GraphStroke): void;
  text(text: GraphText): void;
}

/** In CSS pixels. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function traceRounded(pen: GraphPen, { left, top, width, height }: PixelBox, radius: number): void {
  const r = Math.min(radius, width / 2, height / 2);
  if (r < 0.75) {
    pen.rect(left, top, width, height);
    return;
  }
  const right = left + width;
  const bottom = top + height;
  pen.moveTo(left + r, top);
  pen.lineTo(right - r, top);
  pen.quadTo(right, top, right, top + r);
  pen.lineTo(right, bottom - r);
  pen.quadTo(right, bottom, right - r, bottom);
  pen.lineTo(left + r, bottom);
  pen.quadTo(left, bottom, left, bottom - r);
  pen.lineTo(left, top + r);
  pen.quadTo(left, top, left + r, top);
  pen.closePath();
}

export function traceLine(pen: GraphPen, points: readonly number[]): void {
  for (let i = 0; i + 1 < points.length; i += 2)
    if (i === 0) pen.moveTo(points[0]!, points[1]!);
    else pen.lineTo(points[i]!, points[i + 1]!);
}

// Draws a graph on a canvas.
import type { GraphPen, GraphStroke, GraphText } from "./graph-pen.ts";

/** The context is scaled to CSS pixels. */
export class CanvasPen implements GraphPen {
  readonly #context: CanvasRenderingContext2D;
  readonly #fontFamily: string;
  #font = "";

  constructor(context: CanvasRenderingContext2D, fontFamily: string) {
    this.#context = context;
    this.#fontFamily = fontFamily;
    context.lineJoin = "round";
    context.textBaseline = "middle";
  }

  begin(): void {
    this.#context.beginPath();
  }

  moveTo(x: number, y: number): void {
    this.#context.moveTo(x, y);
  }

  lineTo(x: number, y: number): void {
    this.#context.lineTo(x, y);
  }

  quadTo(controlX: number, controlY: number, x: number, y: number): void {
    this.#context.quadraticCurveTo(controlX, controlY, x, y);
  }

  closePath(): void {
    this.#context.closePath();
  }

  rect(left: number, top: number, width: number, height: number): void {
    this.#context.rect(left, top, width, height);
  }

  ellipse(x: number, y: number, radiusX: number, radiusY: number): void {
    this.#context.moveTo(x + radiusX, y);
    this.#context.ellipse(x, y, radiusX, radiusY, 0, 0, 2 * Math.PI);
  }

  fill(color: string, opacity: number): void {
    this.#context.globalAlpha = opacity;
    this.#context.fillStyle = color;
    this.#context.fill();
  }

  stroke({ color, width, dash, opacity }: GraphStroke): void {
    this.#context.globalAlpha = opacity;
    this.#context.strokeStyle = color;
    this.#context.lineWidth = width;
    this.#context.setLineDash(dash ? [...dash] : []);
    this.#context.stroke();
  }

  text({ text, left, middle, align, fontPixels, weight, color, opacity }: GraphText): void {
    const font = `${weight} ${fontPixels}px ${this.#fontFamily}`;
    if (font !== this.#font) this.#context.font = this.#font = font;
    this.#context.globalAlpha = opacity;
    this.#context.fillStyle = color;
    this.#context.textAlign = align;
    this.#context.fillText(text, left, middle);
  }
}

// Writes a graph as elements of an SVG; texts stay texts.
import { escapedXml } from "../plane/captioned-picture.ts";
import type { GraphPen, GraphStroke, GraphText } from "./graph-pen.ts";

const anchors = { left: "start", center: "middle", right: "end" } as const;

export class SvgPen implements GraphPen {
  readonly #tags: string[] = [];
  #path: string[] = [];

  get drawn(): string {
    return this.#tags.join("\n");
  }

  begin(): void {
    this.#path = [];
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${short(x)} ${short(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`L${short(x)} ${short(y)}`);
  }

  quadTo(controlX: number, controlY: number, x: number, y: number): void {
    this.#path.push(`Q${short(controlX)} ${short(controlY)} ${short(x)} ${short(y)}`);
  }

  closePath(): void {
    this.#path.push("Z");
  }

  rect(left: number, top: number, width: number, height: number): void {
    this.#path.push(`M${short(left)} ${short(top)}h${short(width)}v${short(height)}h${short(-width)}Z`);
  }

  ellipse(x: number, y: number, radiusX: number, radiusY: number): void {
    const half = `A${short(radiusX)} ${short(radiusY)} 0 0 1`;
    this.#path.push(`M${short(x + radiusX)} ${short(y)}${half} ${short(x - radiusX)} ${short(y)}`);
    this.#path.push(`${half} ${short(x + radiusX)} ${short(y)}Z`);
  }

  fill(color: string, opacity: number): void {
    this.#tag(`fill="${escapedXml(color)}"${opacityOf(opacity)}`);
  }

  stroke({ color, width, dash, opacity }: GraphStroke): void {
    const dashes = dash ? ` stroke-dasharray="${dash.map(short).join(" ")}"` : "";
    this.#tag(
      `fill="none" stroke="${escapedXml(color)}" stroke-width="${short(width)}" stroke-linejoin="round"${dashes}${opacityOf(opacity)}`,
    );
  }

  text({ text, left, middle, align, fontPixels, weight, color, opacity }: GraphText): void {
    this.#tags.push(
      `<text x="${short(left)}" y="${short(middle)}" text-anchor="${anchors[align]}" dominant-baseline="central" fill="${escapedXml(color)}" font-size="${short(fontPixels)}" font-weight="${weight}"${opacityOf(opacity)} xml:space="preserve">${escapedXml(text)}</text>`,
    );
  }

  #tag(attributes: string): void {
    if (this.#path.length > 0) this.#tags.push(`<path d="${this.#path.join("")}" ${attributes}/>`);
  }
}

function opacityOf(opacity: number): string {
  return opacity === 1 ? "" : ` opacity="${short(opacity)}"`;
}

/** A hundredth of a pixel is finer than any screen. */
function short(place: number): string {
  return String(Math.round(place * 100) / 100 + 0);
}

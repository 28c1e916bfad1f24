// Marks onto a canvas.
import type { Mark, PixelImage, PixelsMark, ShapeMark, TextMark } from "./mark.ts";

export const haloPixels = 3;

/** Draws in CSS pixels: the context is scaled to the device. Leaves it as it was. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  marks: readonly Mark[],
  fontFamily: string,
): void {
  context.save();
  for (const mark of marks) drawMark(context, mark, fontFamily);
  context.restore();
}

function drawMark(context: CanvasRenderingContext2D, mark: Mark, fontFamily: string): void {
  switch (mark.kind) {
    case "shape": {
      drawShapeMark(context, mark);
      return;
    }
    case "text": {
      drawText(context, mark, fontFamily);
      return;
    }
    case "pixels": {
      drawPixels(context, mark);
      return;
    }
  }
}

function drawShapeMark(context: CanvasRenderingContext2D, mark: ShapeMark): void {
  const { points, isClosed, fill, stroke, lineWidth = 1, dash, opacity = 1, clip } = mark;
  if (clip) {
    context.save();
    context.beginPath();
    context.rect(clip.left, clip.top, clip.width, clip.height);
    context.clip();
  }
  context.beginPath();
  for (let i = 0; i + 1 < points.length; i += 2)
    if (i === 0) context.moveTo(points[i]!, points[i + 1]!);
    else context.lineTo(points[i]!, points[i + 1]!);
  if (isClosed) context.closePath();
  context.globalAlpha = opacity;
  if (fill !== undefined) {
    context.fillStyle = fill;
    context.fill();
  }
  if (stroke !== undefined) {
    context.strokeStyle = stroke;
    context.lineWidth = lineWidth;
    context.lineJoin = "round";
    context.setLineDash(dash ? [...dash] : []);
    context.stroke();
  }
  context.globalAlpha = 1;
  if (clip) context.restore();
}

function drawText(context: CanvasRenderingContext2D, mark: TextMark, fontFamily: string): void {
  const { text, left, top, align, baseline, fill, fontPixels, weight = 400, halo } = mark;
  context.font = `${weight} ${fontPixels}px ${fontFamily}`;
  context.textAlign = align;
  context.textBaseline = baseline;
  if (halo !== undefined) {
    context.strokeStyle = halo;
    context.lineWidth = haloPixels;
    context.lineJoin = "round";
    context.setLineDash([]);
    context.strokeText(text, left, top);
  }
  context.fillStyle = fill;
  context.fillText(text, left, top);
}

function drawPixels(context: CanvasRenderingContext2D, mark: PixelsMark): void {
  const source = canvasOf(mark.image);
  if (!source) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(source, mark.left, mark.top, mark.width, mark.height);
}

/** Null where there is nothing to draw, or nothing to draw on. */
function canvasOf({ width, height, rgba }: PixelImage): HTMLCanvasElement | null {
  if (width === 0 || height === 0) return null;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return context && canvas;
}

/** `data:` URL of the picture as a PNG. Throws an Error where there is no canvas. */
export function pngUrlOf(image: PixelImage): string {
  const canvas = canvasOf(image);
  if (!canvas) throw new Error("The browser gives no canvas to draw the pixels on");
  return canvas.toDataURL("image/png");
}

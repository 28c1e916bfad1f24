// What lies above the lines: labels at their ends, the note on what has no place, and what moves with the pointer.
import { axisFont } from "../plane/axes-scene.ts";
import { drawOverlay, isBlank, type Overlay } from "../plane/overlay.ts";
import { canvasPen, drawShape } from "../plane/painter.ts";
import type { Shape } from "../plane/shape.ts";
import { endLabelInsetPixels, endLabelStrokes } from "./end-labels.ts";
import { clippedNote, type LineScene } from "./line-scene.ts";

export interface LineOverlay extends Overlay, Pick<LineScene, "endLabels" | "clippedCount"> {
  /** What stands out of the lines, which recede below. */
  readonly emphasized: readonly Shape[];
}

/** Whether there is nothing to draw. */
export function isBlankOverlay(overlay: LineOverlay): boolean {
  const { endLabels, emphasized, clippedCount } = overlay;
  return endLabels.length === 0 && emphasized.length === 0 && clippedCount === 0 && isBlank(overlay);
}

/** Draws over the whole canvas, in CSS pixels: the context is scaled to the device. */
export function drawLineOverlay(context: CanvasRenderingContext2D, overlay: LineOverlay): void {
  const { width, height } = overlay.size;
  context.clearRect(0, 0, width, height);
  if (overlay.emphasized.length > 0) drawEmphasized(context, overlay);
  drawEndLabels(context, overlay);
  if (overlay.clippedCount > 0) drawClippedNote(context, overlay);
  drawOverlay(context, overlay);
}

function drawEmphasized(context: CanvasRenderingContext2D, { emphasized, rect }: LineOverlay): void {
  context.save();
  context.beginPath();
  context.rect(rect.left, rect.top, rect.width, rect.height);
  context.clip();
  const pen = canvasPen(context);
  for (const shape of emphasized) drawShape(context, pen, shape);
  context.restore();
}

function drawEndLabels(context: CanvasRenderingContext2D, { endLabels, rect, theme }: LineOverlay): void {
  const left = rect.left + rect.width;
  context.font = axisFont(theme.fontFamily);
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const label of endLabels) {
    for (const stroke of endLabelStrokes(label)) {
      context.fillStyle = stroke.color;
      context.fillRect(left + stroke.left, Math.round(label.top) - 1, stroke.width, 2);
    }
    context.fillStyle = theme.text;
    context.fillText(label.text, left + endLabelInsetPixels, label.top + 0.5);
  }
}

function drawClippedNote(
  context: CanvasRenderingContext2D,
  { clippedCount, rect, theme }: LineOverlay,
): void {
  context.font = axisFont(theme.fontFamily);
  context.textAlign = "left";
  context.textBaseline = "bottom";
  const [text, left, top] = [clippedNote(clippedCount), rect.left + 6, rect.top + rect.height - 6];
  // Readable where lines run through it.
  context.strokeStyle = theme.surface;
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeText(text, left, top);
  context.fillStyle = theme.secondaryText;
  context.fillText(text, left, top);
}

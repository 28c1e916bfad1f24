// What moves with the pointer, on a canvas of its own above the lines, so that moving it never redraws them.
import type { ChartTheme } from "../plane/chart.ts";
import { drawSelected, type SelectedOverlay } from "../plane/selection-overlay.ts";
import { endLabelInsetPixels, endLabelStrokes } from "./end-labels.ts";
import type { Selection } from "../plane/view.ts";
import type { NearestPoint } from "./nearest-points.ts";
import type { PixelPoint, PlotRect } from "../plane/plane.ts";
import { axisFont, clippedNote, type ChartSize, type LineScene } from "./line-scene.ts";

const axisLabelPixels = 17;

export interface Overlay {
  readonly size: ChartSize;
  readonly rect: PlotRect;
  readonly endLabels: LineScene["endLabels"];
  readonly clippedCount: number;
  /** null when nothing is selected. */
  readonly selected: SelectedOverlay | null;
  /** Labels of the x axis, which give way to the crosshair's. */
  readonly axisLabels: readonly { readonly left: number; readonly text: string }[];
  /** null when there is none in view. */
  readonly crosshair: {
    /** In CSS pixels. */
    readonly left: number;
    /** Shown on the axis; empty for a crosshair from another chart. */
    readonly label: string;
    readonly points: readonly NearestPoint[];
  } | null;
  readonly selection: Selection | null;
  readonly hasFocusRing: boolean;
  readonly theme: ChartTheme;
}

/** Whether there is anything to draw. */
export function isBlank({ endLabels, clippedCount, selected, ...overlay }: Overlay): boolean {
  return (
    endLabels.length === 0 &&
    clippedCount === 0 &&
    !selected &&
    !overlay.crosshair &&
    !overlay.selection &&
    !overlay.hasFocusRing
  );
}

/** Draws over the whole canvas, in CSS pixels: the context is scaled to the device. */
export function drawOverlay(context: CanvasRenderingContext2D, overlay: Overlay): void {
  const { rect, crosshair, selection, hasFocusRing, theme } = overlay;
  const { width, height } = overlay.size;
  context.clearRect(0, 0, width, height);
  drawEndLabels(context, overlay);
  if (overlay.clippedCount > 0) drawClippedNote(context, overlay);
  if (overlay.selected) drawSelected(context, overlay.selected, rect, theme);
  if (crosshair) {
    drawCrosshair(context, crosshair.left, rect, theme);
    for (const { pixel, line } of crosshair.points)
      drawDot(context, pixel, rect, [line.color, theme.surface]);
    if (crosshair.label !== "") drawAxisLabel(context, overlay, crosshair);
  }
  if (selection) drawSelection(context, selection, theme);
  if (hasFocusRing) {
    context.strokeStyle = theme.accent;
    context.lineWidth = 2;
    context.strokeRect(1, 1, width - 2, height - 2);
  }
}

function drawEndLabels(context: CanvasRenderingContext2D, { endLabels, rect, theme }: Overlay): void {
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

function drawClippedNote(context: CanvasRenderingContext2D, { clippedCount, rect, theme }: Overlay): void {
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

function drawCrosshair(
  context: CanvasRenderingContext2D,
  left: number,
  rect: PlotRect,
  theme: ChartTheme,
): void {
  context.globalAlpha = 0.55;
  context.fillStyle = theme.secondaryText;
  context.fillRect(Math.round(left - 0.5), rect.top, 1, rect.height);
  context.globalAlpha = 1;
}

function drawDot(
  context: CanvasRenderingContext2D,
  { left, top }: PixelPoint,
  rect: PlotRect,
  [fill, stroke]: readonly [string, string],
): void {
  const isInPlot = left >= rect.left - 1 && left <= rect.left + rect.width + 1 && top >= rect.top - 1;
  if (!isInPlot || top > rect.top + rect.height + 1) return;
  context.beginPath();
  context.arc(left, top, 3.5, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = stroke;
  context.lineWidth = 1.5;
  context.stroke();
}

/** The crosshair's x among the axis's labels, kept within the chart; it covers whole labels, never half of one. */
function drawAxisLabel(
  context: CanvasRenderingContext2D,
  { rect, axisLabels, theme }: Overlay,
  { left, label }: { readonly left: number; readonly label: string },
): void {
  context.font = axisFont(theme.fontFamily);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const width = Math.ceil(context.measureText(label).width) + 10;
  const right = rect.left + rect.width + 12;
  const center = Math.max(width / 2, Math.min(left, right - width / 2));
  const top = rect.top + rect.height + 1;
  context.fillStyle = theme.surface;
  for (const covered of axisLabels) {
    const coveredWidth = Math.ceil(context.measureText(covered.text).width) + 2;
    if (Math.abs(covered.left - center) < (width + coveredWidth) / 2)
      context.fillRect(covered.left - coveredWidth / 2, top + 1, coveredWidth, axisLabelPixels);
  }
  context.beginPath();
  context.roundRect(center - width / 2, top, width, axisLabelPixels, 3);
  context.fill();
  context.strokeStyle = theme.hairline;
  context.lineWidth = 1;
  context.stroke();
  context.fillStyle = theme.text;
  context.fillText(label, center, top + axisLabelPixels / 2 + 0.5);
}

function drawSelection(
  context: CanvasRenderingContext2D,
  { rect, kind }: Selection,
  theme: ChartTheme,
): void {
  const { left, top, width, height } = rect;
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.12;
  context.fillRect(left, top, width, height);
  context.globalAlpha = 0.9;
  // Only the edges that were chosen.
  if (kind !== "y") {
    context.fillRect(Math.round(left), top, 1, height);
    context.fillRect(Math.round(left + width) - 1, top, 1, height);
  }
  if (kind !== "x") {
    context.fillRect(left, Math.round(top), width, 1);
    context.fillRect(left, Math.round(top + height) - 1, width, 1);
  }
  context.globalAlpha = 1;
}

// What moves with the pointer: crosshair and dots, what is selected, and what a drag marks. On a canvas of its own, so that moving it redraws nothing else.
import { axisFont } from "./axes-scene.ts";
import type { ChartTheme } from "./chart.ts";
import type { ChartSize, PixelPoint, PlotRect } from "./plane.ts";
import { drawSelected, type SelectedOverlay } from "./selection-overlay.ts";
import type { Selection } from "./view.ts";

const axisLabelPixels = 17;

/** A point that the crosshair reads. */
export interface Dot {
  readonly pixel: PixelPoint;
  readonly color: string;
}

export interface Overlay {
  readonly size: ChartSize;
  readonly rect: PlotRect;
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
    readonly dots: readonly Dot[];
  } | null;
  readonly selection: Selection | null;
  readonly hasFocusRing: boolean;
  readonly theme: ChartTheme;
}

/** Whether there is nothing to draw. */
export function isBlank({ selected, crosshair, selection, hasFocusRing }: Overlay): boolean {
  return !selected && !crosshair && !selection && !hasFocusRing;
}

/** Draws onto a cleared canvas, in CSS pixels: the context is scaled to the device. */
export function drawOverlay(context: CanvasRenderingContext2D, overlay: Overlay): void {
  const { size, rect, selected, crosshair, selection, hasFocusRing, theme } = overlay;
  if (selected) drawSelected(context, selected, rect, theme);
  if (crosshair) {
    drawCrosshair(context, crosshair.left, rect, theme);
    for (const { pixel, color } of crosshair.dots) drawDot(context, pixel, rect, [color, theme.surface]);
    if (crosshair.label !== "") drawAxisLabel(context, overlay, crosshair);
  }
  if (selection) drawSelection(context, selection, theme);
  if (hasFocusRing) {
    context.strokeStyle = theme.accent;
    context.lineWidth = 2;
    context.strokeRect(1, 1, size.width - 2, size.height - 2);
  }
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

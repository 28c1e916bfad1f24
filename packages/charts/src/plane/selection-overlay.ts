// What is selected on the x axis: a line, or a band with two edges, and handles that say their x among the axis' labels.
import type { ChartTheme } from "./chart.ts";
import { axisFont } from "./axes-scene.ts";
import type { PlotRect } from "./plane.ts";

export interface SelectedOverlay {
  /** One, or the two of a range from left to right; in CSS pixels. */
  readonly ends: readonly { readonly left: number; readonly label: string }[];
  readonly hasHandles: boolean;
}

const handlePixels = 17;
const pointPixels = 4;

export function drawSelected(
  context: CanvasRenderingContext2D,
  { ends, hasHandles }: SelectedOverlay,
  rect: PlotRect,
  theme: ChartTheme,
): void {
  const right = rect.left + rect.width;
  const within = (left: number) => Math.min(Math.max(left, rect.left), right);
  const [low, high] = ends;
  if (low && high && low.left < right && high.left > rect.left) {
    context.globalAlpha = 0.1;
    context.fillStyle = theme.accent;
    context.fillRect(within(low.left), rect.top, within(high.left) - within(low.left), rect.height);
    context.globalAlpha = 1;
  }
  const seen = ends.filter(({ left }) => left >= rect.left - 0.5 && left <= right + 0.5);
  context.fillStyle = theme.accent;
  for (const { left } of seen) context.fillRect(Math.round(left) - 0.75, rect.top, 1.5, rect.height);
  if (hasHandles) drawHandles(context, seen, rect, theme);
}

/** Labels with a point up to the axis. Two that would touch are moved apart; their points stay. */
function drawHandles(
  context: CanvasRenderingContext2D,
  ends: SelectedOverlay["ends"],
  rect: PlotRect,
  theme: ChartTheme,
): void {
  context.font = axisFont(theme.fontFamily);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const axisTop = rect.top + rect.height;
  const most = rect.left + rect.width + 13;
  const boxes = ends.map(({ left, label }) => {
    const width = Math.max(14, Math.ceil(context.measureText(label).width) + 10);
    return { left, label, width, start: Math.max(0, Math.min(left - width / 2, most - width)) };
  });
  const [first, second] = boxes;
  if (first && second && first.start + first.width + 2 > second.start) {
    const overlap = first.start + first.width + 2 - second.start;
    second.start = Math.min(second.start + overlap / 2, most - second.width);
    first.start = Math.max(0, second.start - 2 - first.width);
  }
  for (const { left, label, width, start } of boxes) {
    context.fillStyle = theme.accent;
    context.beginPath();
    context.moveTo(left - pointPixels, axisTop + pointPixels + 1);
    context.lineTo(left, axisTop);
    context.lineTo(left + pointPixels, axisTop + pointPixels + 1);
    context.roundRect(start, axisTop + pointPixels, width, handlePixels, 3);
    context.fill();
    context.fillStyle = theme.surface;
    context.fillText(label, start + width / 2, axisTop + pointPixels + handlePixels / 2 + 0.5);
  }
}

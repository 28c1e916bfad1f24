// Line charts as files: pictures of vectors or of pixels, with title and legend. A door of its own, so that a page loads it when it is asked for.
import { init, use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import type { ChartTheme } from "./plane/chart.ts";
import { chartOption, registerAxesParts } from "./plane/chart-option.ts";
import { xScaleOf } from "./plane/axis.ts";
import type { LineChartProps } from "./line/line-chart-props.ts";
import { lineElements } from "./line/line-elements.ts";
import { registerShapeElements } from "./plane/shape-elements.ts";
import { lineScene } from "./line/line-scene.ts";
import type { ChartSize } from "./plane/plane.ts";
import { lineShapes } from "./line/line-shapes.ts";
import { lineExtents } from "./line/line-extents.ts";
import {
  legendFontPixels,
  legendStrokePixels,
  legendTextPixels,
  pictureLayout,
  titleFontPixels,
  type LegendEntry,
  type PictureCaption,
  type PictureLayout,
} from "./plane/picture-layout.ts";

export type { PictureCaption } from "./plane/picture-layout.ts";

const legendStrokeWidth = 2;
/** Lines among very many are as thin as on a screen of this density. */
const vectorPixelRatio = 2;
/** Browsers differ in the largest canvas they give; all give this. */
const mostCanvasPixels = 16_384;

/**
 * The chart as a self-contained SVG: surface, title, axes, bands, lines and marks as paths, legend; fonts by the names that the theme gives.
 * Pure, and without a browser. The size is the chart's in CSS pixels: title and legend add to the height.
 * Neither the crosshair nor what is selected is drawn. Throws a RangeError for a size that isn't positive and finite.
 */
export function exportSvg(props: LineChartProps, size: ChartSize, caption: PictureCaption): string {
  assertSize(size, 1);
  const { theme } = props;
  const layout = pictureLayout(size, caption);
  const { width, height } = layout.size;
  registerShapeElements();
  registerAxesParts();
  use([SVGRenderer]);
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption(pictureOption(props, size, vectorPixelRatio));
  const drawn = chart.renderToSVGString();
  chart.dispose();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${escaped(theme.surface)}"/>`,
    ...(layout.title
      ? [textTag(layout.title, { full: caption.title, fontPixels: titleFontPixels, weight: 600 }, theme)]
      : []),
    `<g transform="translate(0 ${layout.chartTop})">`,
    withoutPageParts(drawn),
    "</g>",
    ...layout.entries.flatMap((entry) => entryTags(entry, theme)),
    "</svg>",
  ].join("\n");
}

/**
 * The chart as a PNG of `pixelRatio` pixels per CSS pixel, with the fonts that the page has loaded; otherwise as `exportSvg`.
 * Rejects with a RangeError when a side would have more than 16,384 pixels, and with an Error when the browser can't make the picture.
 */
export async function exportPng(
  props: LineChartProps,
  size: ChartSize,
  caption: PictureCaption,
  pixelRatio: number,
): Promise<Blob> {
  const layout = pictureLayout(size, caption);
  assertSize(size, pixelRatio);
  assertSize(layout.size, pixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(layout.size.width * pixelRatio);
  canvas.height = Math.round(layout.size.height * pixelRatio);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser gives no canvas to draw the picture on; export as SVG instead");
  context.scale(pixelRatio, pixelRatio);
  context.fillStyle = props.theme.surface;
  context.fillRect(0, 0, layout.size.width, layout.size.height);
  drawChart(context, props, layout.chartTop, { size, pixelRatio });
  drawCaption(context, layout, props.theme);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("The browser could not encode the picture; export it smaller, or as SVG"));
    }, "image/png");
  });
}

function assertSize({ width, height }: ChartSize, pixelRatio: number): void {
  const isPositive = width > 0 && height > 0 && pixelRatio > 0;
  if (!isPositive || !Number.isFinite(width * height * pixelRatio))
    throw new RangeError(`Not a size of a picture: ${width} × ${height} at ${pixelRatio}`);
  if (Math.max(width, height) * pixelRatio > mostCanvasPixels)
    throw new RangeError(
      `A picture of ${width} × ${height} at ${pixelRatio} pixels each is too large: at most ${mostCanvasPixels} a side`,
    );
}

function pictureOption(props: LineChartProps, size: ChartSize, pixelRatio: number) {
  const { lines, view, theme, yScale, ignoreOutliers } = props;
  const extents = lineExtents(lines, { xScale: xScaleOf(props), yScale, ignoreOutliers, xRange: view.x });
  const scene = lineScene(props, view, size, extents);
  const shapes = lineShapes(lines, scene.plane, { theme, pixelRatio });
  return chartOption(scene, theme, lineElements(shapes, scene, theme));
}

function drawChart(
  context: CanvasRenderingContext2D,
  props: LineChartProps,
  top: number,
  { size, pixelRatio }: { readonly size: ChartSize; readonly pixelRatio: number },
): void {
  registerShapeElements();
  registerAxesParts();
  use([CanvasRenderer]);
  const place = document.createElement("div");
  const chart = init(place, null, { renderer: "canvas", devicePixelRatio: pixelRatio, ...size });
  chart.setOption(pictureOption(props, size, pixelRatio));
  context.drawImage(chart.renderToCanvas({ pixelRatio }), 0, top, size.width, size.height);
  chart.dispose();
}

function drawCaption(
  context: CanvasRenderingContext2D,
  { title, entries }: PictureLayout,
  theme: ChartTheme,
): void {
  context.textBaseline = "middle";
  context.fillStyle = theme.text;
  if (title) {
    context.font = `600 ${titleFontPixels}px ${theme.fontFamily}`;
    context.fillText(title.text, title.left, title.top);
  }
  context.font = `${legendFontPixels}px ${theme.fontFamily}`;
  context.lineWidth = legendStrokeWidth;
  for (const { left, top, text, color, dash } of entries) {
    context.strokeStyle = color;
    context.setLineDash(dash ? [...dash] : []);
    context.beginPath();
    context.moveTo(left, top);
    context.lineTo(left + legendStrokePixels, top);
    context.stroke();
    context.fillText(text, left + legendTextPixels, top);
  }
}

function entryTags(
  { left, top, text, label, color, dash }: LegendEntry,
  theme: ChartTheme,
): readonly string[] {
  const dashes = dash ? ` stroke-dasharray="${dash.join(" ")}"` : "";
  return [
    `<path d="M${left} ${top}h${legendStrokePixels}" fill="none" stroke="${escaped(color)}" stroke-width="${legendStrokeWidth}"${dashes}/>`,
    textTag(
      { left: left + legendTextPixels, top, text },
      { full: label, fontPixels: legendFontPixels, weight: 400 },
      theme,
    ),
  ];
}

function textTag(
  { left, top, text }: { readonly left: number; readonly top: number; readonly text: string },
  font: { readonly full: string; readonly fontPixels: number; readonly weight: number },
  theme: ChartTheme,
): string {
  const style = `font-family="${escaped(theme.fontFamily)}" font-size="${font.fontPixels}" font-weight="${font.weight}"`;
  // What a viewer shows for a name that is shortened.
  const full = text === font.full ? "" : `<title>${escaped(font.full)}</title>`;
  return `<text x="${left}" y="${top}" dominant-baseline="central" fill="${escaped(theme.text)}" ${style} xml:space="preserve">${full}${escaped(text)}</text>`;
}

/** What ECharts writes for a page that it would listen on: its own attributes, classes, and styles under the pointer. */
function withoutPageParts(svg: string): string {
  return svg
    .replaceAll(/<style[^>]*>[\s\S]*?<\/style>/g, "")
    .replaceAll(/ (?:ecmeta_[a-z_]+|class|pointer-events)="[^"]*"/g, "")
    .replaceAll("><", ">\n<");
}

/** As text and as an attribute of XML, which has no place for most control characters at all. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}

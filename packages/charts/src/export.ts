// Charts as files: pictures of vectors or of pixels, with title and legend. A door of its own, so that a page loads it when it is asked for.
import { init, use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import { chartOption, registerAxesParts } from "./plane/chart-option.ts";
import { xScaleOf } from "./plane/axis.ts";
import type { LineChartProps } from "./line/line-chart-props.ts";
import { lineElements } from "./line/line-elements.ts";
import { registerShapeElements } from "./plane/shape-elements.ts";
import { lineScene } from "./line/line-scene.ts";
import type { ChartSize } from "./plane/plane.ts";
import { lineShapes } from "./line/line-shapes.ts";
import { lineExtents } from "./line/line-extents.ts";
import { assertPictureSize, captionedPng, captionedSvg } from "./plane/captioned-picture.ts";
import { pictureLayout, type PictureCaption } from "./plane/picture-layout.ts";

export { drawingPng, drawingSvg } from "./drawing/drawing-picture.ts";
export { graphPng, graphSvg, type GraphPictureOptions } from "./graph/graph-picture.ts";
export type { PictureCaption } from "./plane/picture-layout.ts";

/** Lines among very many are as thin as on a screen of this density. */
const vectorPixelRatio = 2;

/**
 * The chart as a self-contained SVG: surface, title, axes, bands, lines and marks as paths, legend; fonts by the names that the theme gives.
 * Pure, and without a browser. The size is the chart's in CSS pixels: title and legend add to the height.
 * Neither the crosshair nor what is selected is drawn. Throws a RangeError for a size that isn't positive and finite.
 */
export function exportSvg(props: LineChartProps, size: ChartSize, caption: PictureCaption): string {
  assertPictureSize(size, 1);
  const layout = pictureLayout(size, caption);
  registerShapeElements();
  registerAxesParts();
  use([SVGRenderer]);
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption(pictureOption(props, size, vectorPixelRatio));
  const drawn = chart.renderToSVGString();
  chart.dispose();
  return captionedSvg(withoutPageParts(drawn), layout, caption, props.theme);
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
  const draw = (context: CanvasRenderingContext2D, top: number): void =>
    drawChart(context, props, top, { size, pixelRatio });
  return captionedPng(draw, { size, caption, theme: props.theme, pixelRatio });
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

/** What ECharts writes for a page that it would listen on: its own attributes, classes, and styles under the pointer. */
function withoutPageParts(svg: string): string {
  return svg
    .replaceAll(/<style[^>]*>[\s\S]*?<\/style>/g, "")
    .replaceAll(/ (?:ecmeta_[a-z_]+|class|pointer-events)="[^"]*"/g, "")
    .replaceAll("><", ">\n<");
}

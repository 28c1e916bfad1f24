// A graph as a picture to keep: all of it, or what a camera shows.
import { assertPictureSize, captionedPng, captionedSvg, escapedXml } from "../plane/captioned-picture.ts";
import { pictureLayout, type PictureCaption } from "../plane/picture-layout.ts";
import { CanvasPen } from "./canvas-pen.ts";
import { edgeLabelsOf } from "./edge-labels.ts";
import { type GraphCamera, type GraphWindow, windowOf } from "./graph-camera.ts";
import { type GraphLook, marksOf } from "./graph-marks.ts";
import type { GraphPainting } from "./graph-painting.ts";
import type { GraphDirection } from "./graph-scene.ts";
import type { GraphSize } from "./graph-size.ts";
import { graphStyle } from "./graph-style.ts";
import { canvasMeasure, LabelFit } from "./label-fit.ts";
import { paintWholeGraph } from "./paint-graph.ts";
import { placeGraph } from "./placed-graph.ts";
import { SvgPen } from "./svg-pen.ts";

export interface GraphPictureOptions extends Omit<GraphLook, "scene"> {
  readonly direction: GraphDirection;
  /** `whole`: at scale 1, with a margin. */
  readonly area: "whole" | { readonly camera: GraphCamera; readonly size: GraphSize };
  readonly caption?: PictureCaption;
}

const marginPixels = 24;
const noCaption: PictureCaption = { title: "", legend: [] };

/**
 * The graph as a self-contained SVG whose texts are texts; title and legend add to the height.
 * Pure, and without a browser: widths of texts are then estimated. Throws a RangeError for a size that isn't positive and finite, or too large.
 */
export function graphSvg(scene: GraphLook["scene"], options: GraphPictureOptions): string {
  const { painting, window } = paintingOf(scene, options);
  const { caption = noCaption, theme } = options;
  const size = { width: window.width, height: window.height };
  assertPictureSize(size, 1);
  const pen = new SvgPen();
  paintWholeGraph(pen, painting, window);
  const drawn = [
    `<clipPath id="graph"><rect width="${size.width}" height="${size.height}"/></clipPath>`,
    `<g clip-path="url(#graph)" font-family="${escapedXml(theme.fontFamily)}">`,
    pen.drawn,
    "</g>",
  ];
  return captionedSvg(drawn.join("\n"), pictureLayout(size, caption), caption, theme);
}

/** The graph as a PNG of `pixelRatio` pixels per CSS pixel; otherwise as `graphSvg`. Rejects as `exportPng`. */
export async function graphPng(
  scene: GraphLook["scene"],
  options: GraphPictureOptions,
  pixelRatio: number,
): Promise<Blob> {
  const { painting, window } = paintingOf(scene, options);
  const { caption = noCaption, theme } = options;
  const size = { width: window.width, height: window.height };
  const draw = (context: CanvasRenderingContext2D, top: number): void => {
    context.save();
    context.translate(0, top);
    context.beginPath();
    context.rect(0, 0, size.width, size.height);
    context.clip();
    paintWholeGraph(new CanvasPen(context, theme.fontFamily), painting, window);
    context.restore();
  };
  return captionedPng(draw, { size, caption, theme, pixelRatio });
}

function paintingOf(
  scene: GraphLook["scene"],
  options: GraphPictureOptions,
): { readonly painting: GraphPainting; readonly window: GraphWindow } {
  const graph = placeGraph(scene, options.direction);
  const { area, theme, colors } = options;
  const labels = new LabelFit(canvasMeasure(theme.fontFamily));
  const painting = {
    graph,
    colors,
    style: graphStyle(theme),
    labels,
    ...marksOf(graph, { scene, ...options }),
    edgeLabels: (level: number) => edgeLabelsOf(graph, level, labels),
  };
  const { width, height } = graph.size;
  const window =
    area === "whole"
      ? {
          left: -marginPixels,
          top: -marginPixels,
          scale: 1,
          width: Math.ceil(width + 2 * marginPixels),
          height: Math.ceil(height + 2 * marginPixels),
        }
      : windowOf(area.camera, area.size);
  return { painting, window };
}

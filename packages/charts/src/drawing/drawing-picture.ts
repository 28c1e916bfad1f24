// Drawings as files: the same marks as vectors, or as pixels.
import { assertPictureSize, captionedPng, captionedSvg, escapedXml } from "../plane/captioned-picture.ts";
import { pictureLayout, type PictureCaption } from "../plane/picture-layout.ts";
import type { ChartSize, PlotRect } from "../plane/plane.ts";
import { drawMarks, haloPixels, pngUrlOf } from "./mark-canvas.ts";
import type { Drawing, Mark, PixelsMark, ShapeMark, TextMark } from "./mark.ts";

const noCaption: PictureCaption = { title: "", legend: [] };

/**
 * The drawing as a self-contained SVG with title and legend, which add to the height; nothing is highlighted. The size is what it was drawn for.
 * Pure, and without a browser unless there are pixels in it. Throws a RangeError for a size that isn't positive and finite, and an Error when a browser gives no canvas.
 */
export function drawingSvg(
  { marks, theme }: Pick<Drawing<unknown>, "marks" | "theme">,
  size: ChartSize,
  caption: PictureCaption = noCaption,
): string {
  assertPictureSize(size, 1);
  const clips = clipsOf(marks);
  const drawn = [
    ...clips.map(clipTag),
    `<g font-family="${escapedXml(theme.fontFamily)}">`,
    ...marks.map((mark) => markTag(mark, clips)),
    "</g>",
  ];
  return captionedSvg(drawn.join("\n"), pictureLayout(size, caption), caption, theme);
}

/** The drawing as a PNG of `pixelRatio` pixels per CSS pixel; otherwise as `drawingSvg`. Rejects as `exportPng`. */
export async function drawingPng(
  { marks, theme }: Pick<Drawing<unknown>, "marks" | "theme">,
  size: ChartSize,
  caption: PictureCaption,
  pixelRatio: number,
): Promise<Blob> {
  const draw = (context: CanvasRenderingContext2D, top: number): void => {
    context.save();
    context.translate(0, top);
    drawMarks(context, marks, theme.fontFamily);
    context.restore();
  };
  return captionedPng(draw, { size, caption, theme, pixelRatio });
}

/** Each once: a drawing has one or two. */
function clipsOf(marks: readonly Mark[]): readonly PlotRect[] {
  const clips = new Map<string, PlotRect>();
  for (const mark of marks)
    if (mark.kind === "shape" && mark.clip) clips.set(JSON.stringify(mark.clip), mark.clip);
  return [...clips.values()];
}

function clipTag({ left, top, width, height }: PlotRect, index: number): string {
  return `<clipPath id="clip${index}"><rect x="${left}" y="${top}" width="${width}" height="${height}"/></clipPath>`;
}

function markTag(mark: Mark, clips: readonly PlotRect[]): string {
  switch (mark.kind) {
    case "shape":
      return shapeTag(mark, clips);
    case "text":
      return textMarkTag(mark);
    case "pixels":
      return pixelsTag(mark);
  }
}

function shapeTag(mark: ShapeMark, clips: readonly PlotRect[]): string {
  const { points, isClosed, fill, stroke, lineWidth = 1, dash, opacity = 1, clip } = mark;
  const places: string[] = [];
  for (let i = 0; i + 1 < points.length; i += 2)
    places.push(`${i === 0 ? "M" : "L"}${shortened(points[i]!)} ${shortened(points[i + 1]!)}`);
  const strokes =
    stroke === undefined
      ? ""
      : ` stroke="${escapedXml(stroke)}" stroke-width="${lineWidth}" stroke-linejoin="round"${dash ? ` stroke-dasharray="${dash.join(" ")}"` : ""}`;
  const index = clip ? clips.findIndex((one) => JSON.stringify(one) === JSON.stringify(clip)) : -1;
  return `<path d="${places.join("")}${isClosed ? "Z" : ""}" fill="${escapedXml(fill ?? "none")}"${strokes}${opacity === 1 ? "" : ` opacity="${opacity}"`}${index < 0 ? "" : ` clip-path="url(#clip${index})"`}/>`;
}

const anchors = { left: "start", center: "middle", right: "end" } as const;
const baselines = { top: "hanging", middle: "central", bottom: "text-after-edge" } as const;

function textMarkTag(mark: TextMark): string {
  const { text, left, top, align, baseline, fill, fontPixels, weight = 400, halo } = mark;
  const outline =
    halo === undefined
      ? ""
      : ` stroke="${escapedXml(halo)}" stroke-width="${haloPixels}" stroke-linejoin="round" paint-order="stroke"`;
  return `<text x="${shortened(left)}" y="${shortened(top)}" text-anchor="${anchors[align]}" dominant-baseline="${baselines[baseline]}" fill="${escapedXml(fill)}" font-size="${fontPixels}" font-weight="${weight}"${outline} xml:space="preserve">${escapedXml(text)}</text>`;
}

function pixelsTag({ left, top, width, height, image }: PixelsMark): string {
  if (image.width === 0 || image.height === 0) return "";
  return `<image x="${left}" y="${top}" width="${width}" height="${height}" preserveAspectRatio="none" image-rendering="pixelated" href="${pngUrlOf(image)}"/>`;
}

/** A hundredth of a pixel is finer than any screen. */
function shortened(place: number): string {
  return String(Math.round(place * 100) / 100 + 0);
}

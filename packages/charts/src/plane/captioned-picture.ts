// A chart as a picture to keep: its surface, a title above and a legend below, as vectors or as pixels.
import type { ChartTheme } from "./chart.ts";
import {
  legendFontPixels,
  legendStrokePixels,
  legendTextPixels,
  pictureLayout,
  titleFontPixels,
  type LegendEntry,
  type PictureCaption,
  type PictureLayout,
} from "./picture-layout.ts";
import type { ChartSize } from "./plane.ts";

const legendStrokeWidth = 2;
/** Browsers differ in the largest canvas they give; all give this. */
const mostCanvasPixels = 16_384;

/** A whole SVG with what is drawn of the chart, which begins at its own left top corner. */
export function captionedSvg(
  drawn: string,
  layout: PictureLayout,
  caption: PictureCaption,
  theme: ChartTheme,
): string {
  const { width, height } = layout.size;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${escapedXml(theme.surface)}"/>`,
    ...(layout.title
      ? [textTag(layout.title, { full: caption.title, fontPixels: titleFontPixels, weight: 600 }, theme)]
      : []),
    `<g transform="translate(0 ${layout.chartTop})">`,
    drawn,
    "</g>",
    ...layout.entries.flatMap((entry) => entryTags(entry, theme)),
    "</svg>",
  ].join("\n");
}

interface CaptionedPicture {
  /** Of the chart, in CSS pixels. */
  readonly size: ChartSize;
  readonly caption: PictureCaption;
  readonly theme: ChartTheme;
  /** Pixels of the picture per CSS pixel. */
  readonly pixelRatio: number;
}

/** `draw` gets a context in CSS pixels of the whole picture, and how far below its top the chart begins. Rejects as `exportPng`. */
export async function captionedPng(
  draw: (context: CanvasRenderingContext2D, top: number) => void,
  { size, caption, theme, pixelRatio }: CaptionedPicture,
): Promise<Blob> {
  const layout = pictureLayout(size, caption);
  assertPictureSize(size, pixelRatio);
  assertPictureSize(layout.size, pixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(layout.size.width * pixelRatio);
  canvas.height = Math.round(layout.size.height * pixelRatio);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser gives no canvas to draw the picture on; export as SVG instead");
  context.scale(pixelRatio, pixelRatio);
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, layout.size.width, layout.size.height);
  draw(context, layout.chartTop);
  drawCaption(context, layout, theme);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("The browser could not encode the picture; export it smaller, or as SVG"));
    }, "image/png");
  });
}

/** Throws a RangeError for what is no size of a picture, or a larger one than browsers draw. */
export function assertPictureSize({ width, height }: ChartSize, pixelRatio: number): void {
  const isPositive = width > 0 && height > 0 && pixelRatio > 0;
  if (!isPositive || !Number.isFinite(width * height * pixelRatio))
    throw new RangeError(`Not a size of a picture: ${width} × ${height} at ${pixelRatio}`);
  if (Math.max(width, height) * pixelRatio > mostCanvasPixels)
    throw new RangeError(
      `A picture of ${width} × ${height} at ${pixelRatio} pixels each is too large: at most ${mostCanvasPixels} a side`,
    );
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
    `<path d="M${left} ${top}h${legendStrokePixels}" fill="none" stroke="${escapedXml(color)}" stroke-width="${legendStrokeWidth}"${dashes}/>`,
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
  const style = `font-family="${escapedXml(theme.fontFamily)}" font-size="${font.fontPixels}" font-weight="${font.weight}"`;
  // What a viewer shows for a name that is shortened.
  const full = text === font.full ? "" : `<title>${escapedXml(font.full)}</title>`;
  return `<text x="${left}" y="${top}" dominant-baseline="central" fill="${escapedXml(theme.text)}" ${style} xml:space="preserve">${full}${escapedXml(text)}</text>`;
}

/** As text and as an attribute of XML, which has no place for most control characters at all. */
export function escapedXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}

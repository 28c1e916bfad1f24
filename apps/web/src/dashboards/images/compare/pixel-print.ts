// Prints values into pixels that are large enough, dark on light and light on dark, a few at a time: there may be ten thousands.
import { alike, type PictureSamples } from "@runboard/analysis";
import type { PixelPart, PixelValues } from "../values/pixel-orders.ts";
import { cornerOf, type PaneView, type Size } from "./pane-geometry.ts";

export interface PrintedValues {
  /** Of the pixel at a place of the part: one line for each channel. */
  readonly linesAt: (pixel: number) => readonly string[];
  /** Most lines, and characters in a line. */
  readonly lineCount: number;
  readonly longest: number;
}

interface PrintPlace {
  readonly view: PaneView;
  readonly size: Size;
  readonly part: PixelPart;
  /** Of the pane, where the picture is seen. */
  readonly from: number;
  readonly to: number;
}

interface Print {
  /** What the pixels look like, before `filter`. */
  readonly drawn: CanvasRenderingContext2D;
  readonly printed: PrintedValues;
  readonly place: PrintPlace;
  readonly filter: string;
}

const MOST_FONT_PIXELS = 13;
/** A digit is so wide, of the font's size. */
const DIGIT_SHARE = 0.62;
/** Of a frame, for printing. */
const SLICE_MILLIS = 8;

/** Samples of a picture, as they are stored. */
export function printedSamples({ part, channelCount, greatest, values }: PixelValues): PrintedValues {
  return {
    linesAt: (pixel) =>
      Array.from(values.subarray(pixel * channelCount, (pixel + 1) * channelCount), (value) => String(value)),
    lineCount: channelCount,
    longest: Math.min(String(greatest).length, longestOf(values, part)),
  };
}

/** How far the samples of one picture are from those of another: with a sign, or without. */
export function printedDifference(a: PixelValues, b: PixelValues, isSigned: boolean): PrintedValues {
  const [first, second] = alike(samplesOfPart(a), samplesOfPart(b));
  const { channelCount, greatest } = first;
  return {
    linesAt: (pixel) =>
      Array.from({ length: channelCount }, (_, channel) => {
        const at = pixel * channelCount + channel;
        const change = (second.values[at] ?? 0) - (first.values[at] ?? 0);
        return isSigned ? signedText(change) : String(Math.abs(change));
      }),
    lineCount: channelCount,
    longest: String(greatest).length + (isSigned ? 1 : 0),
  };
}

function signedText(change: number): string {
  return change > 0 ? `+${change}` : change < 0 ? `−${-change}` : "0";
}

function samplesOfPart({
  part: { width, height },
  channelCount,
  greatest,
  values,
}: PixelValues): PictureSamples {
  return { width, height, channelCount, greatest, values };
}

function longestOf(values: PixelValues["values"], { width, height }: PixelPart): number {
  if (width * height === 0) return 1;
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return String(most).length;
}

/** Rejects when the signal aborts. */
export async function printValues(
  context: CanvasRenderingContext2D,
  { drawn, printed, place, filter }: Print,
  signal: AbortSignal,
): Promise<void> {
  const { view, size, part, from, to } = place;
  const { scale } = view;
  const fontPixels = Math.min(
    scale / (DIGIT_SHARE * printed.longest),
    (0.92 * scale) / printed.lineCount,
    MOST_FONT_PIXELS,
  );
  const [cornerLeft, cornerTop] = cornerOf(view, size);
  const isDark = darkness(drawn, size, filter);
  const family = getComputedStyle(context.canvas).getPropertyValue("--font-mono");
  let sliceStart = performance.now();
  context.font = `${fontPixels}px ${family}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const lineHeight = Math.min(scale / printed.lineCount, 1.15 * fontPixels);
  for (let pixel = 0; pixel < part.width * part.height; pixel++) {
    if (performance.now() - sliceStart > SLICE_MILLIS) {
      await nextFrame();
      signal.throwIfAborted();
      sliceStart = performance.now();
    }
    const x = cornerLeft + (part.left + (pixel % part.width) + 0.5) * scale;
    const y = cornerTop + (part.top + Math.floor(pixel / part.width) + 0.5) * scale;
    if (x < from || x >= to) continue;
    // Of a pixel that the pane's edge cuts, the place that is seen.
    const dark = isDark(Math.max(0, Math.min(x, size.width - 1)), Math.max(0, Math.min(y, size.height - 1)));
    context.fillStyle = dark ? "#ffffff" : "#000000";
    const lines = printed.linesAt(pixel);
    for (const [at, line] of lines.entries())
      context.fillText(line, x, y + (at - (lines.length - 1) / 2) * lineHeight);
  }
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Whether white is read better than black on what stands at a place. */
function darkness(
  drawn: CanvasRenderingContext2D,
  size: Size,
  filter: string,
): (x: number, y: number) => boolean {
  const { width, height } = drawn.canvas;
  const { data } = drawn.getImageData(0, 0, width, height);
  const [, brightness = "1"] = /brightness\(([\d.]+)\)/.exec(filter) ?? [];
  const [, contrast = "1"] = /contrast\(([\d.]+)\)/.exec(filter) ?? [];
  const ratio = width / size.width;
  return (x, y) => {
    const at = 4 * (Math.floor(y * ratio) * width + Math.floor(x * ratio));
    const light = [0.2126, 0.7152, 0.0722].reduce((sum, share, channel) => {
      const shown = ((data[at + channel] ?? 0) / 255) * Number(brightness);
      return sum + share * Math.max(0, Math.min((shown - 0.5) * Number(contrast) + 0.5, 1)) ** 2.2;
    }, 0);
    // Where both have the same contrast.
    return light < 0.179;
  };
}

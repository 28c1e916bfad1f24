// The colours of shares: one ramp from the surface for all heat-maps, and a bar that says what they mean.
import type { ChartTheme } from "../plane/chart.ts";
import { channelsOf, colorRamp, lightnessOf, nearestSrgb } from "../plane/oklab.ts";
import type { ChartSize } from "../plane/plane.ts";
import type { Drawing, PixelImage } from "../drawing/mark.ts";
import { placed, ticksBelow, touchingBelow, type PlacedTicks } from "./axis-marks.ts";
import { shareLabels } from "./shares.ts";
import { valueAxis, valueTicks } from "./value-axis.ts";

export interface Ramp {
  readonly isLog: boolean;
  /** Share that has the full colour; what is more has it, too. */
  readonly most: number;
  /** Where the logarithm begins: what is less, but not 0, has the first colour. Not used on a linear ramp. */
  readonly least: number;
}

/** Of a ramp: the surface for 0, then from the first colour that stands out to the full one. */
export const rampColorCount = 256;

/** Lightness goes one way all along, hue from warm to cold, away from the accent's blue. Stops in OKLCH. */
const stops = {
  light: [
    { at: 0, lightness: 0.95, chroma: 0.045, hue: 85 },
    { at: 0.25, lightness: 0.84, chroma: 0.11, hue: 70 },
    { at: 0.5, lightness: 0.69, chroma: 0.17, hue: 40 },
    { at: 0.75, lightness: 0.5, chroma: 0.18, hue: 8 },
    { at: 1, lightness: 0.28, chroma: 0.12, hue: 318 },
  ],
  dark: [
    { at: 0, lightness: 0.3, chroma: 0.07, hue: 300 },
    { at: 0.25, lightness: 0.43, chroma: 0.14, hue: 325 },
    { at: 0.5, lightness: 0.58, chroma: 0.18, hue: 10 },
    { at: 0.75, lightness: 0.75, chroma: 0.15, hue: 50 },
    { at: 1, lightness: 0.94, chroma: 0.1, hue: 98 },
  ],
} as const;

const rampsBySurface = new Map<string, Uint32Array>();

/** `rampColorCount` colours as `rgba` of a `PixelImage` has them in memory, four bytes each. */
export function rampPixels({ surface }: ChartTheme): Uint32Array {
  const known = rampsBySurface.get(surface);
  if (known) return known;
  const scheme = lightnessOf(surface) > 0.5 ? stops.light : stops.dark;
  const channels = colorRamp(
    scheme.map(({ at, ...color }) => ({ at, color: nearestSrgb(color) })),
    rampColorCount - 1,
  );
  const bytes = new Uint8Array(4 * rampColorCount).fill(255);
  bytes.set(channelsOf(surface) ?? [255, 255, 255]);
  for (let i = 1; i < rampColorCount; i++) bytes.set(channels.subarray(3 * i - 3, 3 * i), 4 * i);
  const ramp = new Uint32Array(bytes.buffer);
  rampsBySurface.set(surface, ramp);
  return ramp;
}

/** Which colour of the ramp a share has. */
export function rampIndex({ isLog, most, least }: Ramp): (share: number) => number {
  const last = rampColorCount - 1;
  const low = isLog ? Math.log(Math.max(Math.min(least, most), Number.MIN_VALUE)) : 0;
  const span = isLog ? Math.log(most) - low : most;
  return (share) => {
    if (!(share > 0)) return 0;
    const part = ((isLog ? Math.log(share) : share) - low) / span;
    // A ramp of no length has its full colour from there on.
    return part >= 1 || Number.isNaN(part) ? last : part <= 0 ? 1 : 1 + Math.floor(part * (last - 1));
  };
}

const barPixels = 8;
const edgePixels = 2;

/** A bar of the colours from left to right, and below it the shares that they stand for. */
export function rampDrawing(
  props: { readonly theme: ChartTheme; readonly ramp: Ramp },
  size: ChartSize,
): Drawing<never> {
  const { theme, ramp } = props;
  const left = Math.min(16, size.width / 4);
  const right = size.width - left;
  const top = edgePixels;
  const bottom = Math.min(top + barPixels, size.height - edgePixels);
  return {
    theme,
    marks: [
      {
        kind: "pixels",
        left,
        top,
        width: Math.max(1, right - left),
        height: Math.max(1, bottom - top),
        image: rampImage(theme, ramp),
      },
      ...ticksBelow(rampTicks(ramp, left, right), bottom, size, theme),
    ],
    hitAt: () => null,
    highlight: () => [],
  };
}

function rampTicks({ isLog, most, least }: Ramp, low: number, high: number): PlacedTicks["ticks"] {
  if (!(most > 0)) return [];
  const scale = { kind: isLog ? ("log" as const) : ("linear" as const) };
  const domain = [isLog ? Math.min(least, most) : 0, most] as const;
  const axis = valueAxis(scale, domain, { low, high });
  const touching: typeof touchingBelow = (a, b) =>
    touchingBelow({ ...a, label: `${a.label} %` }, { ...b, label: `${b.label} %` });
  const ticks = valueTicks(scale, domain, axis, {
    count: Math.max(2, Math.round((high - low) / 50)),
    touching,
  });
  return placed(shareLabels(ticks), axis.pixelOf).ticks;
}

/** The colours as they are on the bar: one pixel high. On a linear ramp the first is that of 0. */
function rampImage(theme: ChartTheme, { isLog }: Ramp): PixelImage {
  const from = isLog ? 1 : 0;
  const pixels = rampPixels(theme).slice(from);
  return { width: pixels.length, height: 1, rgba: new Uint8ClampedArray(pixels.buffer) };
}

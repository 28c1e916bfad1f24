// Where two pictures differ, as a picture.
import { alike, brightnessShares, colorCountOf, type PictureSamples } from "@runboard/analysis";
import { colorAt } from "./color-maps.ts";

export interface DifferenceLook {
  /** `absolute`: of each channel, black where nothing differs. `signed`: of brightness, blue where the second is darker and red where it is lighter. */
  readonly kind: "absolute" | "signed";
  /** So many times as large as it is. */
  readonly gain: number;
}

const LEVELS = 255;

/** Colours of signed differences from −255 to 255. */
const signedColors = Uint32Array.from({ length: 2 * LEVELS + 1 }, (_, at) => {
  const [red, green, blue] = colorAt("blueToRed", at / (2 * LEVELS));
  return red | (green << 8) | (blue << 16) | (255 << 24);
});

/** Of two pictures of one size; four bytes a pixel, as a canvas takes them. */
export function differencePixels(
  [first, second]: readonly [PictureSamples, PictureSamples],
  { kind, gain }: DifferenceLook,
): Uint8ClampedArray<ArrayBuffer> {
  const [a, b] = alike(first, second);
  const pixels = new Uint8ClampedArray(4 * a.width * a.height);
  const factor = (gain * LEVELS) / a.greatest;
  if (kind === "absolute") fillAbsolute(pixels, [a, b], factor);
  else fillSigned(new Uint32Array(pixels.buffer), [a, b], factor);
  return pixels;
}

function fillAbsolute(
  pixels: Uint8ClampedArray,
  [a, b]: readonly [PictureSamples, PictureSamples],
  factor: number,
): void {
  const { channelCount } = a;
  const colorCount = colorCountOf(a);
  for (let from = 0, to = 0; to < pixels.length; from += channelCount, to += 4) {
    // Of what is transparent a difference shows in all channels.
    const ofAlpha = channelCount % 2 === 0 ? distance(a, b, from + channelCount - 1) : 0;
    for (let channel = 0; channel < 3; channel++) {
      const ofColor = distance(a, b, from + (colorCount === 1 ? 0 : channel));
      // Stored between 0 and 255 by the array itself.
      pixels[to + channel] = factor * Math.max(ofColor, ofAlpha);
    }
    pixels[to + 3] = 255;
  }
}

function distance(a: PictureSamples, b: PictureSamples, at: number): number {
  return Math.abs((a.values[at] ?? 0) - (b.values[at] ?? 0));
}

function fillSigned(
  words: Uint32Array,
  [a, b]: readonly [PictureSamples, PictureSamples],
  factor: number,
): void {
  const { channelCount } = a;
  const isSingle = colorCountOf(a) === 1;
  const [red, green, blue] = brightnessShares;
  const change = (at: number): number => (b.values[at] ?? 0) - (a.values[at] ?? 0);
  for (let pixel = 0, at = 0; pixel < words.length; pixel++, at += channelCount) {
    const brighter = isSingle
      ? change(at)
      : red * change(at) + green * change(at + 1) + blue * change(at + 2);
    const level = Math.max(-LEVELS, Math.min(Math.round(factor * brighter), LEVELS));
    words[pixel] = signedColors[level + LEVELS] ?? 0;
  }
}

// How the samples of a picture become what is seen: which of them is dark and which is light, by which curve, in which colours.
import { colorCountOf, type PictureSamples } from "@runboard/analysis";
import { colorAt, type ColorMap } from "./color-maps.ts";

/** What is dark and light: the least and greatest that samples may be, or what lies between these percentiles of the picture's own. */
export const toneRanges = ["stored", "0-100", "1-99", "5-95"] as const;
type ToneRange = (typeof toneRanges)[number];

/** For pictures of one channel. */
export const toneMaps = ["grey", "viridis"] as const satisfies readonly ColorMap[];

export interface Tone {
  readonly range: ToneRange;
  /** Light is raised to 1 / this: more than 1 makes the middle lighter. */
  readonly gamma: number;
  /** For pictures of one channel; others keep their colours. */
  readonly map: (typeof toneMaps)[number];
}

export const plainTone: Tone = { range: "stored", gamma: 1, map: "grey" };

export interface TonedPicture {
  /** Four bytes a pixel, as a canvas takes them. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly scale: ToneScale;
}

/** What a bar of colours says. */
export interface ToneScale {
  /** Samples that the ends of the range stand for. */
  readonly low: number;
  readonly high: number;
  /** Whether it has one channel, which a map may colour. */
  readonly isSingle: boolean;
}

export function tonedPicture(samples: PictureSamples, tone: Tone): TonedPicture {
  const { width, height, channelCount, greatest, values } = samples;
  const isSingle = colorCountOf(samples) === 1;
  const [low, high] = rangeOf(samples, tone.range);
  const levels = levelsOf({ low, high, greatest, gamma: tone.gamma });
  const colors = isSingle ? levels.map((level) => packed(colorAt(tone.map, level / 255))) : levels;
  const pixels = new Uint8ClampedArray(4 * width * height);
  const words = new Uint32Array(pixels.buffer);
  const hasAlpha = channelCount % 2 === 0;
  const toAlpha = 255 / greatest;
  for (let pixel = 0, at = 0; pixel < words.length; pixel++, at += channelCount) {
    const color = isSingle
      ? (colors[values[at] ?? 0] ?? 0)
      : (colors[values[at] ?? 0] ?? 0) |
        ((colors[values[at + 1] ?? 0] ?? 0) << 8) |
        ((colors[values[at + 2] ?? 0] ?? 0) << 16);
    const alpha = hasAlpha ? Math.round((values[at + channelCount - 1] ?? 0) * toAlpha) : 255;
    words[pixel] = color | (alpha << 24);
  }
  return { pixels, scale: { low, high, isSingle } };
}

/** As a canvas keeps it, little end first, without alpha. */
function packed([red, green, blue]: readonly [number, number, number]): number {
  return red | (green << 8) | (blue << 16);
}

interface Levels {
  readonly low: number;
  readonly high: number;
  readonly greatest: number;
  readonly gamma: number;
}

/** Of each sample, how light it is shown, 0 to 255. */
function levelsOf({ low, high, greatest, gamma }: Levels): Uint32Array {
  return Uint32Array.from({ length: greatest + 1 }, (_, sample) => {
    // All of one value: it stands in the middle of nothing.
    const share = high > low ? (sample - low) / (high - low) : sample < low ? 0 : sample > high ? 1 : 0.5;
    return Math.round(255 * Math.max(0, Math.min(share, 1)) ** (1 / gamma));
  });
}

/** Samples of colours, all channels together, without alpha. Percentiles are samples that there are. */
export function rangeOf(samples: PictureSamples, range: ToneRange): readonly [low: number, high: number] {
  if (range === "stored") return [0, samples.greatest];
  const { channelCount, greatest, values } = samples;
  const colorCount = colorCountOf(samples);
  const counts = new Uint32Array(greatest + 1);
  for (let at = 0; at < values.length; at += channelCount)
    for (let channel = 0; channel < colorCount; channel++) {
      const sample = values[at + channel] ?? 0;
      counts[sample] = (counts[sample] ?? 0) + 1;
    }
  const total = (values.length / channelCount) * colorCount;
  const [from = 0, to = 100] = range.split("-").map(Number);
  return [
    sampleAtRank(counts, Math.floor((from / 100) * (total - 1))),
    sampleAtRank(counts, Math.ceil((to / 100) * (total - 1))),
  ];
}

function sampleAtRank(counts: Uint32Array, rank: number): number {
  let before = 0;
  for (const [sample, count] of counts.entries()) {
    before += count;
    if (before > rank) return sample;
  }
  return counts.length - 1;
}

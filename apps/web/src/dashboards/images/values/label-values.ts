// Pictures of labels: few values, each of which stands for something and gets a colour of its own.
import { colorCountOf, type PictureSamples } from "@runboard/analysis";
import type { Rgb } from "./color-maps.ts";

export interface LabelValue {
  /** As it is stored: one number, or red, green and blue. */
  readonly text: string;
  readonly color: Rgb;
  /** Of the picture's pixels. */
  readonly share: number;
  /** 0 stands for nothing: what is below is seen. */
  readonly isClear: boolean;
}

export type LabelPicture =
  | {
      readonly kind: "labels";
      /** Ascending. */
      readonly values: readonly LabelValue[];
      readonly pixels: Uint8ClampedArray<ArrayBuffer>;
    }
  /** More values than labels have. */
  | { readonly kind: "many" };

/** A legend of more cannot be read, and colours of more cannot be told apart. */
export const MOST_LABELS = 64;

/** Okabe and Ito's, which all eyes tell apart. */
const firstColors: readonly Rgb[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];

export function labelsOf(samples: PictureSamples): LabelPicture {
  const { channelCount, values, width, height } = samples;
  const isSingle = colorCountOf(samples) === 1;
  const counts = new Map<number, number>();
  const valueAt = (at: number): number =>
    isSingle
      ? (values[at] ?? 0)
      : ((values[at] ?? 0) * COLOR_BASE + (values[at + 1] ?? 0)) * COLOR_BASE + (values[at + 2] ?? 0);
  for (let at = 0; at < values.length; at += channelCount) {
    const value = valueAt(at);
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > MOST_LABELS) return { kind: "many" };
  }
  const ordered = [...counts].sort(([a], [b]) => a - b);
  let coloredCount = 0;
  const legend = ordered.map(([value, count]): LabelValue => {
    const isClear = value === 0;
    const colors = channelsOf(value);
    return {
      text: isSingle ? String(value) : colors.join(" "),
      // Colours that were stored stay what they are.
      color: isClear
        ? [0, 0, 0]
        : isSingle
          ? labelColor(coloredCount++)
          : (colors.map((one) => Math.round((255 * one) / samples.greatest)) as unknown as Rgb),
      share: count / (width * height),
      isClear,
    };
  });
  const words = new Map(
    ordered.map(([value], at) => {
      const { color, isClear } = legend[at] ?? { color: [0, 0, 0], isClear: true };
      const [red, green, blue] = color;
      return [value, isClear ? 0 : red | (green << 8) | (blue << 16) | (255 << 24)];
    }),
  );
  const pixels = new Uint8ClampedArray(4 * width * height);
  const target = new Uint32Array(pixels.buffer);
  for (let pixel = 0; pixel < target.length; pixel++)
    target[pixel] = words.get(valueAt(pixel * channelCount)) ?? 0;
  return { kind: "labels", values: legend, pixels };
}

/** Of samples of sixteen bits, too. */
const COLOR_BASE = 2 ** 16;

function channelsOf(value: number): readonly number[] {
  return [
    Math.floor(value / COLOR_BASE ** 2),
    Math.floor(value / COLOR_BASE) % COLOR_BASE,
    value % COLOR_BASE,
  ];
}

/** After the first ones, hues by the golden angle. */
function labelColor(index: number): Rgb {
  const known = firstColors[index];
  if (known) return known;
  const hue = (index * 137.508) % 360;
  const lightness = [0.45, 0.6, 0.75][index % 3] ?? 0.6;
  return fromHsl(hue, 0.65, lightness);
}

function fromHsl(hue: number, saturation: number, lightness: number): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const place = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

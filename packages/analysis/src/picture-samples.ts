// Pictures as numbers: the samples of each pixel as they were stored, not as a screen shows them.

export interface PictureSamples {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 2: grey and alpha, 3: red, green, blue, 4: these and alpha. */
  readonly channelCount: 1 | 2 | 3 | 4;
  /** What a sample may be at most: 255 of eight bits, 65,535 of sixteen. */
  readonly greatest: number;
  /** Row by row, the channels of a pixel side by side. */
  readonly values: Uint8Array | Uint16Array;
}

/** Channels that are seen, without alpha. */
export function colorCountOf({ channelCount }: PictureSamples): 1 | 3 {
  return channelCount <= 2 ? 1 : 3;
}

/** Without alpha where all is opaque, and with one channel where all pixels are grey: what a writer wrote as colours may have none. */
export function withoutNeedlessChannels(samples: PictureSamples): PictureSamples {
  const { channelCount, greatest, values } = samples;
  const hasAlpha = channelCount % 2 === 0;
  let isOpaque = true;
  let isGrey = true;
  for (let at = 0; at < values.length && (isGrey || (hasAlpha && isOpaque)); at += channelCount) {
    if (hasAlpha && values[at + channelCount - 1] !== greatest) isOpaque = false;
    if (channelCount >= 3 && (values[at] !== values[at + 1] || values[at] !== values[at + 2])) isGrey = false;
  }
  const keepsAlpha = hasAlpha && !isOpaque;
  const kept = ((isGrey ? 1 : 3) + (keepsAlpha ? 1 : 0)) as PictureSamples["channelCount"];
  if (kept === channelCount) return samples;
  const pixelCount = samples.width * samples.height;
  const fewer = greatest > 255 ? new Uint16Array(pixelCount * kept) : new Uint8Array(pixelCount * kept);
  const colorCount = isGrey ? 1 : 3;
  for (let from = 0, to = 0; to < fewer.length; from += channelCount, to += kept) {
    for (let channel = 0; channel < colorCount; channel++) fewer[to + channel] = values[from + channel]!;
    if (keepsAlpha) fewer[to + kept - 1] = values[from + channelCount - 1]!;
  }
  return { ...samples, channelCount: kept, values: fewer };
}

/** Two pictures of one size with the same channels and the same greatest sample, so that their samples can be held against each other. */
export function alike(a: PictureSamples, b: PictureSamples): readonly [PictureSamples, PictureSamples] {
  const colorCount = Math.max(colorCountOf(a), colorCountOf(b));
  const hasAlpha = a.channelCount % 2 === 0 || b.channelCount % 2 === 0;
  const channelCount = (colorCount + (hasAlpha ? 1 : 0)) as PictureSamples["channelCount"];
  const greatest = Math.max(a.greatest, b.greatest);
  return [withChannels(a, channelCount, greatest), withChannels(b, channelCount, greatest)];
}

function withChannels(
  samples: PictureSamples,
  channelCount: PictureSamples["channelCount"],
  greatest: number,
): PictureSamples {
  if (samples.channelCount === channelCount && samples.greatest === greatest) return samples;
  const { width, height, values } = samples;
  const more =
    greatest > 255
      ? new Uint16Array(width * height * channelCount)
      : new Uint8Array(width * height * channelCount);
  // Whole: 1, 3, 15 and 255 divide what is greater.
  const factor = greatest / samples.greatest;
  const colorCount = channelCount <= 2 ? 1 : 3;
  const ownCount = samples.channelCount;
  const isGrey = ownCount <= 2;
  for (let from = 0, to = 0; to < more.length; from += ownCount, to += channelCount) {
    for (let channel = 0; channel < colorCount; channel++)
      more[to + channel] = values[from + (isGrey ? 0 : channel)]! * factor;
    if (channelCount % 2 === 0)
      more[to + channelCount - 1] = ownCount % 2 === 0 ? values[from + ownCount - 1]! * factor : greatest;
  }
  return { width, height, channelCount, greatest, values: more };
}

/** Shares of red, green and blue in the brightness of a colour, after ITU-R BT.601. */
export const brightnessShares = [0.299, 0.587, 0.114] as const;

/** Brightness of the pixels of one row, in units of the samples, into `row`. */
export function readBrightnessRow(samples: PictureSamples, top: number, row: Float64Array): void {
  const { width, channelCount, values } = samples;
  const [red, green, blue] = brightnessShares;
  for (let left = 0, at = top * width * channelCount; left < width; left++, at += channelCount)
    row[left] =
      channelCount <= 2 ? values[at]! : red * values[at]! + green * values[at + 1]! + blue * values[at + 2]!;
}

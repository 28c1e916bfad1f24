import { ssim } from "ssim.js";
import { describe, expect, test } from "vitest";
import { likenessInPieces, type PictureLikeness } from "./picture-likeness.ts";
import { alike, withoutNeedlessChannels, type PictureSamples } from "./picture-samples.ts";

function likeness(a: PictureSamples, b: PictureSamples): PictureLikeness {
  const pieces = likenessInPieces(a, b);
  for (;;) {
    const step = pieces.next();
    if (step.done) return step.value;
  }
}

interface Made {
  readonly width: number;
  readonly height: number;
  readonly channelCount?: PictureSamples["channelCount"];
  readonly greatest?: number;
}

function picture(
  { width, height, channelCount = 1, greatest = 255 }: Made,
  valueAt: (left: number, top: number, channel: number) => number,
): PictureSamples {
  const values =
    greatest > 255
      ? new Uint16Array(width * height * channelCount)
      : new Uint8Array(width * height * channelCount);
  for (const at of values.keys()) {
    const pixel = Math.floor(at / channelCount);
    values[at] = valueAt(pixel % width, Math.floor(pixel / width), at % channelCount);
  }
  return { width, height, channelCount, greatest, values };
}

/** The same numbers every time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

/** Waves, and the same with so much noise. */
function noisyPair(size: Made, deviation: number): readonly [PictureSamples, PictureSamples] {
  const random = noise(7);
  const { greatest = 255 } = size;
  const wave = (left: number, top: number, channel: number): number =>
    greatest * (0.5 + 0.4 * Math.sin(left / 5 + channel) * Math.cos(top / 7));
  return [
    picture(size, (left, top, channel) => wave(left, top, channel)),
    picture(size, (left, top, channel) =>
      Math.max(0, Math.min(wave(left, top, channel) + greatest * deviation * (random() - 0.5), greatest)),
    ),
  ];
}

const rgba = ({ width, height, values }: PictureSamples) => ({
  width,
  height,
  data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : (values[at >> 2] ?? 0),
  ),
});

describe("structural similarity", () => {
  test.each([
    ["little noise", 0.05],
    ["much noise", 0.5],
  ])("of grey pictures with %s is that of ssim.js without its reduction", (_, deviation) => {
    const [a, b] = noisyPair({ width: 37, height: 29 }, deviation);
    const oracle = ssim(rgba(a), rgba(b), { ssim: "original", downsample: false, windowSize: 11 });
    // Its brightness of grey is 0.9999 of the sample, after MATLAB.
    expect(likeness(a, b).ssim).toBeCloseTo(oracle.mssim, 4);
    expect(oracle.mssim).toBeLessThan(0.99);
  });

  test("of two even pictures is what the formula leaves of it", () => {
    const size = { width: 16, height: 12 };
    const c1 = (0.01 * 255) ** 2;
    expect(
      likeness(
        picture(size, () => 100),
        picture(size, () => 150),
      ).ssim,
    ).toBeCloseTo((2 * 100 * 150 + c1) / (100 ** 2 + 150 ** 2 + c1), 10);
  });

  test("needs room for its window", () => {
    const [a, b] = noisyPair({ width: 10, height: 40 }, 0.1);
    expect(likeness(a, b).ssim).toBeNull();
    expect(likeness(...noisyPair({ width: 11, height: 11 }, 0.1)).ssim).not.toBeNull();
  });
});

test("pictures that are the same differ nowhere", () => {
  const [a] = noisyPair({ width: 20, height: 20, channelCount: 3 }, 0);
  const found = likeness(a, a);
  expect(found.psnrDecibels).toBe(Infinity);
  expect(found.changedShare).toBe(0);
  expect(found.ssim).toBeCloseTo(1, 12);
});

test("noise and changed pixels are counted over all channels", () => {
  const size = { width: 4, height: 5, channelCount: 3 } as const;
  const a = picture(size, () => 10);
  // One sample of one pixel in twenty.
  const b = picture(size, (left, top, channel) => (left + top + channel === 0 ? 22 : 10));
  const { psnrDecibels, changedShare } = likeness(a, b);
  expect(psnrDecibels).toBeCloseTo(10 * Math.log10(255 ** 2 / (12 ** 2 / 60)), 10);
  expect(changedShare).toBeCloseTo(1 / 20, 12);
});

test("grey and colours, eight bits and sixteen are held against each other by what they mean", () => {
  const size = { width: 12, height: 12 };
  const grey = picture(size, (left) => 20 * left);
  const colors = picture({ ...size, channelCount: 4, greatest: 65_535 }, (left, _, channel) =>
    channel === 3 ? 65_535 : 257 * 20 * left,
  );
  expect(likeness(grey, colors).changedShare).toBe(0);
  const [a, b] = alike(grey, colors);
  expect([a.channelCount, a.greatest, a.values.length]).toEqual([4, 65_535, 576]);
  expect(a.values).toEqual(b.values);
});

test("of two sizes there is no likeness", () => {
  const one = picture({ width: 12, height: 12 }, () => 1);
  const other = picture({ width: 12, height: 13 }, () => 1);
  expect(() => likeness(one, other)).toThrow("one size");
});

describe("channels that say nothing are left out", () => {
  const size = { width: 3, height: 2, channelCount: 4 } as const;

  test.each([
    ["all grey and opaque", (left: number, channel: number) => (channel === 3 ? 255 : left), 1],
    [
      "one pixel of another colour",
      (left: number, channel: number) => (channel === 3 ? 255 : left * channel),
      3,
    ],
    [
      "grey, one pixel transparent",
      (left: number, channel: number) => (channel === 3 ? 254 + (left % 2) : left),
      2,
    ],
    ["colours, one pixel transparent", (left: number, channel: number) => left + channel, 4],
  ] as const)("%s", (_, valueAt, channelCount) => {
    const samples = picture(size, (left, _top, channel) => valueAt(left, channel));
    const fewer = withoutNeedlessChannels(samples);
    expect(fewer.channelCount).toBe(channelCount);
    const last = fewer.values.subarray(2 * channelCount, 3 * channelCount);
    const whole = samples.values.subarray(8, 12);
    const expected = { 1: [0], 2: [0, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3] }[channelCount];
    expect([...last]).toEqual(expected.map((channel) => whole[channel]));
  });
});

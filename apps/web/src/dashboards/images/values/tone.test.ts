import type { PictureSamples } from "@runboard/analysis";
import { describe, expect, test } from "vitest";
import { plainTone, rangeOf, tonedPicture } from "./tone.ts";

function grey(samples: readonly number[], greatest = 255): PictureSamples {
  const values = greatest > 255 ? Uint16Array.from(samples) : Uint8Array.from(samples);
  return { width: samples.length, height: 1, channelCount: 1, greatest, values };
}

const reds = (pixels: Uint8ClampedArray): readonly number[] => [...pixels].filter((_, at) => at % 4 === 0);

describe("range", () => {
  const hundred = grey(Array.from({ length: 101 }, (_, at) => 2 * at));

  test.each([
    ["stored", [0, 255]],
    ["0-100", [0, 200]],
    ["1-99", [2, 198]],
    ["5-95", [10, 190]],
  ] as const)("%s", (range, expected) => {
    expect(rangeOf(hundred, range)).toEqual(expected);
  });

  test("of colours is that of all channels without alpha", () => {
    const values = Uint8Array.of(10, 20, 30, 255, 40, 50, 60, 0);
    expect(rangeOf({ width: 2, height: 1, channelCount: 4, greatest: 255, values }, "0-100")).toEqual([
      10, 60,
    ]);
  });

  test("is stretched from black to white, of sixteen bits too", () => {
    const { pixels, scale } = tonedPicture(grey([1000, 1100, 1200], 65_535), {
      ...plainTone,
      range: "0-100",
    });
    expect(reds(pixels)).toEqual([0, 128, 255]);
    expect(scale).toEqual({ low: 1000, high: 1200, isSingle: true });
  });

  test("of one value is grey", () => {
    expect(reds(tonedPicture(grey([9, 9]), { ...plainTone, range: "1-99" }).pixels)).toEqual([128, 128]);
  });
});

test("gamma raises the middle and leaves the ends", () => {
  const { pixels } = tonedPicture(grey([0, 64, 255]), { ...plainTone, gamma: 2 });
  expect(reds(pixels)).toEqual([0, Math.round(255 * Math.sqrt(64 / 255)), 255]);
});

test("false colours are for one channel; colours and alpha stay", () => {
  const mapped = tonedPicture(grey([0, 255]), { ...plainTone, map: "viridis" });
  expect([...mapped.pixels]).toEqual([0x44, 0x01, 0x54, 255, 0xfd, 0xe7, 0x25, 255]);
  const values = Uint8Array.of(1, 2, 3, 4);
  const colors = tonedPicture(
    { width: 1, height: 1, channelCount: 4, greatest: 255, values },
    { ...plainTone, map: "viridis" },
  );
  expect([...colors.pixels]).toEqual([1, 2, 3, 4]);
  expect(colors.scale.isSingle).toBe(false);
});

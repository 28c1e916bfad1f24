import type { PictureSamples } from "@runboard/analysis";
import { expect, test } from "vitest";
import { differencePixels } from "./difference.ts";

function row(
  channelCount: PictureSamples["channelCount"],
  samples: readonly number[],
  greatest = 255,
): PictureSamples {
  const values = greatest > 255 ? Uint16Array.from(samples) : Uint8Array.from(samples);
  return { width: samples.length / channelCount, height: 1, channelCount, greatest, values };
}

test("absolute: how far each channel is from the other, so many times, and not beyond white", () => {
  const pair = [row(3, [10, 20, 30, 0, 0, 0]), row(3, [13, 10, 30, 0, 200, 0])] as const;
  expect([...differencePixels(pair, { kind: "absolute", gain: 1 })]).toEqual([3, 10, 0, 255, 0, 200, 0, 255]);
  expect([...differencePixels(pair, { kind: "absolute", gain: 4 })]).toEqual([
    12, 40, 0, 255, 0, 255, 0, 255,
  ]);
});

test("absolute: what is transparent in one only differs, though its colour does not", () => {
  const pair = [row(2, [50, 255]), row(2, [50, 55])] as const;
  expect([...differencePixels(pair, { kind: "absolute", gain: 1 })]).toEqual([200, 200, 200, 255]);
});

test("absolute: of sixteen bits a difference of 257 is one of eight bits", () => {
  const pair = [row(1, [0, 1000], 65_535), row(1, [257, 1000], 65_535)] as const;
  expect([...differencePixels(pair, { kind: "absolute", gain: 1 })]).toEqual([1, 1, 1, 255, 0, 0, 0, 255]);
});

test("signed: blue where the second is darker, red where it is lighter, nearly white where nothing differs", () => {
  const pixels = differencePixels([row(1, [100, 100, 100]), row(1, [0, 100, 200])], {
    kind: "signed",
    gain: 2,
  });
  const [darker = [], same = [], lighter = []] = [0, 4, 8].map((at) => [...pixels.subarray(at, at + 3)]);
  expect(darker[2]).toBeGreaterThan((darker[0] ?? 0) + 60);
  expect(same).toEqual([0xf7, 0xf7, 0xf7]);
  expect(lighter[0]).toBeGreaterThan((lighter[2] ?? 0) + 60);
});

test("signed: of colours it is their brightness, green more than blue", () => {
  const [green, blue] = [
    [0, 90, 0],
    [0, 0, 90],
  ].map((second) => differencePixels([row(3, [0, 0, 0]), row(3, second)], { kind: "signed", gain: 1 }));
  expect(green?.[2]).toBeLessThan(blue?.[2] ?? 0);
});

import type { PictureSamples } from "@runboard/analysis";
import { expect, test } from "vitest";
import { labelsOf, MOST_LABELS } from "./label-values.ts";

const grey = (samples: readonly number[]): PictureSamples => ({
  width: samples.length,
  height: 1,
  channelCount: 1,
  greatest: 255,
  values: Uint8Array.from(samples),
});

test("each value has a colour, and its share of the pixels; nothing lies over what is 0", () => {
  const found = labelsOf(grey([7, 0, 0, 3, 7, 7, 7, 7]));
  if (found.kind === "many") throw new Error("these are labels");
  expect(found.values.map(({ text, share, isClear }) => [text, share, isClear])).toEqual([
    ["0", 0.25, true],
    ["3", 0.125, false],
    ["7", 0.625, false],
  ]);
  const [, three, seven] = found.values;
  expect([...found.pixels.subarray(0, 8)]).toEqual([...(seven?.color ?? []), 255, 0, 0, 0, 0]);
  expect([...found.pixels.subarray(12, 16)]).toEqual([...(three?.color ?? []), 255]);
  expect(three?.color).not.toEqual(seven?.color);
});

test("colours that were stored stay what they are", () => {
  const values = Uint8Array.of(255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0);
  const found = labelsOf({ width: 4, height: 1, channelCount: 3, greatest: 255, values });
  if (found.kind === "many") throw new Error("these are labels");
  expect(found.values.map(({ text }) => text)).toEqual(["0 0 0", "0 0 255", "255 0 0"]);
  expect([...found.pixels.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
});

test("colours of as many labels as there may be are all different", () => {
  const found = labelsOf(grey(Array.from({ length: MOST_LABELS }, (_, at) => at + 1)));
  if (found.kind === "many") throw new Error("these are labels");
  expect(new Set(found.values.map(({ color }) => color.join())).size).toBe(MOST_LABELS);
});

test("more values are no labels", () => {
  expect(labelsOf(grey(Array.from({ length: MOST_LABELS + 1 }, (_, at) => at))).kind).toBe("many");
});

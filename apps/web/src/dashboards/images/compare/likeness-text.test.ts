import { expect, test } from "vitest";
import { shareText } from "../share-text.ts";
import { numbersOf, unlikeSizesText } from "./likeness-text.ts";

test("numbers never say that pictures are the same when they are not", () => {
  const text = (psnrDecibels: number, ssim: number | null, changedShare: number) =>
    numbersOf({ psnrDecibels, ssim, changedShare }).map(([, words]) => words);
  expect(text(Infinity, 1, 0)).toEqual(["∞ dB", "1.0000", "0 %"]);
  expect(text(71.234, 0.999_99, 1e-6)).toEqual(["71.23 dB", "> 0.9999", "< 0.01 %"]);
  expect(text(8, -0.12, 1)).toEqual(["8.00 dB", "−0.1200", "100 %"]);
  expect(text(8, null, 0.5)).toEqual(["8.00 dB", "–", "50.0 %"]);
  expect(numbersOf(undefined).map(([, words]) => words)).toEqual(["…", "…", "…"]);
});

test.each([
  [0.99999, "> 99.99 %"],
  [0.0012, "0.12 %"],
  [0.123, "12.3 %"],
])("a share of %f is told as %s", (share, text) => {
  expect(shareText(share)).toBe(text);
});

test("pictures of two sizes have words instead", () => {
  expect(unlikeSizesText({ width: 1024, height: 8 }, { width: 28, height: 28 })).toBe(
    "1,024 × 8 and 28 × 28 pixels: only pictures of one size have a difference and numbers.",
  );
});

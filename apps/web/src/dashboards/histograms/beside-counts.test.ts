import { expect, test } from "vitest";
import { besidesText, greatestBesides } from "./beside-counts.ts";
import { undrawnText } from "./undrawn-text.ts";

const none = { nan: 0, negativeInfinity: 0, positiveInfinity: 0 };

test("names what there is, of many the greatest of each", () => {
  expect(besidesText(none)).toBe("");
  const all = [
    { ...none, nan: 1200 },
    { ...none, nan: 3, positiveInfinity: 5 },
  ];
  expect(besidesText(greatestBesides(all))).toBe("1,200 NaN, 5 +∞");
  expect(greatestBesides([])).toEqual(none);
});

test("says why nothing is drawn", () => {
  const besides = none;
  expect(undrawnText({ histogramCount: 0, besides, hasValues: false })).toContain("no histogram");
  expect(undrawnText({ histogramCount: 2, besides, hasValues: false })).toBe(
    "2 histograms, all of them empty.",
  );
  expect(undrawnText({ histogramCount: 1, besides: { ...none, nan: 4 }, hasValues: false })).toBe(
    "1 histogram without a finite value: up to 4 NaN.",
  );
  expect(undrawnText({ histogramCount: 2, besides, hasValues: true })).toContain("logarithmic");
});

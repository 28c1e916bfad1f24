import { expect, it } from "vitest";
import { moved } from "./painter.ts";

it("a picture is moved and stretched to where its part of the axis is now", () => {
  // 0 to 10 on 100 pixels, now that 100 pixels are 5 to 10: twice as wide, beginning 100 pixels to the left.
  expect(moved([0, 10], 100, { interval: [5, 10], pixels: 100 })).toEqual({ offset: -100, factor: 2 });
  expect(moved([0, 10], 100, { interval: [0, 10], pixels: 100 })).toEqual({ offset: 0, factor: 1 });
  // The plot has become narrower.
  expect(moved([0, 10], 100, { interval: [0, 10], pixels: 50 })).toEqual({ offset: 0, factor: 0.5 });
  // From the top: values as negative numbers.
  expect(moved([-8, 0], 200, { interval: [-16, 0], pixels: 200 })).toEqual({ offset: 100, factor: 0.5 });
});

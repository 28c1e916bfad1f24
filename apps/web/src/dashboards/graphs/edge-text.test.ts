import { expect, it } from "vitest";
import { edgeText, endText } from "./edge-text.ts";

const end = { path: "a", name: "a" };
const use = { from: end, to: end, slot: 0, place: 0, isReference: false };
const typed = (shape: readonly (number | null)[]) => ({ ...use, type: { dtype: "float32", shape } });

it("says the type of one tensor, the size of several, and what is not known", () => {
  const one = { tensors: [typed([null, 3])], useCount: 1, tensorCount: 1, elementCount: 0, unsizedCount: 1 };
  expect(edgeText(one, false)).toBe("1 tensor, ?×3 float32");
  expect(edgeText({ ...one, useCount: 4 }, false)).toBe("1 tensor, ?×3 float32, taken 4 times");
  expect(edgeText({ ...one, tensors: [{ ...use, type: null }] }, false)).toBe("1 tensor, 1 of unknown size");
  const many = { ...one, useCount: 3, tensorCount: 3, elementCount: 1200 };
  expect(edgeText(many, false)).toBe("3 tensors, 1,200 elements and 1 of unknown size");
  expect(edgeText({ ...one, unsizedCount: 0, useCount: 2, tensorCount: 2 }, true)).toBe(
    "2 control dependencies",
  );
});

it("names ends as the picture does", () => {
  expect(endText("s/a%2Fb")).toBe("a/b");
  expect(endText(null)).toBe("outside");
});

import { describe, expect, it } from "vitest";
import { asideBox, besideBox, besidePoint } from "./place.ts";

const window = { width: 1000, height: 600 };
const size = { width: 200, height: 100 };

describe("floating boxes", () => {
  it("stand below their anchor, above it at the window's end", () => {
    expect(besideBox({ left: 50, top: 10, right: 80, bottom: 30 }, size, window)).toEqual({
      left: 50,
      top: 34,
    });
    expect(besideBox({ left: 950, top: 560, right: 980, bottom: 580 }, size, window)).toEqual({
      left: 792,
      top: 456,
    });
  });

  it("stand right of the pointer, left of it at the window's end", () => {
    expect(besidePoint({ left: 100, top: 100 }, size, window)).toEqual({ left: 116, top: 116 });
    expect(besidePoint({ left: 900, top: 590 }, size, window)).toEqual({ left: 684, top: 492 });
  });

  it("stand at the side of what they tell of, where there is room at one", () => {
    expect(asideBox({ left: 100, top: 50, right: 500, bottom: 250 }, size, window)).toEqual({
      left: 508,
      top: 50,
    });
    expect(asideBox({ left: 500, top: 550, right: 900, bottom: 590 }, size, window)).toEqual({
      left: 292,
      top: 492,
    });
    expect(asideBox({ left: 100, top: 50, right: 900, bottom: 250 }, size, window)).toBeNull();
  });

  it("never leave a small window", () => {
    expect(
      besidePoint({ left: 100, top: 10 }, { width: 400, height: 100 }, { width: 390, height: 600 }).left,
    ).toBe(8);
  });
});

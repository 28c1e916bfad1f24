import { describe, expect, it } from "vitest";
import { decodeZooms, encodeZooms, FIT, withoutLastZoom, withoutX, withZoom } from "./zoom.ts";

describe("zooms in the URL", () => {
  it("come back, rounded to less than a pixel", () => {
    const zooms = new Map([
      ["loss/train", { x: [12.3456789, 250.7] as const, y: null }],
      ["a~b;c", { x: null, y: [-1e-9, 2.5e-9] as const }],
      ["acc", { x: [1_700_000_000.25, 1_700_000_060.75] as const, y: [0, 1] as const }],
    ]);
    const text = encodeZooms(zooms);
    const back = decodeZooms(text);
    expect([...back.keys()]).toEqual([...zooms.keys()]);
    expect(back.get("loss/train")?.x).toEqual([12.3, 250.7]);
    expect(back.get("a~b;c")?.y?.[1]).toBeCloseTo(2.5e-9, 12);
    expect(back.get("acc")).toEqual({ x: [1_700_000_000.25, 1_700_000_060.75], y: [0, 1] });
  });

  it("ignores what is no zoom", () => {
    expect(decodeZooms("").size).toBe(0);
    expect(decodeZooms("x;1~2~tag;~~~~t;5~1~~~t;a~b~~~t;1~Infinity~~~t").size).toBe(0);
  });

  it("keeps the last zoomed card last", () => {
    const view = { x: [0, 1] as const, y: null };
    const zooms = withZoom(withZoom(withZoom(new Map(), "a", view), "b", view), "a", view);
    expect([...zooms.keys()]).toEqual(["b", "a"]);
    expect([...withoutLastZoom(zooms).keys()]).toEqual(["b"]);
    expect(withZoom(zooms, "b", FIT).has("b")).toBe(false);
  });

  it("forgets ranges of x when the axis changes", () => {
    const zooms = new Map([
      ["a", { x: [0, 1] as const, y: null }],
      ["b", { x: [0, 1] as const, y: [2, 3] as const }],
    ]);
    expect([...withoutX(zooms)]).toEqual([["b", { x: null, y: [2, 3] }]]);
  });
});

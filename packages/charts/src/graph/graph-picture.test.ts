import { describe, expect, it } from "vitest";
import { lineChartProps } from "../testing.ts";
import { graphSvg, type GraphPictureOptions } from "./graph-picture.ts";
import { mnistSpec, sceneOf } from "./testing.ts";

const options: GraphPictureOptions = {
  colors: [],
  theme: lineChartProps().theme,
  selectedId: null,
  highlightedIds: null,
  foundIds: new Set(),
  pinnedIds: new Set(),
  direction: "up",
  area: "whole",
};
const scene = sceneOf(mnistSpec());

/** A picture is XML: every element that opens closes, in order. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close, name, rest] of svg.matchAll(/<(\/?)([a-zA-Z]+)((?:[^>"]|"[^"]*")*)>/g)) {
    if (close) expect(open.pop()).toBe(name);
    else if (!rest?.endsWith("/")) open.push(name ?? "");
  }
  expect(open).toEqual([]);
}

describe("graphSvg", () => {
  it("has all of the graph with texts as texts, and nothing from elsewhere", () => {
    const svg = graphSvg(scene, { ...options, caption: { title: "mnist", legend: [] } });
    assertWellFormed(svg);
    for (const text of ["mnist", "MaxPool", "conv", "?×784", "… 6 more"])
      expect(svg).toContain(`>${text}</text>`);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|<image|href|url\((?!#)/);
  });

  it("escapes what others named", () => {
    const name = `a<b> & "c"\u0007</text><script>`;
    const evil = { items: [{ label: name }], edges: [] };
    const theme = { ...options.theme, fontFamily: '"Inter", sans-serif' };
    const svg = graphSvg(sceneOf(evil), { ...options, theme, colors: [['"/><script>']] });
    assertWellFormed(svg);
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u0007");
  });

  it("shows the part that a camera shows", () => {
    const camera = { x: -5000, y: 0, scale: 1 };
    const svg = graphSvg(scene, { ...options, area: { camera, size: { width: 300, height: 200 } } });
    expect(svg).toContain('width="300"');
    expect(svg).not.toContain(">MaxPool</text>");
  });

  it("refuses a size that is none", () => {
    const area = { camera: { x: 0, y: 0, scale: 1 }, size: { width: 0, height: 10 } };
    expect(() => graphSvg(scene, { ...options, area })).toThrow(RangeError);
  });
});

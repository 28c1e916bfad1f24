import { describe, expect, it } from "vitest";
import { lineChartProps } from "../testing.ts";
import { drawingSvg } from "./drawing-picture.ts";
import type { Mark } from "./mark.ts";

const theme = { ...lineChartProps().theme, fontFamily: '"Inter", sans-serif' };
const size = { width: 200, height: 100 };

function svgOf(...marks: readonly Mark[]): string {
  return drawingSvg({ theme, marks }, size);
}

describe("drawingSvg", () => {
  it("has an area and a line as paths, to a hundredth of a pixel", () => {
    const points = Float64Array.of(0, 0.123456, 10, 20, 30, -0);
    const svg = svgOf(
      { kind: "shape", points, isClosed: true, fill: "#0072b2", opacity: 0.5 },
      { kind: "shape", points, isClosed: false, stroke: "#fff", lineWidth: 2, dash: [6, 3] },
    );
    expect(svg).toContain('<path d="M0 0.12L10 20L30 0Z" fill="#0072b2" opacity="0.5"/>');
    expect(svg).toContain(
      '<path d="M0 0.12L10 20L30 0" fill="none" stroke="#fff" stroke-width="2" stroke-linejoin="round" stroke-dasharray="6 3"/>',
    );
  });

  it("clips what is to be clipped, with one clip for all of one place", () => {
    const clip = { left: 10, top: 20, width: 30, height: 40 };
    const mark: Mark = { kind: "shape", points: Float64Array.of(0, 0, 9, 9), isClosed: false, clip };
    const svg = svgOf(mark, { ...mark, clip: { ...clip } }, { ...mark, clip: { ...clip, left: 0 } });
    expect(svg.match(/<clipPath/g)).toHaveLength(2);
    expect(svg.match(/clip-path="url\(#clip0\)"/g)).toHaveLength(2);
    expect(svg).toContain('<clipPath id="clip1"><rect x="0" y="20" width="30" height="40"/></clipPath>');
  });

  it("places text and keeps it text", () => {
    const text: Mark = {
      kind: "text",
      text: "a<b & \u0007",
      left: 10,
      top: 20,
      align: "right",
      baseline: "middle",
      fill: "#111",
      fontPixels: 11,
      weight: 600,
      halo: "#fff",
    };
    const svg = svgOf(text);
    expect(svg).toContain('text-anchor="end" dominant-baseline="central"');
    expect(svg).toContain('paint-order="stroke"');
    expect(svg).toContain(">a&lt;b &amp; \uFFFD</text>");
    expect(svg).toContain('font-family="&quot;Inter&quot;, sans-serif"');
  });

  it("has title and legend as charts of lines have", () => {
    const caption = { title: "weights", legend: [{ label: "train", color: "#0072b2" }] };
    const svg = drawingSvg({ theme, marks: [] }, size, caption);
    expect(svg).toContain(">weights</text>");
    expect(svg).toContain(">train</text>");
    expect(svg).toContain('<rect width="200"');
    expect(Number(/height="(\d+)"/.exec(svg)?.[1])).toBeGreaterThan(100);
  });

  it("refuses a size that is none", () => {
    expect(() => drawingSvg({ theme, marks: [] }, { width: 0, height: 10 })).toThrow(RangeError);
    expect(() => drawingSvg({ theme, marks: [] }, { width: NaN, height: 10 })).toThrow(RangeError);
  });
});

import { describe, expect, it } from "vitest";
import { exportPng, exportSvg } from "./export.ts";
import { pictureLayout } from "./plane/picture-layout.ts";
import { line, lineChartProps } from "./testing.ts";

const size = { width: 400, height: 240 };
const caption = { title: "accuracy", legend: [{ label: "train", color: "#0072b2" }] };

/** Strokes of data with a colour: more than a few points, so not a tick. */
function strokesOf(svg: string, color: string): readonly string[] {
  return svg.match(new RegExp(`<path d="M[^"]*"[^>]*stroke="${color}"[^>]*>`, "g")) ?? [];
}

/** A picture is XML: every element that opens closes, in order. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close, name, rest] of svg.matchAll(/<(\/?)([a-zA-Z]+)((?:[^>"]|"[^"]*")*)>/g)) {
    if (close) expect(open.pop()).toBe(name);
    else if (!rest?.endsWith("/")) open.push(name ?? "");
  }
  expect(open).toEqual([]);
}

describe("exportSvg", () => {
  it("has every line as a path, and nothing that needs a page", () => {
    const colors = Array.from({ length: 40 }, (_, i) => `#0000${(i + 16).toString(16)}`);
    const lines = colors.map((color, i) => line([0, 1, 2, 3], [i, i + 1, i, i + 2], { id: color, color }));
    const svg = exportSvg(lineChartProps({ lines }), size, caption);
    assertWellFormed(svg);
    for (const color of colors) expect(strokesOf(svg, color)).toHaveLength(1);
    expect(svg).not.toMatch(/ecmeta|<style|class=|<image|<foreignObject|href|url\((?!#)/);
    expect(svg).toContain('<rect width="400"');
    expect(svg).toContain(">accuracy</text>");
    expect(svg).toContain(">train</text>");
  });

  it("has bands, marks, raw values, faint lines and end labels", () => {
    const band = { lower: Float64Array.of(0, 1, 2), upper: Float64Array.of(2, 3, 4) };
    const whole = line([0, 1, 2], [1, 2, 3.25], {
      color: "#123456",
      band,
      rawYs: Float64Array.of(1, 2, 3.5),
      marks: [{ x: 1, kind: "spike" }],
    });
    const faint = line([0, 1, 2], [1, 1, 1], { color: "#654321", isFaint: true });
    const svg = exportSvg(lineChartProps({ lines: [whole, faint], endLabels: true }), size, caption);
    expect(strokesOf(svg, "#123456")).toHaveLength(2);
    expect(strokesOf(svg, "#654321")[0]).toContain('opacity="0.45"');
    expect(svg).toMatch(
      /<path d="M[^"]*Z" fill="#123456" fill-opacity="0.16"|<path d="M[^"]*Z" fill="#123456"[^>]*opacity="0.16"/,
    );
    // The diamond of a spike: four corners.
    expect(svg).toMatch(/<path d="M[^"L]*L[^"L]*L[^"L]*L[^"L]*Z"[^>]*fill="#123456"/);
    expect(svg).toContain(">3.5</text>");
  });

  it("escapes what people named", () => {
    const name = `a<b> & "c" 'd'\u0007]]></text><script>`;
    const theme = { ...lineChartProps().theme, fontFamily: '"Inter Variable", sans-serif' };
    const lines = [line([0, 1], [1, 2])];
    const svg = exportSvg(lineChartProps({ lines, theme }), size, {
      title: name,
      legend: [{ label: name, color: '"/><script>' }],
    });
    assertWellFormed(svg);
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u0007");
    expect(svg).toContain("a&lt;b&gt; &amp; &quot;c&quot; 'd'\uFFFD]]&gt;&lt;/text&gt;&lt;script&gt;");
    expect(svg).not.toMatch(/font-family="[^"]*"Inter/);
  });

  it("shows the view and the scales that the chart shows", () => {
    const lines = [line([0, 1, 10, 100], [1, 10, 100, 1000])];
    const log = exportSvg(lineChartProps({ lines, xScale: "log", yScale: "log" }), size, caption);
    expect(log).toContain(">1 value ≤ 0 not shown</text>");
    expect(log).toContain(">100</text>");
    const zoomed = exportSvg(lineChartProps({ lines, view: { x: [20, 40], y: [5, 8] } }), size, caption);
    expect(zoomed).toContain(">25</text>");
    expect(zoomed).not.toContain(">100</text>");
  });

  it("is refused a size that is none", () => {
    for (const width of [0, -1, NaN, Infinity])
      expect(() => exportSvg(lineChartProps(), { width, height: 100 }, caption)).toThrow(/Not a size/);
  });
});

describe("exportPng", () => {
  it("is refused a size that no browser gives", async () => {
    const picture = exportPng(lineChartProps(), { width: 5000, height: 100 }, caption, 4);
    await expect(picture).rejects.toThrow("at most 16384 a side");
    const legend = Array.from({ length: 20_000 }, (_, i) => ({ label: `run ${i}`, color: "#000000" }));
    await expect(exportPng(lineChartProps(), size, { title: "", legend }, 2)).rejects.toThrow(/too large/);
  });
});

describe("pictureLayout", () => {
  it("puts the title above and wraps the legend below", () => {
    const legend = ["a", "b", "c"].map((label) => ({ label: label.repeat(20), color: "#000000" }));
    const layout = pictureLayout(size, { title: "loss", legend });
    expect(layout.title?.text).toBe("loss");
    expect(layout.entries.map(({ top }) => top - (layout.entries[0]?.top ?? 0))).toEqual([0, 0, 18]);
    for (const { left, text } of layout.entries) expect(left + 24 + text.length * 7.2).toBeLessThan(400);
    expect(layout.entries[0]?.top).toBeGreaterThan(layout.chartTop + size.height);
    expect(layout.size.height).toBeGreaterThan(layout.entries.at(-1)?.top ?? 0);
  });

  it("takes no room for what is not there", () => {
    expect(pictureLayout(size, { title: "", legend: [] })).toEqual({
      size: { width: 400, height: 252 },
      chartTop: 6,
      title: null,
      entries: [],
    });
  });

  it("shortens names in their middle", () => {
    const label = `${"x".repeat(100)}end`;
    const [entry] = pictureLayout(size, { title: "", legend: [{ label, color: "#000000" }] }).entries;
    expect(entry?.text).toMatch(/^x+…x+end$/);
    expect(entry?.label).toBe(label);
  });
});

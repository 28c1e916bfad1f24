// The gallery's small examples as SVG, drawn by ECharts without a browser. Look at a picture before you accept a change of it.
import { use, init } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { describe, expect, it } from "vitest";
import { examples, type Example } from "../gallery/examples.ts";
import { chartOption, registerAxesParts } from "../src/plane/chart-option.ts";
import { lineElements } from "../src/line/line-elements.ts";
import { registerShapeElements } from "../src/plane/shape-elements.ts";
import { lineScene } from "../src/line/line-scene.ts";
import { lineShapes } from "../src/line/line-shapes.ts";
import { lineExtents } from "../src/line/line-extents.ts";

const size = { width: 380, height: 240 };
const mostPoints = 300;

function svgOf({ props }: Example): string {
  const extents = lineExtents(props.lines, { ...props, xRange: props.view.x });
  const scene = lineScene(props, props.view, size, extents);
  registerAxesParts();
  registerShapeElements();
  use([SVGRenderer]);
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  const shapes = lineShapes(props.lines, scene.plane, { theme: props.theme, pixelRatio: 2 });
  chart.setOption(chartOption(scene, props.theme, lineElements(shapes, scene, props.theme)));
  const svg = chart.renderToSVGString();
  chart.dispose();
  // Names within the picture count up with every chart drawn.
  return svg
    .replaceAll(/zr\d+-cls-\d+/g, "zr-cls")
    .replaceAll(/zr\d+-/g, "zr-")
    .replaceAll("><", ">\n<");
}

const pointCount = ({ props }: Example) => props.lines.reduce((sum, { ys }) => sum + ys.length, 0);
const small = examples.filter((example) => pointCount(example) <= mostPoints);

describe("gallery", () => {
  it.each(small.map((example) => [example.title, example] as const))("%s", async (title, example) => {
    const name = title.replaceAll(/[^a-z0-9]+/gi, "-");
    await expect(svgOf(example)).toMatchFileSnapshot(`pictures/${name}.svg`);
  });

  it("draws one path a line, and a second one for raw values", () => {
    const twelve = examples.find(({ title }) => title === "twelve smoothed lines");
    if (!twelve) throw new Error("The example is gone");
    const paths = svgOf(twelve).match(/<path d="M[^"]{1000,}"/g) ?? [];
    expect(paths).toHaveLength(24);
  });
});

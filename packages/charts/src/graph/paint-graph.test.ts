import { describe, expect, it } from "vitest";
import { lineChartProps } from "../testing.ts";
import { edgeLabelsOf } from "./edge-labels.ts";
import { type GraphWindow, windowOf } from "./graph-camera.ts";
import { type GraphLook, marksOf } from "./graph-marks.ts";
import type { GraphPainting } from "./graph-painting.ts";
import type { GraphPen, GraphStroke, GraphText } from "./graph-pen.ts";
import { graphDiffColors, graphPalette, graphStyle } from "./graph-style.ts";
import { contrastRatio } from "../plane/color.ts";
import { estimatedMeasure, LabelFit } from "./label-fit.ts";
import { paintGraph, paintWholeGraph } from "./paint-graph.ts";
import { boxAt, itemsById, placeGraph } from "./placed-graph.ts";
import { largeSpec, type LevelSpec, mnistSpec, sceneOf } from "./testing.ts";

const { theme } = lineChartProps();
const darkTheme = {
  ...theme,
  text: "#e6e9ed",
  secondaryText: "#98a2ae",
  hairline: "#2a313b",
  surface: "#151a21",
  accent: "#6ea1ff",
};

/** Remembers what is drawn; of each stroke and fill how many parts the path had. */
class RecordingPen implements GraphPen {
  readonly texts: GraphText[] = [];
  readonly strokes: (GraphStroke & { readonly partCount: number })[] = [];
  readonly fills: { readonly color: string; readonly opacity: number; readonly partCount: number }[] = [];
  #partCount = 0;

  #count(): void {
    this.#partCount++;
  }

  begin = (): void => void (this.#partCount = 0);
  moveTo = (): void => this.#count();
  rect = (): void => this.#count();
  ellipse = (): void => this.#count();
  lineTo = (): void => undefined;
  quadTo = (): void => undefined;
  closePath = (): void => undefined;
  fill = (color: string, opacity: number): void =>
    void this.fills.push({ color, opacity, partCount: this.#partCount });
  stroke = (stroke: GraphStroke): void => void this.strokes.push({ ...stroke, partCount: this.#partCount });
  text = (text: GraphText): void => void this.texts.push(text);
}

function paintingOf(spec: LevelSpec, more: Partial<GraphLook> = {}): GraphPainting {
  const scene = sceneOf(spec);
  const graph = placeGraph(scene, "up");
  const labels = new LabelFit(estimatedMeasure);
  const look: GraphLook = {
    scene,
    colors: [],
    theme,
    selectedId: null,
    highlightedIds: null,
    foundIds: new Set(),
    pinnedIds: new Set(),
    ...more,
  };
  return {
    graph,
    colors: look.colors,
    style: graphStyle(look.theme),
    labels,
    ...marksOf(graph, look),
    edgeLabels: (level) => edgeLabelsOf(graph, level, labels),
  };
}

/** All of the graph, however large, at a scale. */
function wholeWindow({ graph }: GraphPainting, scale: number): GraphWindow {
  const { width, height } = graph.size;
  return windowOf(
    { x: width / 2, y: height / 2, scale },
    { width: width * scale + 60, height: height * scale + 60 },
  );
}

function painted(painting: GraphPainting, scale = 1, window = wholeWindow(painting, scale)): RecordingPen {
  const pen = new RecordingPen();
  paintWholeGraph(pen, painting, window);
  return pen;
}

const textsOf = (pen: RecordingPen): readonly string[] => pen.texts.map(({ text }) => text);

describe("paintGraph", () => {
  const mnist = paintingOf(mnistSpec({ opened: ["conv", "train"] }));

  it("writes names, counts, shapes, annotations and pins", () => {
    const texts = textsOf(painted(mnist));
    for (const text of ["MaxPool", "conv", "15 ops", "fc", "?×784", "shape", "… 6 more", "IteratorV2", "4"])
      expect(texts).toContain(text);
    expect(texts.filter((text) => text === "Conv2D")).toHaveLength(2);
    expect(texts).not.toContain("slot_5");
    // Shortened in its middle.
    expect(texts.some((text) => /^an_ex.*….*_read$/.test(text))).toBe(true);
  });

  it("writes signs on plates within their items, of closed and open ones, and none where they are not read", () => {
    const spec = mnistSpec({ opened: ["conv"] });
    const scene = sceneOf(spec);
    const signs = scene.levels.map(({ ids }) =>
      ids.map((id) => (id === "conv" || id === "fc" ? "+3 −1 ~2" : null)),
    );
    const painting = paintingOf(spec, { signs });
    const written = (scale: number) =>
      painted(painting, scale).texts.filter(({ text }) => text === "+3 −1 ~2");
    expect(written(1)).toHaveLength(2);
    for (const scale of [0.8, 1, 1.7])
      for (const { left, middle, text, fontPixels } of written(scale)) {
        const half = (painting.labels.widthOf(text, 600) * fontPixels) / 2;
        const window = wholeWindow(painting, scale);
        const isOnOne = ["conv", "fc"].some((id) => {
          const box = boxAt(painting.graph, itemsById(painting.graph).get(id) ?? -1);
          const start = (box.x - box.width / 2 - window.left) * scale;
          const top = (box.y - box.height / 2 - window.top) * scale;
          return (
            left - half >= start &&
            left + half <= start + box.width * scale &&
            Math.abs(middle - top) < fontPixels
          );
        });
        expect(isOnOne).toBe(true);
      }
    expect(written(0.05)).toEqual([]);
    expect(painted(paintingOf(spec), 1).texts.filter(({ text }) => text.startsWith("+3"))).toEqual([]);
  });

  it.each([0.45, 0.6, 0.8, 1, 1.7, 4])("lets no texts meet at scale %d", (scale) => {
    const { texts } = painted(mnist, scale);
    const boxes = texts.map(({ text, left, middle, align, fontPixels, weight }) => {
      const width = mnist.labels.widthOf(text, weight) * fontPixels;
      const start = left - (align === "left" ? 0 : align === "right" ? width : width / 2);
      return {
        text,
        left: start,
        right: start + width,
        top: middle - fontPixels * 0.4,
        bottom: middle + fontPixels * 0.4,
      };
    });
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1))
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
          expect.fail(`${a.text} meets ${b.text}`);
    });
    expect(boxes.length).toBeGreaterThan(10);
  });

  it.each([0.05, 0.1, 0.2, 0.4, 0.64, 1])("writes nothing smaller than 7 pixels at scale %d", (scale) => {
    for (const { text, fontPixels } of painted(mnist, scale).texts)
      expect(fontPixels, text).toBeGreaterThanOrEqual(7);
  });

  it("shows open scopes as named blocks from afar", () => {
    const near = painted(mnist, 0.09);
    const far = painted(mnist, 0.08);
    expect(far.fills.length).toBeLessThan(near.fills.length);
    const block = {
      items: [{ label: "block", kind: "scope" as const, content: largeSpec(901, 900).items[0]!.content! }],
      edges: [],
    };
    expect(textsOf(painted(paintingOf(block), 0.08))).toEqual(["block"]);
  });

  it("draws only what the window shows", () => {
    const [item] = [mnist.graph.starts[0]!];
    const window = windowOf(
      { x: mnist.graph.x[item]!, y: mnist.graph.y[item]!, scale: 1 },
      { width: 60, height: 24 },
    );
    expect(textsOf(painted(mnist, 1, window))).toEqual(["x"]);
  });

  it("draws 10,000 items and their lines in few strokes, in steps", () => {
    const large = paintingOf(largeSpec(10_001, 10_000).items[0]!.content!);
    expect(large.graph.x).toHaveLength(10_000);
    const pen = painted(large, 0.11);
    const lines = pen.strokes.filter(({ color }) => color === large.style.edge);
    expect(lines.reduce((sum, { partCount }) => sum + partCount, 0)).toBeGreaterThan(10_000);
    expect(pen.strokes.length).toBeLessThan(80);
    expect(pen.fills.length).toBeLessThan(40);
    const steps = [...paintGraph(new RecordingPen(), large, wholeWindow(large, 0.11))];
    expect(steps.length).toBeGreaterThan(40);
  });

  it("tells what the selected item reads from what it gives by more than colour", () => {
    const pen = painted(paintingOf(mnistSpec({ opened: [] }), { selectedId: "conv" }));
    const accented = pen.strokes.filter(({ color }) => color === theme.accent);
    expect(accented.some(({ dash }) => dash === null)).toBe(true);
    expect(accented.some(({ dash }) => dash !== null)).toBe(true);
    const quiet = painted(paintingOf(mnistSpec({ opened: [] })));
    expect(quiet.strokes.filter(({ color }) => color === theme.accent)).toEqual([]);
  });

  it("dims all but what is highlighted, and the frames around it", () => {
    const pen = painted(
      paintingOf(mnistSpec({ opened: ["conv"] }), { highlightedIds: new Set(["conv/W", "nothing"]) }),
    );
    const opacityOf = (text: string) => pen.texts.find((one) => one.text === text)?.opacity;
    expect(opacityOf("W")).toBe(1);
    expect(opacityOf("conv")).toBe(1);
    expect(opacityOf("fc")).toBeCloseTo(0.15, 6);
    expect(opacityOf("Relu")).toBeCloseTo(0.15, 6);
  });

  it("draws control edges dashed and references doubly, in another hue", () => {
    const { strokes } = painted(mnist);
    expect(strokes.some(({ color, dash }) => color === mnist.style.edge && dash?.length === 2)).toBe(true);
    const index = strokes.findIndex(({ color }) => color === mnist.style.reference);
    expect(strokes[index + 1]).toMatchObject({ color: theme.surface, partCount: strokes[index]?.partCount });
    expect(strokes[index + 1]?.width).toBeLessThan(strokes[index]?.width ?? 0);
  });

  it("rings what is found with dashes, what is selected without", () => {
    const rings = (more: Partial<GraphLook>) =>
      painted(paintingOf({ items: [{ label: "x" }], edges: [] }, more)).strokes.filter(
        ({ color }) => color === theme.accent,
      );
    expect(rings({ foundIds: new Set(["x"]) })).toMatchObject([{ dash: [4, 2.5] }]);
    expect(rings({ selectedId: "x", foundIds: new Set(["x"]) })).toMatchObject([{ dash: null }]);
    expect(rings({ pinnedIds: new Set(["x"]) })).toMatchObject([{ dash: null }]);
    expect(rings({ foundIds: new Set(["y"]), selectedId: "y" })).toEqual([]);
  });

  it("says how much crosses a border where lines would hide the level", () => {
    const items = Array.from({ length: 50 }, (_, i) => ({ label: `op_${i}` }));
    const edges = items.map((_, to) => ({ from: null, to, count: 7 }));
    const pen = painted(
      paintingOf({ items: [{ label: "s", kind: "scope", content: { items, edges } }], edges: [] }),
    );
    expect(textsOf(pen).filter((text) => text === "7")).toHaveLength(50);
  });

  it.each([
    ["light", theme],
    ["dark", darkTheme],
  ])("is legible on the %s theme", (_, of) => {
    const style = graphStyle(of);
    expect(contrastRatio(style.edge, of.surface)).toBeGreaterThanOrEqual(3);
    expect(contrastRatio(style.reference, of.surface)).toBeGreaterThanOrEqual(3);
    const ofDiff = Object.values<string>({ ...graphDiffColors(of) });
    for (const fill of [
      ...graphPalette(of),
      ...ofDiff,
      style.operation,
      style.scope,
      style.frame(null, 3).header,
    ]) {
      expect(contrastRatio(style.textOn(fill, false), fill)).toBeGreaterThanOrEqual(4.5);
      expect(contrastRatio(style.textOn(fill, true), fill)).toBeGreaterThanOrEqual(4.5);
    }
    expect(new Set(graphPalette(of)).size).toBe(10);
  });

  it("recolours without placing anything anew", () => {
    const colors = [Array.from({ length: 23 }, () => "#ffd8a8")];
    const pen = painted({ ...mnist, colors });
    expect(pen.fills.some(({ color, partCount }) => color === "#ffd8a8" && partCount > 10)).toBe(true);
  });
});

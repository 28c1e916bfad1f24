import { describe, expect, it } from "vitest";
import { spread } from "./border-lines.ts";
import { assertScene, BEYOND, type GraphScene } from "./graph-scene.ts";
import { auxiliaryPlaces, frameHeader, framePadding } from "./graph-size.ts";
import { edgeWidth } from "./placed-edges.ts";
import { itemsById, kindAt, type PlacedGraph, placeGraph } from "./placed-graph.ts";
import { type EdgeSpec, largeSpec, mnistSpec, sceneOf } from "./testing.ts";

const graph = placeGraph(sceneOf(mnistSpec({ opened: ["conv", "train"] })), "up");

function itemOf(of: PlacedGraph, id: string): number {
  const item = itemsById(of).get(id);
  if (item === undefined) throw new Error(`No ${id}`);
  return item;
}

function pointsOf({ edges }: PlacedGraph, edge: number): number[] {
  return [...edges.points.slice(2 * edges.offsets[edge]!, 2 * edges.offsets[edge + 1]!)];
}

/** A scope with `count` operations, each of which `edges` makes some edges for. */
function scopeWith(count: number, edges: (item: number) => readonly EdgeSpec[]): PlacedGraph {
  const items = Array.from({ length: count }, (_, i) => ({ label: `op_${i}` }));
  const content = { items, edges: items.flatMap((_, i) => edges(i)) };
  return placeGraph(sceneOf({ items: [{ label: "scope", kind: "scope", content }], edges: [] }), "up");
}

describe("placeGraph", () => {
  it("puts what is in an open scope into its frame, below the header", () => {
    for (const [l, frame] of graph.frames.entries()) {
      if (frame < 0) continue;
      for (let item = graph.starts[l]!; item < graph.starts[l + 1]!; item++) {
        const half = { x: graph.widths[item]! / 2, y: graph.heights[item]! / 2 };
        const left = graph.x[frame]! - graph.widths[frame]! / 2 + framePadding;
        const top = graph.y[frame]! - graph.heights[frame]! / 2 + frameHeader + framePadding;
        expect(graph.x[item]! - half.x).toBeGreaterThanOrEqual(left - 0.01);
        expect(graph.y[item]! - half.y).toBeGreaterThanOrEqual(top - 0.01);
        expect(graph.x[item]! + half.x).toBeLessThanOrEqual(
          graph.x[frame]! + graph.widths[frame]! / 2 - framePadding + 0.01,
        );
      }
    }
    expect(graph.openLevels[itemOf(graph, "conv")]).toBe(1);
    expect(graph.openLevels[itemOf(graph, "fc")]).toBe(-1);
  });

  it("lays no items of a level over each other, annotations and the column beside it included", () => {
    const { rooms } = graph.scene.levels[0]!;
    const boxes = Array.from({ length: graph.starts[1]! }, (_, item) => ({
      left: graph.x[item]! - graph.widths[item]! / 2 - rooms[item]!,
      right: graph.x[item]! + graph.widths[item]! / 2 + rooms[item]!,
      top: graph.y[item]! - graph.heights[item]! / 2,
      bottom: graph.y[item]! + graph.heights[item]! / 2,
    }));
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1))
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
    });
    const first = itemOf(graph, "init");
    expect(boxes[first]!.left).toBeGreaterThan(graph.auxiliaryBorders[0]!);
    expect(graph.size.width).toBeCloseTo(Math.max(...boxes.map(({ right }) => right)), 3);
  });

  it("ends every line on the border of what is drawn: of ellipses, too", () => {
    let ends = 0;
    for (let edge = 0; edge < graph.edges.froms.length; edge++) {
      const points = pointsOf(graph, edge);
      if (points.length === 0) continue;
      for (const [item, at] of [
        [graph.edges.froms[edge]!, 0],
        [graph.edges.tos[edge]!, points.length - 2],
      ] as const) {
        if (item === BEYOND) continue;
        ends++;
        const dx = (points[at]! - graph.x[item]!) / (graph.widths[item]! / 2);
        const dy = (points[at + 1]! - graph.y[item]!) / (graph.heights[item]! / 2);
        const distance =
          kindAt(graph, item) === "operation" ? Math.hypot(dx, dy) : Math.max(Math.abs(dx), Math.abs(dy));
        expect(distance).toBeCloseTo(1, 4);
      }
    }
    expect(ends).toBeGreaterThan(50);
  });

  it("leads what crosses a border to pins on it, inputs at the bottom or, upside down, at the top", () => {
    for (const direction of ["up", "down"] as const) {
      const turned = placeGraph(graph.scene, direction);
      const frame = itemOf(turned, "conv");
      const l = turned.openLevels[frame]!;
      const bottom = turned.y[frame]! + turned.heights[frame]! / 2;
      const top = turned.y[frame]! - turned.heights[frame]! / 2;
      let pins = 0;
      for (let edge = turned.edges.starts[l]!; edge < turned.edges.starts[l + 1]!; edge++) {
        const points = pointsOf(turned, edge);
        if (turned.edges.froms[edge] === BEYOND) {
          expect(points[1]).toBeCloseTo(direction === "up" ? bottom : top, 6);
          pins++;
        }
        if (turned.edges.tos[edge] === BEYOND) {
          expect(points.at(-1)).toBeCloseTo(direction === "up" ? top : bottom, 6);
          pins++;
        }
      }
      expect(pins).toBe(5);
    }
  });

  it("draws stubs with sums where more than 40 lines would cross", () => {
    const crossing = (i: number): EdgeSpec[] => [
      { from: null, to: i, count: 2 },
      { from: null, to: i, count: 3, flags: 1 },
    ];
    const few = scopeWith(20, crossing);
    expect(few.stubs).toEqual([]);
    const many = scopeWith(21, crossing);
    expect(many.stubs).toHaveLength(21);
    expect(many.stubs[0]).toEqual({ item: many.starts[1], isInput: true, count: 5 });
    expect(many.edges.offsets.at(-1)).toBe(0);
  });

  it("draws no closed item higher than its kind, however many annotations it has", () => {
    expect(graph.heights[itemOf(graph, "test_embedding")]).toBe(40);
    expect(graph.scene.levels[0]!.heights[itemOf(graph, "test_embedding")]).toBe(72);
  });

  it("places 10,000 items", () => {
    const large = placeGraph(sceneOf(largeSpec(10_000, 150)), "up");
    expect(large.x).toHaveLength(9966);
    expect(large.x.every(Number.isFinite)).toBe(true);
    expect(large.edges.points.every(Number.isFinite)).toBe(true);
  });

  it("takes a scene with nothing in it", () => {
    expect(placeGraph({ levels: [] }, "up").size).toEqual({ width: 0, height: 0 });
    expect(placeGraph(sceneOf({ items: [], edges: [] }), "up").x).toHaveLength(0);
  });
});

describe("assertScene", () => {
  const [root, conv] = graph.scene.levels;
  const changed = (more: object, of = root!): GraphScene => ({
    levels: of === root ? [{ ...root, ...more }] : [root!, { ...conv!, ...more }],
  });

  it.each([
    ["columns of items differ in length", changed({ labels: [] })],
    ["more places than items", changed({ laid: { ...root!.laid, y: new Float32Array() } })],
    ["stands before its frame", changed({ frame: { level: 1, item: 0 } }, conv)],
    ["its frame is no item", changed({ frame: { level: 0, item: 999 } }, conv)],
    ["columns of edges differ in length", changed({ edges: { ...root!.edges, labels: [] } })],
    ["edges without places", changed({ laid: { ...root!.laid, edgeOffsets: new Uint32Array(3) } })],
    ["edges end beyond their points", changed({ laid: { ...root!.laid, edgePoints: new Float32Array() } })],
    ["an edge ends at no item", changed({ edges: { ...root!.edges, tos: root!.edges.tos.map(() => 999) } })],
    [
      "an annotation has no owner",
      changed({ annotations: { ...root!.annotations, owners: root!.annotations.owners.map(() => 999) } }),
    ],
    ["an item is of no kind", changed({ kinds: root!.kinds.map(() => 99) })],
    [
      "an annotation is of no kind",
      changed({ annotations: { ...root!.annotations, kinds: root!.annotations.kinds.map(() => 99) } }),
    ],
  ])("says that %s", (what, scene) => {
    expect(() => assertScene(scene)).toThrow(new RegExp(`^Level "(conv)?" of the graph: .*${what}`));
  });
});

describe("auxiliaryPlaces", () => {
  it("begins another column where one would be higher than the graph", () => {
    const level = {
      ...sceneOf({ items: [], edges: [] }).levels[0]!,
      widths: new Float32Array(20).fill(60),
      heights: new Float32Array(20).fill(24),
    };
    const places = auxiliaryPlaces(level);
    expect(new Set(places?.x).size).toBe(3);
    expect(places?.height).toBeLessThanOrEqual(320);
    expect(auxiliaryPlaces({ ...level, widths: new Float32Array(), heights: new Float32Array() })).toBeNull();
  });
});

describe("spread", () => {
  it("keeps a gap and the order, as near to what is wanted as the span allows", () => {
    expect([...spread(Float64Array.of(10, 12, 100), { from: 0, to: 110 })]).toEqual([10, 26, 100]);
    expect([...spread(Float64Array.of(100, 105), { from: 0, to: 110 })]).toEqual([94, 110]);
    expect([...spread(new Float64Array(5), { from: 0, to: 8 })]).toEqual([0, 2, 4, 6, 8]);
  });
});

describe("edgeWidth", () => {
  it("grows from 0.75 to 6 pixels, and takes anything", () => {
    const widths = [1, 10, 1e3, 1e5, 5e6, 1e12].map(edgeWidth);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect([widths[0], widths.at(-1)]).toEqual([0.75, 6]);
    for (const elements of [0, -1, NaN, -Infinity]) expect(edgeWidth(elements)).toBe(0.75);
  });
});

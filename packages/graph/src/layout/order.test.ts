import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjacencyOf, componentsOf } from "./adjacency.ts";
import { CrossingCounter } from "./crossings.ts";
import { type DagreGraph, layoutByDagre, MultiGraph } from "./dagre.ts";
import { distinctEdgesOf } from "./distinct-edges.ts";
import { exchangeNeighbours } from "./exchange.ts";
import { type Layers, layersOf } from "./layers.ts";
import type { LevelToLay } from "./level-layout.ts";
import { orderLayers } from "./order.ts";
import { ranksOf } from "./ranks.ts";
import { layeredLevel, levelOf, seededRandom } from "./testing.ts";

function layersOfLevel(level: LevelToLay): Layers {
  const nodeCount = level.widths.length;
  const edges = distinctEdgesOf(nodeCount, level.edgeFroms, level.edgeTos);
  const up = adjacencyOf(nodeCount, edges.lowers, edges.uppers);
  const down = adjacencyOf(nodeCount, edges.uppers, edges.lowers);
  const components = componentsOf(nodeCount, up, down);
  return layersOf(edges, ranksOf(up, down, components), components, 1e6);
}

function crossingsOf(layers: Layers): number {
  return new CrossingCounter(layers).count(0, layers.vertexStarts.length - 1);
}

/** Pairs of lines between the same two layers, compared one with one. */
function crossingsByPairs({ up, places, layerOfVertex, vertexCount }: Layers): number {
  const lines: { layer: number; below: number; above: number }[] = [];
  for (let vertex = 0; vertex < vertexCount; vertex++)
    for (const target of up.targets.subarray(up.offsets[vertex], up.offsets[vertex + 1]))
      lines.push({ layer: layerOfVertex[vertex]!, below: places[vertex]!, above: places[target]! });
  let crossings = 0;
  for (const [i, a] of lines.entries())
    for (const b of lines.slice(i + 1))
      if (a.layer === b.layer && (a.below - b.below) * (a.above - b.above) < 0) crossings++;
  return crossings;
}

interface DagreNode {
  readonly width: number;
  readonly height: number;
  readonly rank?: number;
  readonly order?: number;
}

interface Line {
  readonly rank: number;
  readonly from: number;
  readonly to: number;
}

/** Crossings in dagre's own order, on the ranks that it finds. */
function dagreCrossings(level: LevelToLay): number {
  const graph: DagreGraph<DagreNode, object> = new MultiGraph({ multigraph: true });
  graph.setGraph({});
  level.widths.forEach((width, node) => graph.setNode(String(node), { width, height: 24 }));
  level.edgeFroms.forEach((from, edge) => graph.setEdge(String(from), String(level.edgeTos[edge]), {}));
  let crossings = NaN;
  layoutByDagre(graph, {
    customOrder: (ranked, order) => {
      order(ranked, {});
      const lines: Line[] = ranked.edges().map(({ v, w }): Line => {
        const from = ranked.node(v);
        return { rank: from.rank ?? 0, from: from.order ?? 0, to: ranked.node(w).order ?? 0 };
      });
      lines.sort((a, b) => a.rank - b.rank);
      crossings = 0;
      for (const [i, a] of lines.entries())
        for (let j = i + 1; j < lines.length && lines[j]!.rank === a.rank; j++)
          if ((a.from - lines[j]!.from) * (a.to - lines[j]!.to) < 0) crossings++;
    },
  });
  return crossings;
}

const anyLevel = fc
  .tuple(
    fc.integer({ min: 1, max: 14 }),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fc.integer({ min: 0, max: 30 }),
  )
  .map(([nodeCount, seed, edgeCount]) => {
    const random = seededRandom(seed);
    const node = (): number => Math.floor(random() * nodeCount);
    return levelOf(
      nodeCount,
      Array.from({ length: edgeCount }, () => [node(), node()] as const),
    );
  });

describe("CrossingCounter", () => {
  it("counts as one line against each other does", () => {
    fc.assert(
      fc.property(anyLevel, (level) => {
        const layers = layersOfLevel(level);
        expect(crossingsOf(layers)).toBe(crossingsByPairs(layers));
      }),
    );
  });
});

describe("orderLayers", () => {
  it("gives each vertex one place in its layer", () => {
    fc.assert(
      fc.property(anyLevel, (level) => {
        const layers = layersOfLevel(level);
        orderLayers(layers);
        expect([...layers.vertices].sort((a, b) => a - b)).toEqual([...layers.vertices.keys()]);
        for (const [i, vertex] of layers.vertices.entries())
          expect(layers.vertexStarts[layers.layerOfVertex[vertex]!]! + layers.places[vertex]!).toBe(i);
      }),
    );
  });

  it("draws trees without a crossing, whichever way they grow", () => {
    const tree = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(tree, fc.boolean(), (parents, isUp) => {
        const edges = parents.map((parent, i) => [parent % (i + 1), i + 1] as const);
        const level = levelOf(
          parents.length + 1,
          edges.map(([parent, child]) => (isUp ? [parent, child] : [child, parent])),
        );
        const layers = layersOfLevel(level);
        orderLayers(layers);
        expect(crossingsOf(layers)).toBe(0);
      }),
    );
  });

  it("has at most 1.1 times the crossings of dagre on ten levels", () => {
    const sizes = [30, 60, 90, 120, 150, 180, 210, 240, 270, 300];
    const ratios = sizes.map((nodeCount, i) => {
      const level = layeredLevel(nodeCount, 100 + i);
      const layers = layersOfLevel(level);
      orderLayers(layers);
      const [ours, theirs] = [crossingsOf(layers), dagreCrossings(level)];
      return ours / theirs;
    });
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.1);
  });

  it("keeps the order of nodes that stood somewhere", () => {
    const level = layeredLevel(80, 7);
    const random = seededRandom(8);
    const previousX = Float32Array.from({ length: 80 }, (_, node) =>
      node % 9 === 0 ? NaN : 1000 * random(),
    );
    const layers = layersOfLevel(level);
    const known = new Float64Array(layers.vertexCount).fill(NaN);
    known.set(previousX);
    orderLayers(layers, known);
    for (let layer = 0; layer + 1 < layers.vertexStarts.length; layer++) {
      const xs = [...layers.vertices.subarray(layers.vertexStarts[layer], layers.vertexStarts[layer + 1])]
        .filter((vertex) => vertex < 80)
        .map((node) => previousX[node]!)
        .filter((x) => !Number.isNaN(x));
      expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    }
  });
});

describe("exchangeNeighbours", () => {
  it("takes away crossings and adds none", () => {
    fc.assert(
      fc.property(anyLevel, (level) => {
        const layers = layersOfLevel(level);
        const before = crossingsOf(layers);
        exchangeNeighbours(layers, 0, layers.vertexStarts.length - 1);
        expect(crossingsOf(layers)).toBeLessThanOrEqual(before);
      }),
    );
    const crossed = layersOfLevel(
      levelOf(4, [
        [0, 3],
        [1, 2],
      ]),
    );
    // Two components: nothing to cross.
    expect(crossingsOf(crossed)).toBe(0);
    const knot = layersOfLevel(
      levelOf(4, [
        [0, 3],
        [1, 2],
        [1, 3],
      ]),
    );
    expect(crossingsOf(knot)).toBe(1);
    exchangeNeighbours(knot, 0, 2);
    expect(crossingsOf(knot)).toBe(0);
  });
});

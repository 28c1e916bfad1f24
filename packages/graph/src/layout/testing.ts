// Levels for tests and what is measured of them; seeded, so that every run sees the same.
import type { LaidLevel, LevelToLay } from "./level-layout.ts";

/** Numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function levelOf(
  nodeCount: number,
  edges: readonly (readonly [number, number])[],
  widthOf: (node: number) => number = () => 60,
): LevelToLay {
  return {
    widths: Float32Array.from({ length: nodeCount }, (_, node) => widthOf(node)),
    heights: new Float32Array(nodeCount).fill(24),
    edgeFroms: Uint32Array.from(edges, ([from]) => from),
    edgeTos: Uint32Array.from(edges, ([, to]) => to),
  };
}

/** Nodes on as many layers as a layer has nodes; edges lead to the next layer, one in seven up to three layers farther. */
export function layeredLevel(nodeCount: number, seed: number, edgesPerNode = 1.35): LevelToLay {
  const random = seededRandom(seed);
  const layerCount = Math.max(4, Math.round(Math.sqrt(nodeCount)));
  const startOf = (layer: number): number => Math.ceil((layer * nodeCount) / layerCount);
  const edges: [number, number][] = [];
  while (edges.length < nodeCount * edgesPerNode) {
    const from = Math.floor(random() * nodeCount);
    const layer = Math.floor((from * layerCount) / nodeCount);
    const target = layer + 1 + (random() < 0.15 ? Math.floor(random() * 4) : 0);
    if (target >= layerCount) continue;
    const width = startOf(target + 1) - startOf(target);
    edges.push([from, startOf(target) + Math.floor(random() * width)]);
  }
  return levelOf(nodeCount, edges, () => 60 + Math.floor(60 * random()));
}

export interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of each node; sizes that are none count as 0. */
export function rectanglesOf({ widths, heights }: LevelToLay, { x, y }: LaidLevel): Rectangle[] {
  return Array.from(x, (centre, node) => {
    const halfWidth = (widths[node]! > 0 ? widths[node]! : 0) / 2;
    const halfHeight = (heights[node]! > 0 ? heights[node]! : 0) / 2;
    return {
      left: centre - halfWidth,
      right: centre + halfWidth,
      top: y[node]! - halfHeight,
      bottom: y[node]! + halfHeight,
    };
  });
}

/** Points of an edge. */
export function pointsOf({ edgeOffsets, edgePoints }: LaidLevel, edge: number): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  for (let i = edgeOffsets[edge]!; i < edgeOffsets[edge + 1]!; i++)
    points.push({ x: edgePoints[2 * i]!, y: edgePoints[2 * i + 1]! });
  return points;
}

// One level: sizes and edges in, rectangles' places and lines out.
import { adjacencyOf, componentsOf } from "./adjacency.ts";
import { bandsOf } from "./bands.ts";
import { distinctEdgesOf, LOOP } from "./distinct-edges.ts";
import { knownPlaces } from "./known-places.ts";
import { type Extents, lanesOf } from "./lanes.ts";
import { type Layers, layersOf } from "./layers.ts";
import type { LaidLevel, LayoutOptions, LevelToLay } from "./level-layout.ts";
import { orderLayers } from "./order.ts";
import { packBoxes, type Packing } from "./pack.ts";
import { placeComponents } from "./place.ts";
import { ranksOf } from "./ranks.ts";
import { middleOf, type PlacedLayers, type Routes, routesOf } from "./routes.ts";
import { LOOP_REACH, LOOP_STEP, MAX_LOOP_STEPS } from "./spacing.ts";

const MIN_PASSINGS = 3_000;
const MAX_PASSINGS = 200_000;
/** Passings that a level may have for each node. */
const PASSINGS_PER_NODE = 1.5;
/** Sizes beyond are cut, so that no coordinate is infinite. */
const MAX_SIZE_PX = 1e7;

/**
 * Lays out one level. Nodes stand on ranks, inputs first; every edge goes from rank to rank towards the results unless it closes a cycle. Rectangles do not overlap,
 * and no line passes through a rectangle of another node. Components that nothing joins stand in rows. The same input gives the same output.
 */
export function layLevel(level: LevelToLay, { direction = "up" }: LayoutOptions = {}): LaidLevel {
  const isUp = direction === "up";
  const nodeCount = Math.min(level.widths.length, level.heights.length);
  const across = sizesOf(isUp ? level.widths : level.heights, nodeCount);
  const along = sizesOf(isUp ? level.heights : level.widths, nodeCount);
  const layers = layersOfLevel(level, nodeCount);
  const known = knownPlaces(layers, level, isUp);
  orderLayers(layers, known);

  const bands = bandsOf(layers, along);
  const xs = new Float64Array(layers.vertexCount);
  const sizes = { across: withLoops(level, layers, across), along };
  placeComponents({ layers, sizes, xs, known });
  const extents = extentsOf(layers, sizes.across, xs);
  const lanes = lanesOf(layers, xs, extents);
  const placed = { layers, bands, across, along, xs, lanes };
  const routes = routesOf(placed, level.edgeFroms);
  widenByRoutes(layers, level, routes, extents);
  const packing = packComponents(placed, extents, isUp, level.previousX);
  return pictureOf({ level, placed, extents, packing, routes, isUp });
}

function sizesOf(sizes: Float32Array, count: number): Float64Array {
  const all = new Float64Array(count);
  // NaN is no size either.
  for (let i = 0; i < count; i++) all[i] = sizes[i]! > 0 ? Math.min(sizes[i]!, MAX_SIZE_PX) : 0;
  return all;
}

function layersOfLevel({ edgeFroms, edgeTos }: LevelToLay, nodeCount: number): Layers {
  const edges = distinctEdgesOf(nodeCount, edgeFroms, edgeTos);
  const up = adjacencyOf(nodeCount, edges.lowers, edges.uppers);
  const down = adjacencyOf(nodeCount, edges.uppers, edges.lowers);
  const components = componentsOf(nodeCount, up, down);
  const maxPassings = Math.min(MAX_PASSINGS, Math.max(MIN_PASSINGS, PASSINGS_PER_NODE * nodeCount));
  return layersOf(edges, ranksOf(up, down, components), components, maxPassings);
}

/** Sizes across with room for loops; on both sides, so that a node stays in the middle of its lines. */
function withLoops({ edgeFroms }: LevelToLay, { edges }: Layers, across: Float64Array): Float64Array {
  const loops = new Map<number, number>();
  for (let edge = 0; edge < edges.ofEdge.length; edge++) {
    if (edges.ofEdge[edge] !== LOOP) continue;
    loops.set(edgeFroms[edge]!, (loops.get(edgeFroms[edge]!) ?? 0) + 1);
  }
  const widened = across.slice();
  for (const [node, count] of loops)
    widened[node]! += 2 * (LOOP_REACH + LOOP_STEP * (Math.min(count, MAX_LOOP_STEPS) - 1));
  return widened;
}

function extentsOf(layers: Layers, across: Float64Array, xs: Float64Array): Extents {
  const lefts = new Float64Array(layers.componentCount).fill(Infinity);
  const rights = new Float64Array(layers.componentCount).fill(-Infinity);
  for (let vertex = 0; vertex < layers.vertexCount; vertex++) {
    const isNode = vertex < layers.nodeCount;
    const component =
      layers.componentOfNode[isNode ? vertex : layers.edges.lowers[layers.edgeOfVertex[vertex]!]!]!;
    const half = isNode ? across[vertex]! / 2 : 0;
    lefts[component] = Math.min(lefts[component]!, xs[vertex]! - half);
    rights[component] = Math.max(rights[component]!, xs[vertex]! + half);
  }
  return { lefts, rights };
}

function widenByRoutes(
  layers: Layers,
  { edgeFroms }: LevelToLay,
  { offsets, points }: Routes,
  { lefts, rights }: Extents,
): void {
  for (let edge = 0; edge + 1 < offsets.length; edge++) {
    if (offsets[edge] === offsets[edge + 1]) continue;
    const component = layers.componentOfNode[edgeFroms[edge]!]!;
    for (let i = offsets[edge]!; i < offsets[edge + 1]!; i++) {
      lefts[component] = Math.min(lefts[component]!, points[2 * i]!);
      rights[component] = Math.max(rights[component]!, points[2 * i]!);
    }
  }
}

/** Components with edges come before single nodes, each by their first node. */
function packComponents(
  { layers, bands }: PlacedLayers,
  extents: Extents,
  isUp: boolean,
  previousX: Float32Array | undefined,
): Packing {
  const { componentCount, layerStarts } = layers;
  const acrossRanks = new Float64Array(componentCount);
  const alongRanks = new Float64Array(componentCount);
  const order = new Uint32Array(componentCount);
  let joined = 0;
  for (let component = 0; component < componentCount; component++) {
    acrossRanks[component] = extents.rights[component]! - extents.lefts[component]!;
    alongRanks[component] = bands.ends[layerStarts[component + 1]! - 1]!;
    if (layerStarts[component + 1]! - layerStarts[component]! > 1) order[joined++] = component;
  }
  for (let component = 0; component < componentCount; component++)
    if (layerStarts[component + 1]! - layerStarts[component]! === 1) order[joined++] = component;
  return packBoxes(
    { widths: isUp ? acrossRanks : alongRanks, heights: isUp ? alongRanks : acrossRanks },
    order,
    isUp ? "bottom" : "top",
    previousX && firstKept(layers, previousX),
  );
}

function firstKept({ componentCount, componentOfNode }: Layers, previousX: Float32Array): Float64Array {
  const xs = new Float64Array(componentCount).fill(NaN);
  for (let node = componentOfNode.length - 1; node >= 0; node--) {
    const x = previousX[node] ?? NaN;
    if (Number.isFinite(x)) xs[componentOfNode[node]!] = x;
  }
  return xs;
}

interface Picture {
  readonly level: LevelToLay;
  readonly placed: PlacedLayers;
  readonly extents: Extents;
  readonly packing: Packing;
  readonly routes: Routes;
  readonly isUp: boolean;
}

/** From across and along the ranks of each component to x and y of the level. */
function pictureOf({ level, placed, extents, packing, routes, isUp }: Picture): LaidLevel {
  const { layers, bands, xs } = placed;
  const { nodeCount, layerOfVertex, componentOfNode, layerStarts } = layers;
  const x = new Float32Array(nodeCount);
  const y = new Float32Array(nodeCount);
  const edgePoints = new Float32Array(routes.points.length);
  const xOf = (component: number, across: number, along: number): number =>
    packing.lefts[component]! + (isUp ? across - extents.lefts[component]! : along);
  const yOf = (component: number, across: number, along: number): number =>
    packing.tops[component]! +
    (isUp ? bands.ends[layerStarts[component + 1]! - 1]! - along : across - extents.lefts[component]!);
  for (let node = 0; node < nodeCount; node++) {
    const component = componentOfNode[node]!;
    const along = middleOf(bands, layerOfVertex[node]!);
    x[node] = xOf(component, xs[node]!, along);
    y[node] = yOf(component, xs[node]!, along);
  }
  for (let edge = 0; edge + 1 < routes.offsets.length; edge++) {
    if (routes.offsets[edge] === routes.offsets[edge + 1]) continue;
    const component = componentOfNode[level.edgeFroms[edge]!]!;
    for (let i = routes.offsets[edge]!; i < routes.offsets[edge + 1]!; i++) {
      const across = routes.points[2 * i]!;
      const along = routes.points[2 * i + 1]!;
      edgePoints[2 * i] = xOf(component, across, along);
      edgePoints[2 * i + 1] = yOf(component, across, along);
    }
  }
  return { width: packing.width, height: packing.height, x, y, edgeOffsets: routes.offsets, edgePoints };
}

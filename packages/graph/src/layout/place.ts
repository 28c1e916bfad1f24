// Where the vertices of each component stand across its ranks: by dagre, where that is possible and moves what stood somewhere by little.
import { estimatedPlaces } from "./kept-order.ts";
import type { Layers } from "./layers.ts";
import { placeByDagre } from "./place-by-dagre.ts";
import { OrderPlacer } from "./place-by-order.ts";

/** Vertices and lines between them that dagre gets of one level; components beyond are placed by our own sweeps. */
const MAX_DAGRE_SIZE = 16_000;
/**
 * Where nodes would move by more than this, in the median and at the ninth decile, they are held where they stood: dagre aligns long lines or not,
 * so that one more may shift a whole side.
 */
const MAX_MEDIAN_MOVE_PX = 40;
const MAX_DECILE_MOVE_PX = 120;

export interface Placing {
  readonly layers: Layers;
  /** Of nodes. */
  readonly sizes: { readonly across: Float64Array; readonly along: Float64Array };
  /** Written, by vertex; each component's are relative to a point of its own. */
  readonly xs: Float64Array;
  /** Where vertices stood before, or NaN. */
  readonly known: Float64Array | undefined;
}

export function placeComponents({ layers, sizes, xs, known }: Placing): void {
  const placer = new OrderPlacer(layers);
  const estimates = known && estimatedPlaces(layers, known);
  let dagreSize = 0;
  for (let component = 0; component < layers.componentCount; component++) {
    const size = sizeOf(layers, component);
    // A chain stands in a line, at 0.
    if (size === 0) continue;
    if (dagreSize + size > MAX_DAGRE_SIZE) placer.place(component, sizes.across, xs);
    else {
      dagreSize += size;
      placeByDagre(layers, component, sizes, xs);
    }
    if (!known || !estimates) continue;
    if (!movesFar(movesOf(layers, component, xs, known))) continue;
    placer.hold(component, sizes.across, xs, estimates);
  }
}

/** Vertices and lines of a component; 0 when each of its layers has one vertex. */
function sizeOf({ layerStarts, vertexStarts, vertices, up }: Layers, component: number): number {
  const first = layerStarts[component]!;
  const end = layerStarts[component + 1]!;
  const from = vertexStarts[first]!;
  const to = vertexStarts[end]!;
  if (to - from === end - first) return 0;
  let size = to - from;
  for (let i = from; i < to; i++) {
    const vertex = vertices[i]!;
    size += up.offsets[vertex + 1]! - up.offsets[vertex]!;
  }
  return size;
}

/** How far each node of a component that stood somewhere is from there. */
function movesOf(
  { layerStarts, vertexStarts, vertices, nodeCount }: Layers,
  component: number,
  xs: Float64Array,
  known: Float64Array,
): Float64Array {
  const moves: number[] = [];
  const end = vertexStarts[layerStarts[component + 1]!]!;
  for (let i = vertexStarts[layerStarts[component]!]!; i < end; i++) {
    const vertex = vertices[i]!;
    if (vertex < nodeCount && !Number.isNaN(known[vertex])) moves.push(xs[vertex]! - known[vertex]!);
  }
  return Float64Array.from(moves);
}

/** Apart from what all move by together. */
function movesFar(moves: Float64Array): boolean {
  const shift = moves.toSorted()[moves.length >> 1] ?? 0;
  const distances = moves.map((move) => Math.abs(move - shift)).sort();
  const median = distances[distances.length >> 1] ?? 0;
  const decile = distances[Math.floor(0.9 * distances.length)] ?? 0;
  return median > MAX_MEDIAN_MOVE_PX || decile > MAX_DECILE_MOVE_PX;
}

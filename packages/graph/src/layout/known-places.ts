// Where vertices stood in the picture before.
import type { Layers } from "./layers.ts";
import type { LevelToLay } from "./level-layout.ts";
import { parallelShift } from "./routes.ts";

/**
 * Place across the ranks of each vertex before, NaN for what is new: of nodes as the level tells, of passings where the line of their edge was as high as the nodes
 * of their layer. Undefined when nothing is known.
 */
export function knownPlaces(layers: Layers, level: LevelToLay, isUp: boolean): Float64Array | undefined {
  const { previousX, previousLines } = level;
  const across = isUp ? previousX : previousLines?.y;
  if (!across) return undefined;
  const known = new Float64Array(layers.vertexCount).fill(NaN);
  for (let node = 0; node < layers.nodeCount; node++) known[node] = finiteOr(across[node], NaN);
  const along = isUp ? previousLines?.y : previousX;
  if (!previousLines || !along) return known;

  const heights = layerPlaces(layers, along);
  const { ofEdge, counts } = layers.edges;
  for (let edge = 0; edge < ofEdge.length; edge++) {
    const distinct = ofEdge[edge]!;
    const first = distinct >= 0 ? layers.firstPassings[distinct]! : layers.vertexCount;
    const from = previousLines.edgeOffsets[edge] ?? 0;
    const to = previousLines.edgeOffsets[edge + 1] ?? 0;
    // Of edges that join the same nodes the first is the one to go by.
    if (first >= layers.vertexCount || !Number.isNaN(known[first]) || to - from < 2) continue;
    const shift = parallelShift(0, counts[distinct]!);
    for (
      let passing = first;
      passing < layers.vertexCount && layers.edgeOfVertex[passing] === distinct;
      passing++
    ) {
      const height = heights[layers.layerOfVertex[passing]!]!;
      known[passing] = placeAt(previousLines.edgePoints, from, to, { height, isUp }) - shift;
    }
  }
  return known;
}

/** Along the ranks, the mean of the nodes of each layer that stood somewhere. */
function layerPlaces({ layerOfVertex, vertexStarts, nodeCount }: Layers, along: Float32Array): Float64Array {
  const sums = new Float64Array(vertexStarts.length - 1);
  const counts = new Uint32Array(vertexStarts.length - 1);
  for (let node = 0; node < nodeCount; node++) {
    const place = finiteOr(along[node], NaN);
    if (Number.isNaN(place)) continue;
    sums[layerOfVertex[node]!]! += place;
    counts[layerOfVertex[node]!]!++;
  }
  return sums.map((sum, layer) => sum / counts[layer]!);
}

/** Where a line was across the ranks at a place along them; NaN where it was not. */
function placeAt(
  points: Float32Array,
  from: number,
  to: number,
  { height, isUp }: { readonly height: number; readonly isUp: boolean },
): number {
  const acrossAxis = isUp ? 0 : 1;
  for (let i = from + 1; i < to; i++) {
    const start = points[2 * i - 1 - acrossAxis]!;
    const end = points[2 * i + 1 - acrossAxis]!;
    if (!(Math.min(start, end) <= height && height <= Math.max(start, end))) continue;
    const low = points[2 * i - 2 + acrossAxis]!;
    const high = points[2 * i + acrossAxis]!;
    return start === end ? low : low + ((high - low) * (height - start)) / (end - start);
  }
  return NaN;
}

function finiteOr(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) ? value : otherwise;
}

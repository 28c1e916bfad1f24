// How far each layer reaches along the ranks.
import type { Layers } from "./layers.ts";
import { RANK_GAP } from "./spacing.ts";

/** Of each layer, from where its component begins; nodes stand in the middle of their layer's band. */
export interface Bands {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

/** @param along sizes of nodes along the ranks. */
export function bandsOf(layers: Layers, along: Float64Array): Bands {
  const { layerOfVertex, layerStarts, nodeCount } = layers;
  const layerCount = layerStarts[layers.componentCount]!;
  const starts = new Float64Array(layerCount);
  const ends = new Float64Array(layerCount);
  for (let node = 0; node < nodeCount; node++)
    ends[layerOfVertex[node]!] = Math.max(ends[layerOfVertex[node]!]!, along[node]!);
  for (let component = 0; component < layers.componentCount; component++) {
    let start = 0;
    for (let layer = layerStarts[component]!; layer < layerStarts[component + 1]!; layer++) {
      starts[layer] = start;
      ends[layer]! += start;
      start = ends[layer]! + RANK_GAP;
    }
  }
  return { starts, ends };
}

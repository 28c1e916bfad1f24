// What the ordering of one component works on.
import type { CrossingCounter } from "./crossings.ts";
import type { LayerSorter } from "./layer-sorter.ts";
import type { Layers } from "./layers.ts";

/** The layers of one component, and what is needed to order them. */
export interface OrderRun {
  readonly layers: Layers;
  readonly counter: CrossingCounter;
  readonly sorter: LayerSorter;
  /** The best order so far, as `layers.vertices`. */
  readonly saved: Uint32Array;
  readonly first: number;
  readonly end: number;
}

export function save({ layers, saved, first, end }: OrderRun): void {
  const from = layers.vertexStarts[first]!;
  saved.set(layers.vertices.subarray(from, layers.vertexStarts[end]), from);
}

export function restore({ layers, saved, first, end }: OrderRun): void {
  const { vertexStarts, vertices, places } = layers;
  vertices.set(saved.subarray(vertexStarts[first], vertexStarts[end]), vertexStarts[first]);
  for (let layer = first; layer < end; layer++)
    for (let i = vertexStarts[layer]!; i < vertexStarts[layer + 1]!; i++)
      places[vertices[i]!] = i - vertexStarts[layer]!;
}

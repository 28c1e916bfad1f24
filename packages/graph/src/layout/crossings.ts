// How many lines between two layers cross.
import type { Layers } from "./layers.ts";

/**
 * Counts crossings by an accumulator tree: W. Barth, P. Mutzel, M. Jünger: Simple and Efficient Bilayer Cross Counting (2004).
 * Lines from or to one vertex do not cross.
 */
export class CrossingCounter {
  readonly #layers: Layers;
  readonly #tree: Uint32Array;

  constructor(layers: Layers) {
    this.#layers = layers;
    let widest = 0;
    for (let layer = 0; layer + 1 < layers.vertexStarts.length; layer++)
      widest = Math.max(widest, layers.vertexStarts[layer + 1]! - layers.vertexStarts[layer]!);
    this.#tree = new Uint32Array(widest + 1);
  }

  /** Crossings between the layers from `first` up to `end`, as they are ordered now. */
  count(first: number, end: number): number {
    let crossings = 0;
    for (let layer = first; layer + 1 < end; layer++) crossings += this.#above(layer);
    return crossings;
  }

  #above(layer: number): number {
    const { vertexStarts, vertices, places, up } = this.#layers;
    const { offsets, targets } = up;
    const tree = this.#tree;
    const size = vertexStarts[layer + 2]! - vertexStarts[layer + 1]!;
    if (size < 2) return 0;
    tree.fill(0, 0, size + 1);
    let seen = 0;
    let crossings = 0;
    for (let i = vertexStarts[layer]!; i < vertexStarts[layer + 1]!; i++) {
      const vertex = vertices[i]!;
      const end = offsets[vertex + 1]!;
      // First all are compared with what is left of the vertex, then all are added.
      for (let at = offsets[vertex]!; at < end; at++) {
        let notRight = 0;
        for (let node = places[targets[at]!]! + 1; node > 0; node -= node & -node) notRight += tree[node]!;
        crossings += seen - notRight;
      }
      for (let at = offsets[vertex]!; at < end; at++) {
        for (let node = places[targets[at]!]! + 1; node <= size; node += node & -node) tree[node]!++;
        seen++;
      }
    }
    return crossings;
  }
}

// Sorts one layer by where the neighbours of its vertices stand.
import type { Layers } from "./layers.ts";

const FEW = 24;

export class LayerSorter {
  readonly #layers: Layers;
  /** By vertex. */
  readonly #keys: Float64Array;
  readonly #sorted: Uint32Array;

  constructor(layers: Layers) {
    this.#layers = layers;
    this.#keys = new Float64Array(layers.vertexCount);
    this.#sorted = new Uint32Array(layers.vertexCount);
  }

  /** By the mean place of the neighbours on one side; vertices without any stay where they are. */
  sort(layer: number, side: "up" | "down", areTiesTurned: boolean): void {
    const { vertexStarts, vertices, places } = this.#layers;
    const start = vertexStarts[layer]!;
    const end = vertexStarts[layer + 1]!;
    if (end - start < 2) return;
    const keys = this.#keys;
    const sorted = this.#sorted;
    let count = 0;
    let last = -Infinity;
    let isSorted = !areTiesTurned;
    for (let i = start; i < end; i++) {
      const vertex = vertices[i]!;
      const key = this.barycentre(vertex, side);
      keys[vertex] = key;
      if (Number.isNaN(key)) continue;
      if (key < last) isSorted = false;
      last = key;
      sorted[count++] = vertex;
    }
    if (isSorted) return;
    this.#sortByKey(count, areTiesTurned ? -1 : 1);
    let next = 0;
    for (let i = start; i < end; i++) {
      if (!Number.isNaN(keys[vertices[i]!]!)) vertices[i] = sorted[next++]!;
      places[vertices[i]!] = i - start;
    }
  }

  /** By keys of the caller's; those of one key stay as they stand. */
  sortBy(layer: number, keyOf: (vertex: number) => number): void {
    const { vertexStarts, vertices, places } = this.#layers;
    const start = vertexStarts[layer]!;
    const end = vertexStarts[layer + 1]!;
    for (let i = start; i < end; i++) {
      this.#sorted[i - start] = vertices[i]!;
      this.#keys[vertices[i]!] = keyOf(vertices[i]!);
    }
    this.#sortByKey(end - start, 1);
    for (let i = start; i < end; i++) {
      vertices[i] = this.#sorted[i - start]!;
      places[vertices[i]!] = i - start;
    }
  }

  /** NaN without neighbours on that side. */
  barycentre(vertex: number, side: "up" | "down"): number {
    const { places } = this.#layers;
    const { offsets, targets } = this.#layers[side];
    const from = offsets[vertex]!;
    const to = offsets[vertex + 1]!;
    let sum = 0;
    for (let i = from; i < to; i++) sum += places[targets[i]!]!;
    return sum / (to - from);
  }

  #sortByKey(count: number, tieSign: number): void {
    const { places } = this.#layers;
    const keys = this.#keys;
    const sorted = this.#sorted;
    const compare = (a: number, b: number): number =>
      keys[a]! - keys[b]! || tieSign * (places[a]! - places[b]!);
    if (count > FEW) {
      sorted.subarray(0, count).sort(compare);
      return;
    }
    for (let i = 1; i < count; i++) {
      const vertex = sorted[i]!;
      let at = i;
      for (; at > 0 && compare(sorted[at - 1]!, vertex) > 0; at--) sorted[at] = sorted[at - 1]!;
      sorted[at] = vertex;
    }
  }
}

// Exchanges vertices that stand side by side where that leaves fewer crossings.
import type { Adjacency } from "./adjacency.ts";
import type { Layers } from "./layers.ts";

const MAX_PASSES = 8;

/** Of the layers from `first` up to `end`; crossings never become more. */
export function exchangeNeighbours(layers: Layers, first: number, end: number): void {
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    let exchanged = 0;
    for (let layer = first; layer < end; layer++) exchanged += exchangeWithin(layers, layer);
    if (exchanged === 0) return;
  }
}

function exchangeWithin({ vertexStarts, vertices, places, up, down }: Layers, layer: number): number {
  const start = vertexStarts[layer]!;
  const end = vertexStarts[layer + 1]!;
  if (end - start < 2) return 0;
  for (let i = start; i < end; i++) {
    sortByPlace(up, vertices[i]!, places);
    sortByPlace(down, vertices[i]!, places);
  }
  let exchanged = 0;
  for (let i = start; i + 1 < end; i++) {
    const left = vertices[i]!;
    const right = vertices[i + 1]!;
    if (gain(up, left, right, places) + gain(down, left, right, places) <= 0) continue;
    vertices[i] = right;
    vertices[i + 1] = left;
    places[right] = i - start;
    places[left] = i + 1 - start;
    exchanged++;
  }
  return exchanged;
}

function sortByPlace({ offsets, targets }: Adjacency, vertex: number, places: Uint32Array): void {
  const from = offsets[vertex]!;
  for (let i = from + 1; i < offsets[vertex + 1]!; i++) {
    const target = targets[i]!;
    let at = i;
    for (; at > from && places[targets[at - 1]!]! > places[target]!; at--) targets[at] = targets[at - 1]!;
    targets[at] = target;
  }
}

/** Crossings of the lines of two vertices as they stand, less those once they are exchanged. */
function gain({ offsets, targets }: Adjacency, left: number, right: number, places: Uint32Array): number {
  const leftEnd = offsets[left + 1]!;
  const rightStart = offsets[right]!;
  const rightEnd = offsets[right + 1]!;
  let gained = 0;
  // Of the right one's places: how many are less than, and how many at most, this place of the left one.
  let less = rightStart;
  let atMost = rightStart;
  for (let i = offsets[left]!; i < leftEnd; i++) {
    const place = places[targets[i]!]!;
    while (less < rightEnd && places[targets[less]!]! < place) less++;
    while (atMost < rightEnd && places[targets[atMost]!]! <= place) atMost++;
    gained += less - rightStart - (rightEnd - atMost);
  }
  return gained;
}

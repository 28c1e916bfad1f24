// Neighbours as two columns.

export interface Adjacency {
  /** Neighbours of i stand at offsets[i] … offsets[i + 1] of `targets`. */
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
}

/** Neighbours in the order of the edges. Every key is below `count`; `keys` and `values` are of one length. */
export function adjacencyOf(count: number, keys: Uint32Array, values: Uint32Array): Adjacency {
  const offsets = new Uint32Array(count + 1);
  for (const key of keys) offsets[key + 1]!++;
  for (let i = 0; i < count; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice(0, count);
  const targets = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) targets[next[keys[i]!]!++] = values[i]!;
  return { offsets, targets };
}

/** The places 0 … keys.length - 1, sorted by their key; those of one key stay as they stand in `places`. */
export function sortedByKey(places: Uint32Array, keys: Uint32Array, keyCount: number): Uint32Array {
  const next = new Uint32Array(keyCount + 1);
  for (const place of places) next[keys[place]! + 1]!++;
  for (let i = 0; i < keyCount; i++) next[i + 1]! += next[i]!;
  const sorted = new Uint32Array(places.length);
  for (const place of places) sorted[next[keys[place]!]!++] = place;
  return sorted;
}

/** Number of the connected component of each node; components are numbered by their first node. */
export function componentsOf(
  nodeCount: number,
  forward: Adjacency,
  backward: Adjacency,
): { readonly ofNode: Uint32Array; readonly count: number } {
  const ofNode = new Uint32Array(nodeCount).fill(NONE);
  const stack = new Uint32Array(nodeCount);
  let count = 0;
  for (let first = 0; first < nodeCount; first++) {
    if (ofNode[first] !== NONE) continue;
    let depth = 0;
    ofNode[first] = count;
    stack[depth++] = first;
    while (depth > 0) {
      const node = stack[--depth]!;
      for (const { offsets, targets } of [forward, backward]) {
        for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
          const target = targets[i]!;
          if (ofNode[target] !== NONE) continue;
          ofNode[target] = count;
          stack[depth++] = target;
        }
      }
    }
    count++;
  }
  return { ofNode, count };
}

const NONE = 0xffffffff;

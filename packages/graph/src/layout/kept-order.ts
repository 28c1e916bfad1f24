// The order of a component whose nodes stood somewhere before: they keep theirs, the others find a place among them.
import { AscendingFit } from "./ascending.ts";
import type { Layers } from "./layers.ts";
import { type OrderRun, restore, save } from "./order-run.ts";

/** Of each component, the share of its nodes whose place is known. */
export function keptShare(layers: Layers, known: Float64Array): Float32Array {
  const nodes = new Uint32Array(layers.componentCount);
  const kept = new Float32Array(layers.componentCount);
  for (let node = 0; node < layers.nodeCount; node++) {
    const component = layers.componentOfNode[node]!;
    nodes[component]!++;
    if (!Number.isNaN(known[node])) kept[component]!++;
  }
  return kept.map((count, component) => count / nodes[component]!);
}

/**
 * What is not known is estimated: new nodes by the mean of their neighbours, passings by a straight line between the ends of the edge.
 * NaN where nothing near is known.
 * @param known place across the ranks of each vertex, or NaN.
 */
export function estimatedPlaces(layers: Layers, known: Float64Array): Float64Array {
  const { nodeCount, layerOfVertex, firstPassings } = layers;
  const { lowers, uppers } = layers.edges;
  const xs = known.slice();
  // Twice, so that new nodes which know new nodes only find theirs.
  for (let pass = 0; pass < 2; pass++) {
    const sums = new Float64Array(nodeCount);
    const counts = new Uint32Array(nodeCount);
    for (let edge = 0; edge < lowers.length; edge++) {
      const ends = [lowers[edge]!, uppers[edge]!] as const;
      for (const [node, other] of [ends, [ends[1], ends[0]] as const]) {
        if (!Number.isNaN(xs[node]) || Number.isNaN(xs[other])) continue;
        sums[node]! += xs[other]!;
        counts[node]!++;
      }
    }
    for (let node = 0; node < nodeCount; node++)
      if (counts[node]! > 0) xs[node] = sums[node]! / counts[node]!;
  }
  for (let vertex = nodeCount; vertex < layers.vertexCount; vertex++) {
    if (!Number.isNaN(xs[vertex])) continue;
    const edge = layers.edgeOfVertex[vertex]!;
    const lower = lowers[edge]!;
    const upper = uppers[edge]!;
    const steps = vertex - firstPassings[edge]! + 1;
    const share = steps / (layerOfVertex[upper]! - layerOfVertex[lower]!);
    xs[vertex] = xs[lower]! + (xs[upper]! - xs[lower]!) * share;
  }
  return xs;
}

/**
 * What is known stays in its order; new nodes and passings stand where they are estimated, then where two sweeps bring them. The best of the three orders is taken.
 * @param estimates of `estimatedPlaces`.
 */
export function keepOrder(run: OrderRun, known: Float64Array, estimates: Float64Array): void {
  const { counter, sorter, first, end } = run;
  for (let layer = first; layer < end; layer++)
    sorter.sortBy(layer, (vertex) =>
      Number.isNaN(estimates[vertex]) ? Number.MAX_VALUE : estimates[vertex]!,
    );
  let fewest = counter.count(first, end);
  save(run);
  const sortAmongKept = keptSorter(run, known);
  for (const side of ["down", "up"] as const) {
    if (side === "down") for (let layer = first + 1; layer < end; layer++) sortAmongKept(layer, side);
    else for (let layer = end - 2; layer >= first; layer--) sortAmongKept(layer, side);
    const crossings = counter.count(first, end);
    if (crossings >= fewest) continue;
    fewest = crossings;
    save(run);
  }
  restore(run);
}

/** Sorts by the mean place of neighbours, but so that what is known stays in its order: those that would change places share a place between. */
function keptSorter(
  { layers, sorter, first, end }: OrderRun,
  known: Float64Array,
): (layer: number, side: "up" | "down") => void {
  const { vertexStarts, vertices, places } = layers;
  const keys = new Map<number, number>();
  const widest = vertexStarts[end]! - vertexStarts[first]!;
  const fit = new AscendingFit(widest);
  const keptKeys = new Float64Array(widest);
  const weights = new Float64Array(widest).fill(1);
  return (layer, side) => {
    keys.clear();
    const kept: number[] = [];
    for (let i = vertexStarts[layer]!; i < vertexStarts[layer + 1]!; i++) {
      const vertex = vertices[i]!;
      const mean = sorter.barycentre(vertex, side);
      const key = Number.isNaN(mean) ? places[vertex]! : mean;
      keys.set(vertex, key);
      if (Number.isNaN(known[vertex])) continue;
      keptKeys[kept.length] = key;
      kept.push(vertex);
    }
    fit.fit(keptKeys, weights, kept.length);
    kept.forEach((vertex, i) => keys.set(vertex, keptKeys[i]!));
    sorter.sortBy(layer, (vertex) => keys.get(vertex) ?? 0);
  };
}

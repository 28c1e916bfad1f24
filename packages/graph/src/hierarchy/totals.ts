// What items hold all in all.
import type { Words } from "../op-graph.ts";
import { flopsOf } from "./flops.ts";
import type { Hierarchy } from "./hierarchy.ts";

/** Columns, by item. */
export interface Totals {
  readonly operationCounts: Uint32Array;
  readonly parameterCounts: Float64Array;
  /** Floating-point operations of convolutions and products of matrices whose shapes are known. */
  readonly flops: Float64Array;
  /** Of those, operations whose first dimension is unknown and counts as 1. */
  readonly perExampleCounts: Uint32Array;
  /** Convolutions and products whose shapes are not known, which `flops` leaves out. */
  readonly unknownFlopsCounts: Uint32Array;
}

const kept = new WeakMap<Hierarchy, Totals>();

/** Worked out once for a hierarchy. */
export function totalsOf(hierarchy: Hierarchy): Totals {
  const known = kept.get(hierarchy);
  if (known !== undefined) return known;
  const made = addUp(hierarchy);
  kept.set(hierarchy, made);
  return made;
}

function addUp({ graph, itemCount, itemOfNode, parents, nodeStarts, nodeEnds }: Hierarchy): Totals {
  const totals = {
    operationCounts: nodeEnds.map((end, item) => end - nodeStarts[item]!),
    parameterCounts: new Float64Array(itemCount),
    flops: new Float64Array(itemCount),
    perExampleCounts: new Uint32Array(itemCount),
    unknownFlopsCounts: new Uint32Array(itemCount),
  };
  for (let node = 0; node < graph.nodeCount; node++) {
    const item = itemOfNode[node]!;
    totals.parameterCounts[item] = graph.parameterCounts[node]!;
    const flops = flopsOf(graph, node);
    if (flops.kind === "unknown") totals.unknownFlopsCounts[item] = 1;
    if (flops.kind !== "count") continue;
    totals.flops[item] = flops.count;
    totals.perExampleCounts[item] = flops.isPerExample ? 1 : 0;
  }
  for (let item = itemCount - 1; item > 0; item--) {
    const parent = parents[item]!;
    totals.parameterCounts[parent]! += totals.parameterCounts[item]!;
    totals.flops[parent]! += totals.flops[item]!;
    totals.perExampleCounts[parent]! += totals.perExampleCounts[item]!;
    totals.unknownFlopsCounts[parent]! += totals.unknownFlopsCounts[item]!;
  }
  return totals;
}

export interface HistogramEntry {
  readonly value: string;
  readonly count: number;
}

/** How often each operation occurs at or below `item`, the most frequent first. */
export function opHistogram(hierarchy: Hierarchy, item: number): readonly HistogramEntry[] {
  return histogramOf(hierarchy, item, hierarchy.graph.ops);
}

/** The same of devices; operations without one are under the empty name. */
export function deviceHistogram(hierarchy: Hierarchy, item: number): readonly HistogramEntry[] {
  return histogramOf(hierarchy, item, hierarchy.graph.devices);
}

function histogramOf(
  { nodeOrder, nodeStarts, nodeEnds }: Hierarchy,
  item: number,
  { values, ids }: Words,
): readonly HistogramEntry[] {
  const counts = new Map<number, number>();
  for (let position = nodeStarts[item]!; position < nodeEnds[item]!; position++) {
    const id = ids[nodeOrder[position]!]!;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts]
    .map(([id, count]) => ({ value: values[id]!, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

// What was measured of a step, added up over the scopes of the graph that it ran.
import type { OperationCosts } from "../sources/operation-costs.ts";
import type { Hierarchy } from "./hierarchy.ts";

/** Columns, by item: sums over all operations at or below it of which there is a measurement. */
export interface MeasuredTotals {
  /** Operations that ran at the same time count each: a scope's sum may be more than the step took. */
  readonly computeMicros: Float64Array;
  readonly timedCounts: Uint32Array;
  readonly outputBytes: Float64Array;
  readonly sizedCounts: Uint32Array;
}

/** Joined by the operations' names as they are; what was measured of others, as of function bodies, counts nowhere. */
export function measuredTotals(hierarchy: Hierarchy, costs: OperationCosts): MeasuredTotals {
  const { graph, itemCount, itemOfNode, parents } = hierarchy;
  const totals: MeasuredTotals = {
    computeMicros: new Float64Array(itemCount),
    timedCounts: new Uint32Array(itemCount),
    outputBytes: new Float64Array(itemCount),
    sizedCounts: new Uint32Array(itemCount),
  };
  const places = new Map(costs.names.map((name, place) => [name, place]));
  for (let node = 0; node < graph.nodeCount; node++) {
    const place = places.get(graph.names[node]!);
    if (place === undefined) continue;
    const item = itemOfNode[node]!;
    const micros = costs.computeMicros[place]!;
    const bytes = costs.outputBytes[place]!;
    if (!Number.isNaN(micros)) {
      totals.computeMicros[item] = micros;
      totals.timedCounts[item] = 1;
    }
    if (!Number.isNaN(bytes)) {
      totals.outputBytes[item] = bytes;
      totals.sizedCounts[item] = 1;
    }
  }
  for (let item = itemCount - 1; item > 0; item--) {
    const parent = parents[item]!;
    totals.computeMicros[parent]! += totals.computeMicros[item]!;
    totals.timedCounts[parent]! += totals.timedCounts[item]!;
    totals.outputBytes[parent]! += totals.outputBytes[item]!;
    totals.sizedCounts[parent]! += totals.sizedCounts[item]!;
  }
  return totals;
}

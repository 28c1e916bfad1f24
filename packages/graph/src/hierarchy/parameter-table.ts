// The table of parameters: what model.summary() prints, of any graph.
import { CONTROL_SLOT, type TensorType } from "../op-graph.ts";
import { consumersOf } from "./consumers.ts";
import { type Hierarchy, itemKinds } from "./hierarchy.ts";
import { isWithin } from "./item-tree.ts";
import { allPaths, nodeOf } from "./item-paths.ts";
import { totalsOf } from "./totals.ts";

export interface ParameterRow {
  readonly item: number;
  /** Scopes and series above it that have rows, too. */
  readonly depth: number;
  readonly path: string;
  /** Its operation; `scope` or `series`. */
  readonly kind: string;
  /** Of the one tensor that leaves it; null where several do, none, or its type is unknown. */
  readonly output: TensorType | null;
  readonly operationCount: number;
  readonly parameterCount: number;
  /** Of all parameters of the graph, 0 … 1; 0 where there are none. */
  readonly share: number;
  readonly flops: number;
  /** Operations of which `flops` counts one example. */
  readonly perExampleCount: number;
  /** Operations that `flops` leaves out, as their shapes are unknown. */
  readonly unknownFlopsCount: number;
}

/** A row for each item with parameters or multiplications, the whole graph first, depth first. */
export function parameterTable(hierarchy: Hierarchy): readonly ParameterRow[] {
  const { graph, itemCount, kinds, parents } = hierarchy;
  const totals = totalsOf(hierarchy);
  const paths = allPaths(hierarchy);
  const outputs = leavingTensors(hierarchy);
  const all = totals.parameterCounts[0]!;
  const depths = new Uint32Array(itemCount);
  const rows: ParameterRow[] = [];
  for (let item = 0; item < itemCount; item++) {
    if (item > 0) depths[item] = depths[parents[item]!]! + 1;
    const parameterCount = totals.parameterCounts[item]!;
    const flops = totals.flops[item]!;
    const unknownFlopsCount = totals.unknownFlopsCounts[item]!;
    if (item > 0 && parameterCount === 0 && flops === 0 && unknownFlopsCount === 0) continue;
    const node = nodeOf(hierarchy, item);
    rows.push({
      item,
      depth: depths[item]!,
      path: paths[item]!,
      kind: node === undefined ? itemKinds[kinds[item]!]! : graph.ops.values[graph.ops.ids[node]!]!,
      output: outputs[item] ?? null,
      operationCount: totals.operationCounts[item]!,
      parameterCount,
      share: all === 0 ? 0 : parameterCount / all,
      flops,
      perExampleCount: totals.perExampleCounts[item]!,
      unknownFlopsCount,
    });
  }
  return rows;
}

/**
 * Of each item the type of the tensor that leaves it, where one does. A tensor leaves all items from its operation's up to below the one that holds all
 * its uses; one that nothing uses, as an operation's first output, is a result and leaves all.
 */
function leavingTensors(hierarchy: Hierarchy): readonly (TensorType | undefined)[] {
  const { graph, itemCount, itemOfNode, parents } = hierarchy;
  const { offsets, nodes, inputs } = consumersOf(graph);
  // Sums over what lies below: a tensor is added where it begins and taken away where it stays. Where one is left, the sum of types is its own.
  const counts = new Int32Array(itemCount);
  const sums = new Float64Array(itemCount);
  const add = (item: number, sign: 1 | -1, type: number) => {
    counts[item]! += sign;
    sums[item]! += sign * type;
  };
  /** From 1 on; 0 where it is unknown. */
  const typeOf = (node: number, slot: number) => {
    const output = graph.outputOffsets[node]! + slot;
    return output < graph.outputOffsets[node + 1]! ? graph.outputTypeIds[output]! + 1 : 0;
  };
  for (let node = 0; node < graph.nodeCount; node++) {
    const item = itemOfNode[node]!;
    let use = offsets[node]!;
    const end = offsets[node + 1]!;
    while (use < end && graph.inputSlots[inputs[use]!] === CONTROL_SLOT) use++;
    if (use === end) {
      const type = typeOf(node, 0);
      if (type > 0) add(item, 1, type);
    }
    while (use < end) {
      const slot = graph.inputSlots[inputs[use]!]!;
      let holder = item;
      for (; use < end && graph.inputSlots[inputs[use]!] === slot; use++) {
        const user = itemOfNode[nodes[use]!]!;
        while (!isWithin(hierarchy, holder, user)) holder = parents[holder]!;
      }
      // What an operation gives leaves it, even if only to itself.
      if (holder === item) holder = parents[item]!;
      add(item, 1, typeOf(node, slot));
      add(holder, -1, typeOf(node, slot));
    }
  }
  for (let item = itemCount - 1; item > 0; item--) {
    counts[parents[item]!]! += counts[item]!;
    sums[parents[item]!]! += sums[item]!;
  }
  return Array.from(counts, (count, item) =>
    count === 1 && sums[item]! > 0 ? graph.tensorTypes[sums[item]! - 1] : undefined,
  );
}

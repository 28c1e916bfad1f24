// What a card says of an item.
import { type Attribute, CONTROL_SLOT, type OpGraph, type TensorType } from "../op-graph.ts";
import { type Consumers, consumersOf } from "./consumers.ts";
import { type Hierarchy, type ItemKind, itemKinds } from "./hierarchy.ts";
import { nameOfItem, nodeOf, pathOf } from "./item-paths.ts";
import { isReferenceInput } from "./reference-inputs.ts";
import { deviceHistogram, type HistogramEntry, opHistogram, totalsOf } from "./totals.ts";

/** A tensor, or a dependency, seen from an item that it comes into or leaves. */
export interface Connection {
  /** The operation at the other end, an item. */
  readonly item: number;
  readonly name: string;
  readonly path: string;
  /** Which output it is, of the one that gives it; CONTROL_SLOT for a dependency. */
  readonly slot: number;
  /** Which input of the one that uses it. */
  readonly place: number;
  /** Null where it is unknown, and of dependencies. */
  readonly type: TensorType | null;
  readonly isReference: boolean;
}

/** The first of many. */
export interface ConnectionList {
  readonly connections: readonly Connection[];
  readonly totalCount: number;
}

interface CommonFacts {
  readonly item: number;
  readonly name: string;
  readonly path: string;
  readonly parameterCount: number;
  readonly flops: number;
  readonly perExampleCount: number;
  readonly unknownFlopsCount: number;
  /** Of an operation all; of a scope those that come from beyond its border. */
  readonly inputs: ConnectionList;
  readonly outputs: ConnectionList;
}

export interface OperationFacts extends CommonFacts {
  readonly kind: "operation";
  readonly node: number;
  readonly op: string;
  readonly device: string;
  readonly attributes: readonly Attribute[];
  /** Types of its outputs, as far as they are known. */
  readonly outputTypes: readonly TensorType[];
}

export interface GroupFacts extends CommonFacts {
  readonly kind: Exclude<ItemKind, "operation">;
  readonly childCount: number;
  readonly operationCount: number;
  readonly ops: readonly HistogramEntry[];
  readonly devices: readonly HistogramEntry[];
}

export type ItemFacts = OperationFacts | GroupFacts;

/** @param limit of connections that are listed on either side; all are counted */
export function factsOf(hierarchy: Hierarchy, item: number, limit = 100): ItemFacts {
  const { graph } = hierarchy;
  const totals = totalsOf(hierarchy);
  const common = {
    item,
    name: nameOfItem(hierarchy, item),
    path: pathOf(hierarchy, item),
    parameterCount: totals.parameterCounts[item]!,
    flops: totals.flops[item]!,
    perExampleCount: totals.perExampleCounts[item]!,
    unknownFlopsCount: totals.unknownFlopsCounts[item]!,
    ...connectionsOf(hierarchy, item, limit),
  };
  const node = nodeOf(hierarchy, item);
  if (node === undefined) {
    const kind = itemKinds[hierarchy.kinds[item]!];
    return {
      ...common,
      kind: kind === "series" ? kind : "scope",
      childCount: hierarchy.childOffsets[item + 1]! - hierarchy.childOffsets[item]!,
      operationCount: totals.operationCounts[item]!,
      ops: opHistogram(hierarchy, item),
      devices: deviceHistogram(hierarchy, item),
    };
  }
  const typeIds = graph.outputTypeIds.subarray(graph.outputOffsets[node], graph.outputOffsets[node + 1]);
  return {
    ...common,
    kind: "operation",
    node,
    op: graph.ops.values[graph.ops.ids[node]!]!,
    device: graph.devices.values[graph.devices.ids[node]!]!,
    attributes: graph.attributesOf(node),
    outputTypes: Array.from(typeIds, (id) => graph.tensorTypes[id]!),
  };
}

function connectionsOf(
  hierarchy: Hierarchy,
  item: number,
  limit: number,
): Pick<CommonFacts, "inputs" | "outputs"> {
  const listing = new Listing(hierarchy, item, limit);
  const { nodeOrder, nodeStarts, nodeEnds } = hierarchy;
  for (let position = nodeStarts[item]!; position < nodeEnds[item]!; position++)
    listing.addNode(nodeOrder[position]!);
  return { inputs: listing.inputs, outputs: listing.outputs };
}

class Listing {
  readonly inputs = { connections: [] as Connection[], totalCount: 0 };
  readonly outputs = { connections: [] as Connection[], totalCount: 0 };
  readonly #hierarchy: Hierarchy;
  readonly #graph: OpGraph;
  readonly #consumers: Consumers;
  readonly #item: number;
  readonly #limit: number;

  constructor(hierarchy: Hierarchy, item: number, limit: number) {
    this.#hierarchy = hierarchy;
    this.#graph = hierarchy.graph;
    this.#consumers = consumersOf(hierarchy.graph);
    this.#item = item;
    this.#limit = limit;
  }

  addNode(node: number): void {
    const { inputOffsets, inputSources } = this.#graph;
    const { offsets, nodes, inputs } = this.#consumers;
    for (let input = inputOffsets[node]!; input < inputOffsets[node + 1]!; input++)
      this.#add(this.inputs, inputSources[input]!, input, { source: inputSources[input]!, user: node });
    for (let use = offsets[node]!; use < offsets[node + 1]!; use++)
      this.#add(this.outputs, nodes[use]!, inputs[use]!, { source: node, user: nodes[use]! });
  }

  #add(
    list: Listing["inputs"],
    other: number,
    input: number,
    { source, user }: { readonly source: number; readonly user: number },
  ): void {
    const { nodeStarts, nodeEnds, itemOfNode } = this.#hierarchy;
    const item = itemOfNode[other]!;
    const position = nodeStarts[item]!;
    const isInside = position >= nodeStarts[this.#item]! && position < nodeEnds[this.#item]!;
    // An operation that uses what it gives says so.
    if (isInside && item !== this.#item) return;
    list.totalCount++;
    if (list.connections.length >= this.#limit) return;
    const { names, ops, inputSlots, inputPlaces, outputOffsets, outputTypeIds, tensorTypes } = this.#graph;
    const slot = inputSlots[input]!;
    const output = outputOffsets[source]! + slot;
    const isTyped = slot !== CONTROL_SLOT && output < outputOffsets[source + 1]!;
    const place = inputPlaces[input]!;
    list.connections.push({
      item,
      name: names[other]!,
      path: pathOf(this.#hierarchy, item),
      slot,
      place,
      type: isTyped ? tensorTypes[outputTypeIds[output]!]! : null,
      isReference: slot !== CONTROL_SLOT && isReferenceInput(ops.values[ops.ids[user]!]!, place),
    });
  }
}

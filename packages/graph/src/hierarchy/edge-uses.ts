// What one drawn edge stands for: each use of a tensor, and each dependency, from one item to another.
import { CONTROL_SLOT, elementCountOf, type OpGraph, type TensorType } from "../op-graph.ts";
import { consumersOf } from "./consumers.ts";
import { type Hierarchy, ROOT_ITEM } from "./hierarchy.ts";
import { isReferenceInput } from "./reference-inputs.ts";

/** Null stands for all that is beyond the scope. */
export interface EdgeItems {
  readonly scope: number;
  readonly from: number | null;
  readonly to: number | null;
  /** Dependencies without data, otherwise tensors. */
  readonly isControl: boolean;
}

interface EdgeUse {
  /** Nodes. */
  readonly source: number;
  readonly user: number;
  /** Which output it is; CONTROL_SLOT for a dependency. */
  readonly slot: number;
  /** Which input of the user. */
  readonly place: number;
  /** Null where it is unknown, and of dependencies. */
  readonly type: TensorType | null;
  readonly isReference: boolean;
}

export interface EdgeUses {
  /** The first of `useCount`. */
  readonly uses: readonly EdgeUse[];
  readonly useCount: number;
  /** Distinct ones, or distinct operations that are waited for. */
  readonly tensorCount: number;
  /** Of all tensors whose shapes are known. */
  readonly elementCount: number;
  /** Tensors whose shapes are not. */
  readonly unsizedCount: number;
}

/** Linear in the inputs of the operations in `to`, or in the uses of those in `from` when `to` is beyond. */
export function edgeUses(
  hierarchy: Hierarchy,
  { scope, from, to, isControl }: EdgeItems,
  limit: number,
): EdgeUses {
  const { graph, nodeOrder, nodeStarts, nodeEnds, itemOfNode } = hierarchy;
  const isIn = (item: number, node: number): boolean => {
    const position = nodeStarts[itemOfNode[node]!]!;
    return position >= nodeStarts[item]! && position < nodeEnds[item]!;
  };
  const isAt = (end: number | null, node: number): boolean =>
    end === null ? !isIn(scope, node) : isIn(end, node);
  const { offsets, nodes, inputs, tensorOfInput } = consumersOf(graph);
  const uses: EdgeUse[] = [];
  const tensors = new Set<number>();
  let useCount = 0;
  let elementCount = 0;
  let unsizedCount = 0;
  const add = (input: number, user: number): void => {
    if ((graph.inputSlots[input] === CONTROL_SLOT) !== isControl) return;
    if (!isAt(from, graph.inputSources[input]!) || !isAt(to, user)) return;
    useCount++;
    const type = typeOf(graph, input);
    const tensor = tensorOfInput[input]!;
    if (!tensors.has(tensor)) {
      tensors.add(tensor);
      const elements = type && elementCountOf(type);
      if (elements === null) unsizedCount += isControl ? 0 : 1;
      else elementCount += elements;
    }
    if (uses.length < limit) uses.push(useAt(graph, { input, user, type }));
  };
  const near = to ?? from ?? ROOT_ITEM;
  for (let position = nodeStarts[near]!; position < nodeEnds[near]!; position++) {
    const node = nodeOrder[position]!;
    if (to !== null) {
      for (let input = graph.inputOffsets[node]!; input < graph.inputOffsets[node + 1]!; input++)
        add(input, node);
    } else {
      for (let use = offsets[node]!; use < offsets[node + 1]!; use++) add(inputs[use]!, nodes[use]!);
    }
  }
  return { uses, useCount, tensorCount: tensors.size, elementCount, unsizedCount };
}

function typeOf(
  { inputSlots, inputSources, outputOffsets, outputTypeIds, tensorTypes }: OpGraph,
  input: number,
): TensorType | null {
  const slot = inputSlots[input]!;
  const source = inputSources[input]!;
  const output = outputOffsets[source]! + slot;
  const isTyped = slot !== CONTROL_SLOT && output < outputOffsets[source + 1]!;
  return isTyped ? tensorTypes[outputTypeIds[output]!]! : null;
}

function useAt(
  { ops, inputSources, inputSlots, inputPlaces }: OpGraph,
  { input, user, type }: { readonly input: number; readonly user: number; readonly type: TensorType | null },
): EdgeUse {
  const slot = inputSlots[input]!;
  const place = inputPlaces[input]!;
  const isReference = slot !== CONTROL_SLOT && isReferenceInput(ops.values[ops.ids[user]!]!, place);
  return { source: inputSources[input]!, user, slot, place, type, isReference };
}

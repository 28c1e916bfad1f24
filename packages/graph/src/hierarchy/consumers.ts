// Who uses what: the inputs of a graph's nodes turned around.
import { CONTROL_SLOT, type OpGraph } from "../op-graph.ts";

export interface Consumers {
  /** Uses of node i stand at offsets[i] … offsets[i + 1], those of one output together; length nodeCount + 1. */
  readonly offsets: Uint32Array;
  /** The node that uses it. */
  readonly nodes: Uint32Array;
  /** Which of the graph's inputs, a place in `inputSources`. */
  readonly inputs: Uint32Array;
  /** Of each of the graph's inputs a number for the tensor that comes in: one for each output of each node, one more for its control. */
  readonly tensorOfInput: Uint32Array;
  readonly tensorCount: number;
}

const kept = new WeakMap<OpGraph, Consumers>();

/** Worked out once for a graph. */
export function consumersOf(graph: OpGraph): Consumers {
  const known = kept.get(graph);
  if (known !== undefined) return known;
  const made = turnAround(graph);
  kept.set(graph, made);
  return made;
}

function turnAround({ nodeCount, inputOffsets, inputSources, inputSlots }: OpGraph): Consumers {
  const inputCount = inputSources.length;
  const offsets = new Uint32Array(nodeCount + 1);
  for (let input = 0; input < inputCount; input++) offsets[inputSources[input]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) offsets[node + 1]! += offsets[node]!;
  const next = offsets.slice(0, nodeCount);
  const inputs = new Uint32Array(inputCount);
  const nodeOfInput = new Uint32Array(inputCount);
  for (let node = 0; node < nodeCount; node++) {
    for (let input = inputOffsets[node]!; input < inputOffsets[node + 1]!; input++) {
      inputs[next[inputSources[input]!]!++] = input;
      nodeOfInput[input] = node;
    }
  }
  const tensorOfInput = new Uint32Array(inputCount);
  let tensorCount = 0;
  for (let node = 0; node < nodeCount; node++) {
    const uses = inputs.subarray(offsets[node], offsets[node + 1]);
    if (!isBySlot(uses, inputSlots)) uses.sort((a, b) => inputSlots[a]! - inputSlots[b]! || a - b);
    let slot = CONTROL_SLOT - 1;
    for (const input of uses) {
      if (inputSlots[input] !== slot) tensorCount++;
      slot = inputSlots[input]!;
      tensorOfInput[input] = tensorCount - 1;
    }
  }
  return { offsets, nodes: inputs.map((input) => nodeOfInput[input]!), inputs, tensorOfInput, tensorCount };
}

function isBySlot(uses: Uint32Array, inputSlots: Int32Array): boolean {
  for (let at = 1; at < uses.length; at++) {
    if (inputSlots[uses[at]!]! < inputSlots[uses[at - 1]!]!) return false;
  }
  return true;
}

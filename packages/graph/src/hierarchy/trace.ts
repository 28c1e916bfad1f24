// What is reached from nodes along edges, over and over.
import { CONTROL_SLOT, type OpGraph } from "../op-graph.ts";
import { consumersOf } from "./consumers.ts";
import type { Hierarchy } from "./hierarchy.ts";

export interface Traced {
  /** 1 for each node that is reached, and for those that the trace begins at. */
  readonly mask: Uint8Array;
  readonly count: number;
}

export interface TraceOptions {
  /** Whether dependencies without data are followed. */
  readonly control: boolean;
}

/** All that `nodes` are computed from, or all that is computed from them; linear in the edges. */
export function traceFrom(
  graph: OpGraph,
  nodes: Iterable<number>,
  direction: "inputs" | "outputs",
  { control }: TraceOptions,
): Traced {
  const mask = new Uint8Array(graph.nodeCount);
  const reached: number[] = [];
  const reach = (node: number) => {
    if (mask[node] !== 0) return;
    mask[node] = 1;
    reached.push(node);
  };
  const isFollowed = (input: number) => control || graph.inputSlots[input] !== CONTROL_SLOT;
  for (const node of nodes) reach(node);
  const consumers = consumersOf(graph);
  for (let at = 0; at < reached.length; at++) {
    const node = reached[at]!;
    if (direction === "inputs") {
      for (let input = graph.inputOffsets[node]!; input < graph.inputOffsets[node + 1]!; input++)
        if (isFollowed(input)) reach(graph.inputSources[input]!);
    } else {
      for (let use = consumers.offsets[node]!; use < consumers.offsets[node + 1]!; use++)
        if (isFollowed(consumers.inputs[use]!)) reach(consumers.nodes[use]!);
    }
  }
  return { mask, count: reached.length };
}

/** The nodes on any way along edges from one of `from` to one of `to`, both ends with them: what the ones reach of what leads to the others. */
export function nodesOnPaths(
  graph: OpGraph,
  from: Iterable<number>,
  to: Iterable<number>,
  options: TraceOptions = { control: false },
): Traced {
  const after = traceFrom(graph, from, "outputs", options).mask;
  const before = traceFrom(graph, to, "inputs", options).mask;
  const mask = after.map((isAfter, node) => isAfter & before[node]!);
  return { mask, count: mask.reduce((sum, isOn) => sum + isOn, 0) };
}

export const REACHED_NOT = 0;
export const REACHED_PARTLY = 1;
export const REACHED_WHOLE = 2;

/** Of each item how much of it a mask of nodes marks. */
export function itemsReached(
  { nodeOrder, nodeStarts, nodeEnds, itemCount }: Hierarchy,
  mask: Uint8Array,
): Uint8Array {
  const before = new Uint32Array(nodeOrder.length + 1);
  for (let position = 0; position < nodeOrder.length; position++)
    before[position + 1] = before[position]! + (mask[nodeOrder[position]!] === 0 ? 0 : 1);
  const reached = new Uint8Array(itemCount);
  for (let item = 0; item < itemCount; item++) {
    const count = before[nodeEnds[item]!]! - before[nodeStarts[item]!]!;
    if (count === 0) continue;
    reached[item] = count === nodeEnds[item]! - nodeStarts[item]! ? REACHED_WHOLE : REACHED_PARTLY;
  }
  return reached;
}

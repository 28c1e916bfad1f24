// Two graphs beside each other: what is in one only, and what of the rest changed.
import { CONTROL_SLOT, type OpGraph } from "../op-graph.ts";
import { shapeText } from "./attribute-text.ts";
import { type Matching, matchGraphs, UNMATCHED } from "./diff-matching.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { Colours, operationColours } from "./operation-colours.ts";

/** Bits of a node's state; 0 for one that is the same in both graphs. */
export const DIFF_ONLY = 1;
export const DIFF_RENAMED = 2;
export const DIFF_OP = 4;
export const DIFF_ATTRIBUTES = 8;
/** Its outputs have other types, or it has more or fewer parameters. */
export const DIFF_TYPES = 16;
/** Its inputs come from elsewhere, one of them from a node that is in one graph only, or there are more or fewer. */
export const DIFF_INPUTS = 32;
export const DIFF_DEVICE = 64;
/** All that makes a node one that changed. A new name alone does not. */
export const DIFF_CHANGED = DIFF_OP | DIFF_ATTRIBUTES | DIFF_TYPES | DIFF_INPUTS | DIFF_DEVICE;

export interface DiffSide {
  /** Of each node its match in the other graph, or -1. */
  readonly matches: Int32Array;
  /** Of each item, scopes too, its match; -1 for series, which are no more than a way to show their members. */
  readonly itemMatches: Int32Array;
  readonly states: Uint8Array;
  /** At or below each item: nodes that are in this graph only, and nodes that changed. */
  readonly onlyCounts: Uint32Array;
  readonly changedCounts: Uint32Array;
}

export interface DiffEntry {
  readonly kind: "removed" | "added" | "changed";
  /** Undefined for what was added. */
  readonly nodeOfA?: number;
  /** Undefined for what was removed. */
  readonly nodeOfB?: number;
}

export interface GraphDiff {
  readonly a: DiffSide;
  readonly b: DiffSide;
  /** All that differs, in the depth-first order of b; what was removed follows what it followed in a. */
  readonly entries: readonly DiffEntry[];
}

/**
 * From graph a to graph b, see `matchGraphs`. Notes of TensorFlow's for itself (`_class`), and attributes that repeat a node's name, are not compared;
 * of constants as much as can be shown is.
 */
export function compareGraphs(a: Hierarchy, b: Hierarchy): GraphDiff {
  const colours = new Colours();
  const sideA = { hierarchy: a, colours: operationColours(a.graph, "values", colours) };
  const sideB = { hierarchy: b, colours: operationColours(b.graph, "values", colours) };
  const matching = matchGraphs(sideA, sideB);
  const { nodesOfA, nodesOfB } = matching;
  const statesOfB = nodesOfB.map((match) => (match === UNMATCHED ? DIFF_ONLY : 0));
  const typesOfA = typeNumbers(a.graph, colours);
  const typesOfB = typeNumbers(b.graph, colours);
  const isSameInputs = inputsComparer(a.graph, b.graph, nodesOfA);
  const statesOfA = nodesOfA.map((match, node) => {
    if (match === UNMATCHED) return DIFF_ONLY;
    let state = differenceOf(a.graph, b.graph, node, match);
    const isSameOp = (state & DIFF_OP) === 0;
    if (isSameOp && sideA.colours[node] !== sideB.colours[match]) state |= DIFF_ATTRIBUTES;
    if (!isSameTypes(typesOfA(node), typesOfB(match))) state |= DIFF_TYPES;
    if (!isSameInputs(node, match)) state |= DIFF_INPUTS;
    statesOfB[match] = state;
    return state;
  });
  const diff = {
    a: sideOf(a, nodesOfA, matching.itemsOfA, Uint8Array.from(statesOfA)),
    b: sideOf(b, nodesOfB, matching.itemsOfB, Uint8Array.from(statesOfB)),
  };
  return { ...diff, entries: entriesOf(a, b, matching, diff) };
}

function differenceOf(a: OpGraph, b: OpGraph, node: number, match: number): number {
  let state = 0;
  if (a.names[node] !== b.names[match]) state |= DIFF_RENAMED;
  if (a.ops.values[a.ops.ids[node]!] !== b.ops.values[b.ops.ids[match]!]) state |= DIFF_OP;
  if (a.devices.values[a.devices.ids[node]!] !== b.devices.values[b.devices.ids[match]!])
    state |= DIFF_DEVICE;
  if (a.parameterCounts[node] !== b.parameterCounts[match]) state |= DIFF_TYPES;
  return state;
}

/** Types of a node's outputs, in numbers that both graphs share. */
function typeNumbers(graph: OpGraph, colours: Colours): (node: number) => Uint32Array {
  const numbers = graph.tensorTypes.map(({ dtype, shape }) => colours.of(`type ${dtype}${shapeText(shape)}`));
  const ofOutputs = graph.outputTypeIds.map((id) => numbers[id]!);
  return (node) => ofOutputs.subarray(graph.outputOffsets[node], graph.outputOffsets[node + 1]);
}

function isSameTypes(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((type, at) => type === b[at]);
}

/** Whether a node of a and its match have the same inputs, node for node. Dependencies have no order. */
function inputsComparer(
  a: OpGraph,
  b: OpGraph,
  nodesOfA: Int32Array,
): (node: number, match: number) => boolean {
  return (node, match) => {
    const begin = a.inputOffsets[node]!;
    const count = a.inputOffsets[node + 1]! - begin;
    const beginOfB = b.inputOffsets[match]!;
    if (b.inputOffsets[match + 1]! - beginOfB !== count) return false;
    const controlsOfA: number[] = [];
    const controlsOfB: number[] = [];
    for (let k = 0; k < count; k++) {
      const source = nodesOfA[a.inputSources[begin + k]!]!;
      const sourceOfB = b.inputSources[beginOfB + k]!;
      const slot = a.inputSlots[begin + k]!;
      if (slot !== b.inputSlots[beginOfB + k] || source === UNMATCHED) return false;
      if (slot === CONTROL_SLOT) {
        controlsOfA.push(source);
        controlsOfB.push(sourceOfB);
      } else if (source !== sourceOfB || a.inputPlaces[begin + k] !== b.inputPlaces[beginOfB + k])
        return false;
    }
    controlsOfA.sort((x, y) => x - y);
    controlsOfB.sort((x, y) => x - y);
    return controlsOfA.every((source, at) => source === controlsOfB[at]);
  };
}

function sideOf(
  hierarchy: Hierarchy,
  matches: Int32Array,
  itemMatches: Int32Array,
  states: Uint8Array,
): DiffSide {
  const onlyCounts = new Uint32Array(hierarchy.itemCount);
  const changedCounts = new Uint32Array(hierarchy.itemCount);
  states.forEach((state, node) => {
    const item = hierarchy.itemOfNode[node]!;
    if (state === DIFF_ONLY) onlyCounts[item] = 1;
    else if ((state & DIFF_CHANGED) !== 0) changedCounts[item] = 1;
  });
  for (let item = hierarchy.itemCount - 1; item > 0; item--) {
    const parent = hierarchy.parents[item]!;
    onlyCounts[parent]! += onlyCounts[item]!;
    changedCounts[parent]! += changedCounts[item]!;
  }
  return { matches, itemMatches, states, onlyCounts, changedCounts };
}

function entriesOf(
  a: Hierarchy,
  b: Hierarchy,
  { nodesOfA, nodesOfB }: Matching,
  sides: { readonly a: DiffSide; readonly b: DiffSide },
): readonly DiffEntry[] {
  // What was removed, by the node of b that stands before it; UNMATCHED: by none.
  const removed = new Map<number, number[]>();
  let before = UNMATCHED;
  for (const node of a.nodeOrder) {
    if (nodesOfA[node] !== UNMATCHED) before = nodesOfA[node]!;
    else {
      const same = removed.get(before);
      if (same === undefined) removed.set(before, [node]);
      else same.push(node);
    }
  }
  const entries: DiffEntry[] = [];
  const addRemoved = (node: number) =>
    removed.get(node)?.forEach((nodeOfA) => entries.push({ kind: "removed", nodeOfA }));
  addRemoved(UNMATCHED);
  for (const node of b.nodeOrder) {
    const state = sides.b.states[node]!;
    if (state === DIFF_ONLY) entries.push({ kind: "added", nodeOfB: node });
    else if ((state & DIFF_CHANGED) !== 0)
      entries.push({ kind: "changed", nodeOfA: nodesOfB[node]!, nodeOfB: node });
    addRemoved(node);
  }
  return entries;
}

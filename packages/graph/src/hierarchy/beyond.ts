// What is at the other end of the edges that leave an open scope.
import { CONTROL_SLOT } from "../op-graph.ts";
import { consumersOf } from "./consumers.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { isWithin } from "./item-tree.ts";
import type { Level } from "./level.ts";

export interface OutsideEnd {
  /** The largest item there that does not hold the open scope itself. */
  readonly item: number;
  /** Tensors that come from there, or go there. */
  readonly tensorCount: number;
  /** Dependencies without data. */
  readonly controlCount: number;
}

export interface Outside {
  readonly inputs: readonly OutsideEnd[];
  readonly outputs: readonly OutsideEnd[];
}

/**
 * What the edges between `item` and BEYOND join, the most tensors first.
 * @param item an item of the level's scope
 */
export function outsideOf(hierarchy: Hierarchy, { scope }: Level, item: number): Outside {
  const { graph, nodeOrder, nodeStarts, nodeEnds, itemOfNode } = hierarchy;
  const { offsets, nodes, inputs, tensorOfInput } = consumersOf(graph);
  const ends = new OutsideEnds(hierarchy, scope);
  const into = new Map<number, Counts>();
  const out = new Map<number, Counts>();
  for (let position = nodeStarts[item]!; position < nodeEnds[item]!; position++) {
    const node = nodeOrder[position]!;
    for (let input = graph.inputOffsets[node]!; input < graph.inputOffsets[node + 1]!; input++) {
      const end = ends.of(itemOfNode[graph.inputSources[input]!]!);
      if (end !== undefined) count(into, end, graph.inputSlots[input]!, tensorOfInput[input]!);
    }
    for (let use = offsets[node]!; use < offsets[node + 1]!; use++) {
      const end = ends.of(itemOfNode[nodes[use]!]!);
      const input = inputs[use]!;
      if (end !== undefined) count(out, end, graph.inputSlots[input]!, tensorOfInput[input]!);
    }
  }
  return { inputs: sorted(into), outputs: sorted(out) };
}

interface Counts {
  readonly tensors: Set<number>;
  readonly controls: Set<number>;
}

function count(counts: Map<number, Counts>, end: number, slot: number, tensor: number): void {
  const known = counts.get(end) ?? { tensors: new Set(), controls: new Set() };
  counts.set(end, known);
  (slot === CONTROL_SLOT ? known.controls : known.tensors).add(tensor);
}

function sorted(counts: ReadonlyMap<number, Counts>): readonly OutsideEnd[] {
  return [...counts]
    .map(([item, { tensors, controls }]) => ({
      item,
      tensorCount: tensors.size,
      controlCount: controls.size,
    }))
    .sort((a, b) => b.tensorCount - a.tensorCount || b.controlCount - a.controlCount || a.item - b.item);
}

class OutsideEnds {
  readonly #hierarchy: Hierarchy;
  readonly #scope: number;
  readonly #known = new Map<number, number>();

  constructor(hierarchy: Hierarchy, scope: number) {
    this.#hierarchy = hierarchy;
    this.#scope = scope;
  }

  /** Undefined for what is inside. */
  of(item: number): number | undefined {
    if (isWithin(this.#hierarchy, this.#scope, item)) return undefined;
    const { parents } = this.#hierarchy;
    const way: number[] = [];
    let at = item;
    let end = this.#known.get(at);
    while (end === undefined) {
      way.push(at);
      const parent = parents[at]!;
      if (isWithin(this.#hierarchy, parent, this.#scope)) end = at;
      else {
        at = parent;
        end = this.#known.get(at);
      }
    }
    for (const passed of way) this.#known.set(passed, end);
    return end;
  }
}

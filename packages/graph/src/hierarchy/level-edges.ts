// The edges of one open scope: of all edges of the operations below it, those that leave one of its children.
import { CONTROL_SLOT, elementCountOf, type OpGraph } from "../op-graph.ts";
import { consumersOf } from "./consumers.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { OPERATION } from "./item-tree.ts";
import { BEYOND, EDGE_CONTROL, EDGE_REFERENCE, NO_TYPE } from "./level.ts";
import { isReferenceInput } from "./reference-inputs.ts";

/** Ends are places among the children, or BEYOND. Lists grow together. */
export interface LevelEdges {
  readonly froms: number[];
  readonly tos: number[];
  readonly tensorCounts: number[];
  readonly elementCounts: number[];
  readonly typeIds: number[];
  readonly flags: number[];
}

/**
 * One pass over the inputs and uses of the operations below `scope`: a tensor that several operations of a child use is one.
 * @param items the scope's children as they are shown
 */
export function levelEdges(hierarchy: Hierarchy, scope: number, items: Uint32Array): LevelEdges {
  const gathering = new Gathering(hierarchy, scope, items);
  for (let place = 0; place < items.length; place++) gathering.addInto(place);
  gathering.addBeyond();
  return gathering.edges;
}

/** Which of `items` each node below `scope` is in, by its position after the scope's first. */
function placesBelow({ nodeStarts, nodeEnds }: Hierarchy, scope: number, items: Uint32Array): Uint32Array {
  const start = nodeStarts[scope]!;
  const places = new Uint32Array(nodeEnds[scope]! - start);
  items.forEach((item, place) => places.fill(place, nodeStarts[item]! - start, nodeEnds[item]! - start));
  return places;
}

class Gathering {
  readonly edges: LevelEdges = {
    froms: [],
    tos: [],
    tensorCounts: [],
    elementCounts: [],
    typeIds: [],
    flags: [],
  };
  readonly #hierarchy: Hierarchy;
  readonly #graph: OpGraph;
  readonly #items: Uint32Array;
  readonly #start: number;
  readonly #places: Uint32Array;
  /** Of each tensor the end up to which it is counted, from 1 on. */
  readonly #counted: Map<number, number> | Uint32Array;
  readonly #tensorOfInput: Uint32Array;
  /** Of each origin, data and control apart, the newest edge from there; it is the wanted one if it leads to the wanted end. */
  readonly #newest: Int32Array;
  #end = 0;

  constructor(hierarchy: Hierarchy, scope: number, items: Uint32Array) {
    this.#hierarchy = hierarchy;
    this.#graph = hierarchy.graph;
    this.#items = items;
    this.#start = hierarchy.nodeStarts[scope]!;
    this.#places = placesBelow(hierarchy, scope, items);
    const { tensorOfInput, tensorCount } = consumersOf(hierarchy.graph);
    this.#tensorOfInput = tensorOfInput;
    // A small scope of a large graph shall not cost as much as the graph.
    this.#counted = this.#places.length * 8 > tensorCount ? new Uint32Array(tensorCount) : new Map();
    this.#newest = new Int32Array(2 * (items.length + 1)).fill(-1);
  }

  /** Edges into the child at `place`. */
  addInto(place: number): void {
    const { nodeOrder, nodeStarts, nodeEnds, kinds } = this.#hierarchy;
    const { inputOffsets, inputSources } = this.#graph;
    const item = this.#items[place]!;
    this.#end = place + 1;
    for (let position = nodeStarts[item]!; position < nodeEnds[item]!; position++) {
      const node = nodeOrder[position]!;
      for (let input = inputOffsets[node]!; input < inputOffsets[node + 1]!; input++) {
        const from = this.#placeOf(inputSources[input]!);
        // Inside a scope is not between its items; an operation that feeds itself shows it.
        if (from !== place || kinds[item] === OPERATION) this.#add(from, place, input, node);
      }
    }
  }

  /** Edges from children to what is beyond the border. */
  addBeyond(): void {
    const { nodeOrder } = this.#hierarchy;
    const { offsets, nodes, inputs } = consumersOf(this.#graph);
    this.#end = this.#items.length + 1;
    for (let position = 0; position < this.#places.length; position++) {
      const node = nodeOrder[this.#start + position]!;
      for (let use = offsets[node]!; use < offsets[node + 1]!; use++) {
        const user = nodes[use]!;
        if (this.#placeOf(user) === BEYOND) this.#add(this.#places[position]!, BEYOND, inputs[use]!, user);
      }
    }
  }

  #placeOf(node: number): number {
    const { nodeStarts, itemOfNode } = this.#hierarchy;
    const position = nodeStarts[itemOfNode[node]!]! - this.#start;
    return position >= 0 && position < this.#places.length ? this.#places[position]! : BEYOND;
  }

  #add(from: number, to: number, input: number, user: number): void {
    const { inputSlots, inputSources, inputPlaces, ops } = this.#graph;
    const slot = inputSlots[input]!;
    const isControl = slot === CONTROL_SLOT;
    const edge = this.#edgeFor(from, to, isControl);
    const { tensorCounts, elementCounts, typeIds, flags } = this.edges;
    if (!isControl && isReferenceInput(ops.values[ops.ids[user]!]!, inputPlaces[input]!))
      flags[edge]! |= EDGE_REFERENCE;
    if (!this.#isNew(this.#tensorOfInput[input]!)) return;
    const typeId = isControl ? NO_TYPE : this.#typeOf(inputSources[input]!, slot);
    tensorCounts[edge]!++;
    if (typeId !== NO_TYPE) elementCounts[edge]! += this.#elementsOf(typeId);
    typeIds[edge] = tensorCounts[edge] === 1 ? typeId : NO_TYPE;
  }

  #edgeFor(from: number, to: number, isControl: boolean): number {
    const { froms, tos, tensorCounts, elementCounts, typeIds, flags } = this.edges;
    const origin = 2 * (from === BEYOND ? this.#items.length : from) + (isControl ? 1 : 0);
    const newest = this.#newest[origin]!;
    if (newest >= 0 && tos[newest] === to) return newest;
    this.#newest[origin] = froms.length;
    froms.push(from);
    tos.push(to);
    tensorCounts.push(0);
    elementCounts.push(0);
    typeIds.push(NO_TYPE);
    flags.push(isControl ? EDGE_CONTROL : 0);
    return froms.length - 1;
  }

  #isNew(tensor: number): boolean {
    const counted = this.#counted;
    if (counted instanceof Map) {
      if (counted.get(tensor) === this.#end) return false;
      counted.set(tensor, this.#end);
    } else {
      if (counted[tensor] === this.#end) return false;
      counted[tensor] = this.#end;
    }
    return true;
  }

  #typeOf(node: number, slot: number): number {
    const { outputOffsets, outputTypeIds } = this.#graph;
    const output = outputOffsets[node]! + slot;
    return output < outputOffsets[node + 1]! ? outputTypeIds[output]! : NO_TYPE;
  }

  #elementsOf(typeId: number): number {
    return elementCountOf(this.#graph.tensorTypes[typeId]!) ?? 0;
  }
}

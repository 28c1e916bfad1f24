// Which edges to turn round so that no cycle is left.
import { type Adjacency, adjacencyOf } from "./adjacency.ts";

/**
 * 1 for each edge that must be turned for the graph to have no cycle. Only edges of a cycle are turned: of each strongly connected component
 * those that go back in an order of its nodes, found by the heuristic of Eades, Lin and Smyth (1993).
 * @param froms,tos below `nodeCount`; no loops.
 */
export function turnedEdges(nodeCount: number, froms: Uint32Array, tos: Uint32Array): Uint8Array {
  const turned = new Uint8Array(froms.length);
  const forward = adjacencyOf(nodeCount, froms, tos);
  const { ofNode, count } = stronglyConnected(forward);
  if (count === nodeCount) return turned;
  const backward = adjacencyOf(nodeCount, tos, froms);
  const places = placesWithinComponents(forward, backward, ofNode, count);
  for (let edge = 0; edge < froms.length; edge++) {
    const from = froms[edge]!;
    const to = tos[edge]!;
    if (ofNode[from] === ofNode[to] && places[from]! > places[to]!) turned[edge] = 1;
  }
  return turned;
}

/** Tarjan's components (1972), with a stack of its own. */
function stronglyConnected({ offsets, targets }: Adjacency): {
  readonly ofNode: Uint32Array;
  readonly count: number;
} {
  const nodeCount = offsets.length - 1;
  const indexes = new Uint32Array(nodeCount);
  const lows = new Uint32Array(nodeCount);
  const isOpen = new Uint8Array(nodeCount);
  const open = new Uint32Array(nodeCount);
  const path = new Uint32Array(nodeCount);
  const next = offsets.slice(0, nodeCount);
  const ofNode = new Uint32Array(nodeCount);
  let openCount = 0;
  let index = 0;
  let count = 0;
  for (let first = 0; first < nodeCount; first++) {
    if (indexes[first] !== 0) continue;
    let depth = 0;
    path[0] = first;
    for (;;) {
      const node = path[depth]!;
      if (indexes[node] === 0) {
        indexes[node] = lows[node] = ++index;
        open[openCount++] = node;
        isOpen[node] = 1;
      }
      if (next[node]! < offsets[node + 1]!) {
        const target = targets[next[node]!++]!;
        if (indexes[target] === 0) path[++depth] = target;
        else if (isOpen[target] === 1) lows[node] = Math.min(lows[node]!, indexes[target]!);
        continue;
      }
      if (lows[node] === indexes[node]) {
        let member: number;
        do {
          member = open[--openCount]!;
          isOpen[member] = 0;
          ofNode[member] = count;
        } while (member !== node);
        count++;
      }
      if (depth === 0) break;
      const below = path[--depth]!;
      lows[below] = Math.min(lows[below]!, lows[node]!);
    }
  }
  return { ofNode, count };
}

/** An order of the nodes of each strongly connected component in which few edges go back. */
function placesWithinComponents(
  forward: Adjacency,
  backward: Adjacency,
  ofNode: Uint32Array,
  count: number,
): Uint32Array {
  const nodeCount = ofNode.length;
  const members = adjacencyOf(
    count,
    ofNode,
    Uint32Array.from({ length: nodeCount }, (_, node) => node),
  );
  const places = new Uint32Array(nodeCount);
  const outs = new Int32Array(nodeCount);
  const ins = new Int32Array(nodeCount);
  const isDone = new Uint8Array(nodeCount);
  const queue = new Buckets(nodeCount);

  function updateNeighbours(node: number, { offsets, targets }: Adjacency, degrees: Int32Array): void {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const target = targets[i]!;
      if (isDone[target] === 1 || ofNode[target] !== ofNode[node]) continue;
      degrees[target]!--;
      queue.move(target, outs[target]!, ins[target]!);
    }
  }

  for (let component = 0; component < count; component++) {
    const nodes = members.targets.subarray(members.offsets[component], members.offsets[component + 1]);
    if (nodes.length === 1) continue;
    let maxDegree = 0;
    for (const node of nodes) {
      outs[node] = degreeWithin(node, forward, ofNode);
      ins[node] = degreeWithin(node, backward, ofNode);
      maxDegree = Math.max(maxDegree, outs[node], ins[node]);
    }
    queue.reset(maxDegree);
    // What was put in last comes first: the component begins where it is entered, as a loop at its merging.
    for (const isEntered of [false, true]) {
      for (let i = nodes.length - 1; i >= 0; i--) {
        const node = nodes[i]!;
        const enteredBy = backward.offsets[node + 1]! - backward.offsets[node]! - ins[node]!;
        if (enteredBy > 0 === isEntered) queue.add(node, outs[node]!, ins[node]!);
      }
    }
    let left = 0;
    let right = nodes.length - 1;
    while (left <= right) {
      const { node, isSink } = queue.take();
      places[node] = isSink ? right-- : left++;
      isDone[node] = 1;
      updateNeighbours(node, forward, ins);
      updateNeighbours(node, backward, outs);
    }
  }
  return places;
}

function degreeWithin(node: number, { offsets, targets }: Adjacency, ofNode: Uint32Array): number {
  let degree = 0;
  for (let i = offsets[node]!; i < offsets[node + 1]!; i++)
    if (ofNode[targets[i]!] === ofNode[node]) degree++;
  return degree;
}

/** Nodes by how many more edges leave than enter them; sinks apart. */
class Buckets {
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #bucketOf: Int32Array;
  #heads = new Int32Array(0);
  #zero = 0;
  #top = 0;

  constructor(nodeCount: number) {
    this.#next = new Int32Array(nodeCount);
    this.#previous = new Int32Array(nodeCount);
    this.#bucketOf = new Int32Array(nodeCount);
  }

  reset(maxDegree: number): void {
    this.#heads = new Int32Array(2 * maxDegree + 3).fill(-1);
    this.#zero = maxDegree + 1;
    this.#top = 0;
  }

  add(node: number, out: number, into: number): void {
    const last = this.#heads.length - 1;
    const bucket = out === 0 ? 0 : into === 0 ? last : out - into + this.#zero;
    const head = this.#heads[bucket]!;
    this.#next[node] = head;
    this.#previous[node] = -1;
    if (head >= 0) this.#previous[head] = node;
    this.#heads[bucket] = node;
    this.#bucketOf[node] = bucket;
    if (bucket > this.#top) this.#top = bucket;
  }

  move(node: number, out: number, into: number): void {
    this.#remove(node);
    this.add(node, out, into);
  }

  take(): { readonly node: number; readonly isSink: boolean } {
    let bucket = 0;
    if (this.#heads[0]! < 0) {
      while (this.#top > 0 && this.#heads[this.#top]! < 0) this.#top--;
      bucket = this.#top;
    }
    const node = this.#heads[bucket]!;
    this.#remove(node);
    return { node, isSink: bucket === 0 };
  }

  #remove(node: number): void {
    const next = this.#next[node]!;
    const previous = this.#previous[node]!;
    if (previous >= 0) this.#next[previous] = next;
    else this.#heads[this.#bucketOf[node]!] = next;
    if (next >= 0) this.#previous[next] = previous;
  }
}

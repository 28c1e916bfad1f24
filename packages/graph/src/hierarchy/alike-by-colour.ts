// Whether two scopes are alike where order does not tell: colours say what may lie on what, edges force the rest.
import { CONTROL_SLOT } from "../op-graph.ts";
import { type Coloured, inputsInside, isSameInputs } from "./alike.ts";
import type { Consumers } from "./consumers.ts";
import { mix, spread } from "./hash-mix.ts";

const MAX_ROUNDS = 16;
const NONE = -1;

/**
 * Items below `a` with those below `b` that they lie on, in pairs; undefined when none was found, which for scopes of great symmetry does not mean
 * that there is none.
 * @param standings of items, how each stands among its siblings
 */
export function pairsByColour(
  coloured: Coloured & { readonly consumers: Consumers; readonly standings: Int32Array },
  a: number,
  b: number,
): readonly (readonly [number, number])[] | undefined {
  const matching = new Matching(coloured, a, b);
  return matching.run();
}

class Matching {
  readonly #coloured: Parameters<typeof pairsByColour>[0];
  readonly #a: number;
  readonly #b: number;
  readonly #startA: number;
  readonly #startB: number;
  readonly #count: number;
  readonly #coloursA: Int32Array;
  readonly #coloursB: Int32Array;
  /** Position in b of each position in a, and the other way round. */
  readonly #onto: Int32Array;
  readonly #from: Int32Array;
  readonly #open: number[] = [];

  constructor(coloured: Parameters<typeof pairsByColour>[0], a: number, b: number) {
    const { nodeStarts, nodeEnds } = coloured.tree;
    this.#coloured = coloured;
    this.#a = a;
    this.#b = b;
    this.#startA = nodeStarts[a]!;
    this.#startB = nodeStarts[b]!;
    this.#count = nodeEnds[a]! - this.#startA;
    this.#coloursA = this.#refined(a);
    this.#coloursB = this.#refined(b);
    this.#onto = new Int32Array(this.#count).fill(NONE);
    this.#from = new Int32Array(this.#count).fill(NONE);
  }

  run(): readonly (readonly [number, number])[] | undefined {
    const { nodeStarts, nodeEnds } = this.#coloured.tree;
    if (nodeEnds[this.#b]! - nodeStarts[this.#b]! !== this.#count) return undefined;
    const candidates = byColour(this.#coloursB);
    const sizes = this.#coloursA.map((colour) => candidates.get(colour)?.length ?? 0);
    const seeds = Array.from(sizes.keys()).sort((x, y) => sizes[x]! - sizes[y]! || x - y);
    const nextFree = new Map<number, number>();
    for (const x of seeds) {
      if (this.#onto[x] !== NONE) continue;
      const colour = this.#coloursA[x]!;
      const same = candidates.get(colour) ?? [];
      let at = nextFree.get(colour) ?? 0;
      while (at < same.length && this.#from[same[at]!] !== NONE) at++;
      nextFree.set(colour, at);
      const y = same[at];
      if (y === undefined || !this.#pair(x, y) || !this.#follow()) return undefined;
    }
    return this.#sameEdges() ? this.#itemPairs() : undefined;
  }

  /** Colours of the nodes below `scope` by what they are, in which scopes they lie, and what they join inside. */
  #refined(scope: number): Int32Array {
    const { graph, tree, colours, standings } = this.#coloured;
    const { nodeStarts, itemOfNode, nodeOrder, itemEnds, parents } = tree;
    const start = nodeStarts[scope]!;
    const within = new Int32Array(itemEnds[scope]! - scope);
    for (let item = scope + 1; item < itemEnds[scope]!; item++)
      within[item - scope] = mix(within[parents[item]! - scope]!, standings[item]!);
    let current = new Int32Array(tree.nodeEnds[scope]! - start);
    for (let x = 0; x < current.length; x++) {
      const node = nodeOrder[start + x]!;
      current[x] = spread(mix(within[itemOfNode[node]! - scope]!, colours[node]!));
    }
    let distinct = new Set(current).size;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const sums = new Int32Array(current.length);
      for (let x = 0; x < current.length; x++) {
        const inside = inputsInside(graph, tree, scope, nodeOrder[start + x]!);
        for (let k = 0; k < inside.length; k += 3) {
          const y = inside[k + 2]!;
          const label = mix(inside[k]!, inside[k + 1]!);
          sums[x]! += spread(mix(mix(label, 1), current[y]!));
          sums[y]! += spread(mix(mix(label, 2), current[x]!));
        }
      }
      const before = distinct;
      current = current.map((colour, x) => spread(mix(colour, sums[x]!)));
      distinct = new Set(current).size;
      // Both scopes stop alike: alike scopes have alike colours in every round.
      if (distinct === before) break;
    }
    return current;
  }

  /** False where it contradicts what is paired already. */
  #pair(x: number, y: number): boolean {
    if (this.#onto[x] === y) return true;
    if (this.#onto[x] !== NONE || this.#from[y] !== NONE || this.#coloursA[x] !== this.#coloursB[y])
      return false;
    this.#onto[x] = y;
    this.#from[y] = x;
    this.#open.push(x);
    return true;
  }

  /** Pairs what the pairs force, and of what they leave open the first. */
  #follow(): boolean {
    for (let x = this.#open.pop(); x !== undefined; x = this.#open.pop()) {
      const y = this.#onto[x]!;
      if (!this.#pairInputs(x, y)) return false;
      this.#pairUsers(x, y);
    }
    return true;
  }

  #pairInputs(x: number, y: number): boolean {
    const { graph, tree } = this.#coloured;
    const ofX = inputsInside(graph, tree, this.#a, tree.nodeOrder[this.#startA + x]!);
    const ofY = inputsInside(graph, tree, this.#b, tree.nodeOrder[this.#startB + y]!);
    if (ofX.length !== ofY.length) return false;
    for (let k = 0; k < ofX.length; k += 3) {
      if (ofX[k] !== ofY[k] || ofX[k + 1] !== ofY[k + 1]) return false;
      if (ofX[k + 1] !== CONTROL_SLOT && !this.#pair(ofX[k + 2]!, ofY[k + 2]!)) return false;
    }
    return true;
  }

  #pairUsers(x: number, y: number): void {
    const free = new Map<string, number[]>();
    for (const { key, user } of this.#usersOf(y, "b")) {
      if (this.#from[user] !== NONE) continue;
      const users = free.get(key);
      if (users === undefined) free.set(key, [user]);
      else users.push(user);
    }
    if (free.size === 0) return;
    for (const users of free.values()) users.reverse();
    for (const { key, user } of this.#usersOf(x, "a")) {
      if (this.#onto[user] !== NONE) continue;
      const users = free.get(key) ?? [];
      let other = users.pop();
      while (other !== undefined && this.#from[other] !== NONE) other = users.pop();
      if (other !== undefined) this.#pair(user, other);
    }
  }

  *#usersOf(position: number, side: "a" | "b"): Generator<{ readonly key: string; readonly user: number }> {
    const { graph, tree, consumers } = this.#coloured;
    const start = side === "a" ? this.#startA : this.#startB;
    const ofSide = side === "a" ? this.#coloursA : this.#coloursB;
    const node = tree.nodeOrder[start + position]!;
    for (let use = consumers.offsets[node]!; use < consumers.offsets[node + 1]!; use++) {
      const user = tree.nodeStarts[tree.itemOfNode[consumers.nodes[use]!]!]! - start;
      if (user < 0 || user >= this.#count) continue;
      const input = consumers.inputs[use]!;
      const slot = graph.inputSlots[input]!;
      const place = slot === CONTROL_SLOT ? -1 : graph.inputPlaces[input]!;
      yield { key: `${slot} ${place} ${ofSide[user]!}`, user };
    }
  }

  #sameEdges(): boolean {
    const { graph, tree, colours } = this.#coloured;
    const { nodeOrder } = tree;
    for (let x = 0; x < this.#count; x++) {
      const nodeA = nodeOrder[this.#startA + x]!;
      const nodeB = nodeOrder[this.#startB + this.#onto[x]!]!;
      if (colours[nodeA] !== colours[nodeB]) return false;
      const ofA = this.#translated(inputsInside(graph, tree, this.#a, nodeA));
      if (!isSameInputs(ofA, inputsInside(graph, tree, this.#b, nodeB))) return false;
    }
    return true;
  }

  #translated(inside: readonly number[]): readonly number[] {
    const result: number[] = [];
    const controls: number[] = [];
    for (let k = 0; k < inside.length; k += 3) {
      const source = this.#onto[inside[k + 2]!]!;
      if (inside[k + 1] === CONTROL_SLOT) controls.push(source);
      else result.push(inside[k]!, inside[k + 1]!, source);
    }
    controls.sort((p, q) => p - q);
    for (const source of controls) result.push(-1, CONTROL_SLOT, source);
    return result;
  }

  /** Operations with operations and the scopes that they lie in with each other; undefined where scopes do not lie on scopes. */
  #itemPairs(): readonly (readonly [number, number])[] | undefined {
    const { parents, itemOfNode, nodeOrder, itemEnds } = this.#coloured.tree;
    const onto = new Map([[this.#a, this.#b]]);
    const taken = new Set([this.#b]);
    for (let x = 0; x < this.#count; x++) {
      let item = itemOfNode[nodeOrder[this.#startA + x]!]!;
      let other = itemOfNode[nodeOrder[this.#startB + this.#onto[x]!]!]!;
      while (!onto.has(item)) {
        if (taken.has(other)) return undefined;
        onto.set(item, other);
        taken.add(other);
        item = parents[item]!;
        other = parents[other]!;
      }
      if (onto.get(item) !== other) return undefined;
    }
    return itemEnds[this.#b]! - this.#b === onto.size ? [...onto] : undefined;
  }
}

function byColour(colours: Int32Array): ReadonlyMap<number, number[]> {
  const result = new Map<number, number[]>();
  colours.forEach((colour, position) => {
    const same = result.get(colour);
    if (same === undefined) result.set(colour, [position]);
    else same.push(position);
  });
  return result;
}

// Which node of one graph is which of another.
import type { Hierarchy } from "./hierarchy.ts";
import { isOwnOperation } from "./item-paths.ts";
import { OPERATION, SERIES } from "./item-tree.ts";
import { neighbourHashes } from "./neighbour-hashes.ts";
import { scopesOfLikeNames } from "./renamed-scopes.ts";

export const UNMATCHED = -1;

export interface Side {
  readonly hierarchy: Hierarchy;
  /** Of nodes, in numbers that both sides share: what they do, exactly. */
  readonly colours: Uint32Array;
}

export interface Matching {
  /** Of each node of a the node of b, or UNMATCHED; and the other way round. */
  readonly nodesOfA: Int32Array;
  readonly nodesOfB: Int32Array;
  /** The same of items; of operations as their nodes are, of series none. */
  readonly itemsOfA: Int32Array;
  readonly itemsOfB: Int32Array;
}

/** Each brings scopes together that bring nodes together; more rarely bring anything. */
const MAX_PASSES = 4;

/**
 * By name and operation first, and in scopes that have a new name and otherwise the same names inside. What is left by what is around it, where only one
 * on either side has the same around it; by label in scopes in which such lie; where several have the same around them, as many on both sides, in order;
 * by an operation that is the only one of its kind in its scope on both sides; and last by name alone.
 */
export function matchGraphs(a: Side, b: Side): Matching {
  const matcher = new Matcher(a, b);
  matcher.byName({ sameOp: true });
  matcher.scopesByName();
  matcher.byScopes();
  for (let pass = 0; pass < MAX_PASSES && matcher.hasOpen; pass++) {
    const before = matcher.matchCount;
    matcher.byNeighbours("unique");
    matcher.byScopes();
    if (matcher.matchCount > before) continue;
    matcher.byNeighbours("in order");
    matcher.byScopes();
    if (matcher.matchCount === before) break;
  }
  matcher.byOnlyOp();
  matcher.byName({ sameOp: false });
  return matcher.finished();
}

class Matcher {
  matchCount = 0;
  readonly #a: Side;
  readonly #b: Side;
  readonly #onto: Int32Array;
  readonly #from: Int32Array;
  readonly #itemsOnto: Int32Array;
  readonly #itemsFrom: Int32Array;

  constructor(a: Side, b: Side) {
    this.#a = a;
    this.#b = b;
    this.#onto = new Int32Array(a.hierarchy.graph.nodeCount).fill(UNMATCHED);
    this.#from = new Int32Array(b.hierarchy.graph.nodeCount).fill(UNMATCHED);
    this.#itemsOnto = new Int32Array(a.hierarchy.itemCount).fill(UNMATCHED);
    this.#itemsFrom = new Int32Array(b.hierarchy.itemCount).fill(UNMATCHED);
    this.#itemsOnto[0] = 0;
    this.#itemsFrom[0] = 0;
  }

  get hasOpen(): boolean {
    return this.matchCount < Math.min(this.#onto.length, this.#from.length);
  }

  byName({ sameOp }: { readonly sameOp: boolean }): void {
    const { graph } = this.#a.hierarchy;
    const other = this.#b.hierarchy.graph;
    const nodes = new Map(other.names.map((name, node) => [name, node]));
    graph.names.forEach((name, node) => {
      const same = nodes.get(name);
      if (same !== undefined && (!sameOp || this.#hasSameOp(node, same))) this.#match(node, same);
    });
  }

  byNeighbours(which: "unique" | "in order"): void {
    const openA = this.#open(this.#a, this.#onto);
    const openB = this.#open(this.#b, this.#from);
    if (openA.length === 0 || openB.length === 0) return;
    const ids = this.#onto.map((match, node) => (match === UNMATCHED ? UNMATCHED : node));
    const ofA = grouped(openA, neighbourHashes(this.#a.hierarchy.graph, openA, ids, this.#a.colours));
    const ofB = grouped(
      openB,
      neighbourHashes(this.#b.hierarchy.graph, openB, this.#from.slice(), this.#b.colours),
    );
    for (const [hash, nodes] of ofA) {
      const others = ofB.get(hash) ?? [];
      if (others.length !== nodes.length || (which === "unique" && nodes.length > 1)) continue;
      nodes.forEach((node, at) => this.#match(node, others[at]!));
    }
  }

  /** Scopes of one name that have a node of one name. */
  scopesByName(): void {
    const a = this.#a.hierarchy;
    const b = this.#b.hierarchy;
    this.#onto.forEach((match, node) => {
      if (match === UNMATCHED) return;
      let [scope, other] = scopesAbove(a, a.itemOfNode[node]!, b, b.itemOfNode[match]!);
      while (this.#itemsOnto[scope] === UNMATCHED) {
        this.#matchItems(scope, other);
        scope = scopeAbove(a, scope);
        other = scopeAbove(b, other);
      }
    });
  }

  /** Brings scopes together whose nodes are, or whose names inside are alike; and in them nodes and scopes of one label. */
  byScopes(): void {
    this.#scopesByVotes();
    const { hierarchy } = this.#a;
    for (let scope = 0; scope < hierarchy.itemCount; scope++) {
      const other = this.#itemsOnto[scope]!;
      if (other === UNMATCHED || hierarchy.kinds[scope] === OPERATION) continue;
      const open = this.#openScopes(this.#a, scope);
      const others = open.length === 0 ? [] : this.#openScopes(this.#b, other);
      for (const [one, two] of scopesOfLikeNames(hierarchy, open, this.#b.hierarchy, others))
        this.#matchItems(one, two);
      this.#childrenByLabel(scope, other);
    }
  }

  byOnlyOp(): void {
    const { hierarchy } = this.#a;
    for (let scope = 0; scope < hierarchy.itemCount; scope++) {
      const other = this.#itemsOnto[scope]!;
      if (other === UNMATCHED || hierarchy.kinds[scope] === OPERATION) continue;
      const open = this.#openByOp(this.#a, scope);
      if (open.size === 0) continue;
      const others = this.#openByOp(this.#b, other);
      for (const [op, nodes] of open) {
        const same = others.get(op) ?? [];
        if (nodes.length === 1 && same.length === 1) this.#match(nodes[0]!, same[0]!);
      }
    }
  }

  finished(): Matching {
    const { itemOfNode } = this.#b.hierarchy;
    this.#onto.forEach((match, node) => {
      if (match === UNMATCHED) return;
      const item = this.#a.hierarchy.itemOfNode[node]!;
      this.#itemsOnto[item] = itemOfNode[match]!;
      this.#itemsFrom[itemOfNode[match]!] = item;
    });
    return {
      nodesOfA: this.#onto,
      nodesOfB: this.#from,
      itemsOfA: this.#itemsOnto,
      itemsOfB: this.#itemsFrom,
    };
  }

  #hasSameOp(node: number, other: number): boolean {
    return opOf(this.#a.hierarchy, node) === opOf(this.#b.hierarchy, other);
  }

  #match(node: number, other: number): void {
    if (this.#onto[node] !== UNMATCHED || this.#from[other] !== UNMATCHED) return;
    this.#onto[node] = other;
    this.#from[other] = node;
    this.matchCount++;
  }

  #matchItems(item: number, other: number): void {
    const { kinds, nodeOrder, nodeStarts } = this.#a.hierarchy;
    if (kinds[item] !== OPERATION) {
      this.#itemsOnto[item] = other;
      this.#itemsFrom[other] = item;
      return;
    }
    const node = nodeOrder[nodeStarts[item]!]!;
    const { hierarchy } = this.#b;
    const otherNode = hierarchy.nodeOrder[hierarchy.nodeStarts[other]!]!;
    if (this.#hasSameOp(node, otherNode)) this.#match(node, otherNode);
  }

  #isOpenItem({ hierarchy }: Side, item: number): boolean {
    const [nodes, items] =
      hierarchy === this.#a.hierarchy ? [this.#onto, this.#itemsOnto] : [this.#from, this.#itemsFrom];
    if (hierarchy.kinds[item] !== OPERATION) return items[item] === UNMATCHED;
    return nodes[hierarchy.nodeOrder[hierarchy.nodeStarts[item]!]!] === UNMATCHED;
  }

  #childrenByLabel(scope: number, other: number): void {
    const { hierarchy } = this.#a;
    const children = new Map<string, number>();
    for (const child of childrenOf(this.#b.hierarchy, other)) {
      if (this.#isOpenItem(this.#b, child)) children.set(labelKey(this.#b.hierarchy, child), child);
    }
    if (children.size === 0) return;
    for (const child of childrenOf(hierarchy, scope)) {
      const same = children.get(labelKey(hierarchy, child));
      if (same !== undefined && this.#isOpenItem(this.#a, child)) this.#matchItems(child, same);
    }
  }

  #openScopes(side: Side, scope: number): readonly number[] {
    const { hierarchy } = side;
    return [...childrenOf(hierarchy, scope)].filter(
      (child) => hierarchy.kinds[child] !== OPERATION && this.#isOpenItem(side, child),
    );
  }

  /** In depth-first order. */
  #open({ hierarchy }: Side, matches: Int32Array): Uint32Array {
    return hierarchy.nodeOrder.filter((node) => matches[node] === UNMATCHED);
  }

  #openByOp(side: Side, scope: number): ReadonlyMap<string, number[]> {
    const { hierarchy } = side;
    const byOp = new Map<string, number[]>();
    for (const child of childrenOf(hierarchy, scope)) {
      if (hierarchy.kinds[child] !== OPERATION || !this.#isOpenItem(side, child)) continue;
      const node = hierarchy.nodeOrder[hierarchy.nodeStarts[child]!]!;
      const op = opOf(hierarchy, node);
      const nodes = byOp.get(op);
      if (nodes === undefined) byOp.set(op, [node]);
      else nodes.push(node);
    }
    return byOp;
  }

  /** Scopes of which each has the most nodes in the other. */
  #scopesByVotes(): void {
    const a = this.#a.hierarchy;
    const b = this.#b.hierarchy;
    const votes = new Map<number, number>();
    this.#onto.forEach((match, node) => {
      if (match === UNMATCHED) return;
      let [scope, other] = scopesAbove(a, a.itemOfNode[node]!, b, b.itemOfNode[match]!);
      while (this.#itemsOnto[scope] === UNMATCHED && this.#itemsFrom[other] === UNMATCHED) {
        const pair = scope * b.itemCount + other;
        votes.set(pair, (votes.get(pair) ?? 0) + 1);
        scope = scopeAbove(a, scope);
        other = scopeAbove(b, other);
      }
    });
    const pairs = [...votes].sort(
      ([one, votesOfOne], [two, votesOfTwo]) => votesOfTwo - votesOfOne || one - two,
    );
    for (const [pair] of pairs) {
      const scope = Math.floor(pair / b.itemCount);
      const other = pair % b.itemCount;
      if (this.#itemsOnto[scope] === UNMATCHED && this.#itemsFrom[other] === UNMATCHED)
        this.#matchItems(scope, other);
    }
  }
}

function opOf({ graph: { ops } }: Hierarchy, node: number): string {
  return ops.values[ops.ids[node]!]!;
}

/** Series are not there: whether siblings are folded may differ. */
function* childrenOf(hierarchy: Hierarchy, scope: number): Generator<number> {
  const { children, childOffsets, kinds } = hierarchy;
  for (let at = childOffsets[scope]!; at < childOffsets[scope + 1]!; at++) {
    const child = children[at]!;
    if (kinds[child] !== SERIES) yield child;
    else
      for (let member = childOffsets[child]!; member < childOffsets[child + 1]!; member++)
        yield children[member]!;
  }
}

function scopeAbove({ parents, kinds }: Hierarchy, item: number): number {
  const parent = parents[item]!;
  return kinds[parent] === SERIES ? parents[parent]! : parent;
}

/** Of two operations that match. One that is also a scope in one graph only has a scope more above it there, which is no match of the other's. */
function scopesAbove(a: Hierarchy, item: number, b: Hierarchy, other: number): [number, number] {
  const above = scopeAbove(a, item);
  const aboveOther = scopeAbove(b, other);
  const isOwn = isOwnOperation(a, item);
  if (isOwn === isOwnOperation(b, other)) return [above, aboveOther];
  return isOwn ? [scopeAbove(a, above), aboveOther] : [above, scopeAbove(b, aboveOther)];
}

function labelKey({ kinds, labels }: Hierarchy, item: number): string {
  return `${kinds[item]!} ${labels[item]!}`;
}

function grouped(nodes: Uint32Array, hashes: Float64Array): ReadonlyMap<number, number[]> {
  const groups = new Map<number, number[]>();
  nodes.forEach((node, at) => {
    const group = groups.get(hashes[at]!);
    if (group === undefined) groups.set(hashes[at]!, [node]);
    else group.push(node);
  });
  return groups;
}

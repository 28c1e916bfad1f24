// Trees of items as columns: what the scopes of names make, and what series make of that.
export const OPERATION = 0;
export const SCOPE = 1;
export const SERIES = 2;

/** `nodes` of what is no operation. */
export const NO_NODE = 0xffffffff;

/** Items in any order; the first is the root and its own parent. */
export interface LooseTree {
  readonly parents: Uint32Array;
  readonly kinds: Uint8Array;
  readonly labels: readonly string[];
  /** What children are ordered by: `naturalKey` of each label, of series that of the first member. */
  readonly keys: readonly string[];
  readonly nodes: Uint32Array;
}

/** Items depth first: those below item i follow it, up to itemEnds[i]. */
export interface ItemTree extends LooseTree {
  readonly itemCount: number;
  readonly itemEnds: Uint32Array;
  readonly childOffsets: Uint32Array;
  readonly children: Uint32Array;
  readonly nodeOrder: Uint32Array;
  readonly nodeStarts: Uint32Array;
  readonly nodeEnds: Uint32Array;
  readonly itemOfNode: Uint32Array;
  /** What each was in the loose tree. */
  readonly looseItems: Uint32Array;
}

/** The tree with its children in natural order, numbered depth first. */
export function orderTree(loose: LooseTree, nodeCount: number): ItemTree {
  const itemCount = loose.parents.length;
  const { offsets, children } = sortedChildren(loose);
  const looseItems = depthFirst(offsets, children);
  const itemOf = new Uint32Array(itemCount);
  for (let item = 0; item < itemCount; item++) itemOf[looseItems[item]!] = item;
  const tree = {
    itemCount,
    looseItems,
    parents: new Uint32Array(itemCount),
    kinds: new Uint8Array(itemCount),
    labels: new Array<string>(itemCount),
    keys: new Array<string>(itemCount),
    nodes: new Uint32Array(itemCount),
    itemEnds: new Uint32Array(itemCount),
    childOffsets: new Uint32Array(itemCount + 1),
    children: new Uint32Array(children.length),
    nodeOrder: new Uint32Array(nodeCount),
    nodeStarts: new Uint32Array(itemCount),
    nodeEnds: new Uint32Array(itemCount),
    itemOfNode: new Uint32Array(nodeCount),
  };
  let position = 0;
  let place = 0;
  for (let item = 0; item < itemCount; item++) {
    const looseItem = looseItems[item]!;
    tree.parents[item] = itemOf[loose.parents[looseItem]!]!;
    tree.labels[item] = loose.labels[looseItem]!;
    tree.keys[item] = loose.keys[looseItem]!;
    tree.kinds[item] = loose.kinds[looseItem]!;
    const node = loose.nodes[looseItem]!;
    tree.nodes[item] = node;
    tree.nodeStarts[item] = position;
    if (node !== NO_NODE) {
      tree.itemOfNode[node] = item;
      tree.nodeOrder[position++] = node;
    }
    tree.nodeEnds[item] = position;
    tree.itemEnds[item] = item + 1;
    for (let at = offsets[looseItem]!; at < offsets[looseItem + 1]!; at++)
      tree.children[place++] = itemOf[children[at]!]!;
    tree.childOffsets[item + 1] = place;
  }
  for (let item = itemCount - 1; item > 0; item--) {
    const parent = tree.parents[item]!;
    tree.nodeEnds[parent] = Math.max(tree.nodeEnds[parent]!, tree.nodeEnds[item]!);
    tree.itemEnds[parent] = Math.max(tree.itemEnds[parent]!, tree.itemEnds[item]!);
  }
  return tree;
}

interface Children {
  readonly offsets: Uint32Array;
  readonly children: Uint32Array;
}

function sortedChildren({ parents, labels, keys }: LooseTree): Children {
  const itemCount = parents.length;
  const offsets = new Uint32Array(itemCount + 1);
  for (let item = 1; item < itemCount; item++) offsets[parents[item]! + 1]!++;
  for (let item = 0; item < itemCount; item++) offsets[item + 1]! += offsets[item]!;
  const next = offsets.slice(0, itemCount);
  const children = new Uint32Array(Math.max(itemCount - 1, 0));
  for (let item = 1; item < itemCount; item++) children[next[parents[item]!]!++] = item;
  const compare = (a: number, b: number) =>
    order(keys[a]!, keys[b]!) || order(labels[a]!, labels[b]!) || a - b;
  for (let item = 0; item < itemCount; item++) {
    const own = children.subarray(offsets[item], offsets[item + 1]);
    let sortedCount = 1;
    while (sortedCount < own.length && compare(own[sortedCount - 1]!, own[sortedCount]!) < 0) sortedCount++;
    if (sortedCount < own.length) own.sort(compare);
  }
  return { offsets, children };
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function depthFirst(offsets: Uint32Array, children: Uint32Array): Uint32Array {
  const visited = new Uint32Array(offsets.length - 1);
  const open = [0];
  let count = 0;
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    visited[count++] = item;
    for (let at = offsets[item + 1]! - 1; at >= offsets[item]!; at--) open.push(children[at]!);
  }
  return visited;
}

/** Whether `item` is `ancestor` or lies below it. */
export function isWithin(
  { itemEnds }: { readonly itemEnds: Uint32Array },
  ancestor: number,
  item: number,
): boolean {
  return item >= ancestor && item < itemEnds[ancestor]!;
}

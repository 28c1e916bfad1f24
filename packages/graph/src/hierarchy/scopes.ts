// The scopes that names make.
import type { OpGraph } from "../op-graph.ts";
import { type LooseTree, NO_NODE, OPERATION, SCOPE } from "./item-tree.ts";
import { partingSlashes } from "./name-parts.ts";

/** Above any number of distinct labels, and small enough that a scope and a label make one exact number. */
const LABELS = 2 ** 26;

/** Scopes with operations in them; an operation that is named as a scope is a child of it, `(name)`. */
export function scopesOf({ names, nodeCount }: OpGraph): LooseTree {
  const walk = new NameWalk();
  const nodeScopes = new Uint32Array(nodeCount);
  const leaves: string[] = [];
  for (let node = 0; node < nodeCount; node++) {
    const name = names[node] ?? "";
    const { scope, leafStart } = walk.follow(name);
    nodeScopes[node] = scope;
    leaves.push(name.slice(leafStart));
  }
  const scopeCount = walk.parents.length;
  const itemCount = scopeCount + nodeCount;
  const tree = {
    parents: new Uint32Array(itemCount),
    kinds: new Uint8Array(itemCount).fill(SCOPE, 0, scopeCount).fill(OPERATION, scopeCount),
    labels: [...walk.labels],
    nodes: new Uint32Array(itemCount).fill(NO_NODE, 0, scopeCount),
  };
  tree.parents.set(walk.parents);
  for (let node = 0; node < nodeCount; node++) {
    const item = scopeCount + node;
    const leaf = leaves[node]!;
    const scope = nodeScopes[node]!;
    const own = walk.find(scope, leaf);
    tree.parents[item] = own ?? scope;
    tree.labels.push(own === undefined ? leaf : `(${leaf})`);
    tree.nodes[item] = node;
  }
  return tree;
}

/** Follows names from scope to scope, those of a name that begins like the one before from where they part. */
class NameWalk {
  readonly parents = [0];
  readonly labels = [""];
  readonly #labelIds = new Map<string, number>();
  readonly #scopes = new Map<number, number>();
  #name = "";
  /** Of the name before: where each of its scopes ends, and which it is. */
  readonly #ends: number[] = [];
  readonly #path: number[] = [];

  follow(name: string): { readonly scope: number; readonly leafStart: number } {
    this.#keepShared(name);
    let start = (this.#ends.at(-1) ?? -1) + 1;
    let scope = this.#path.at(-1) ?? 0;
    for (const slash of partingSlashes(name, start)) {
      scope = this.#enter(scope, name.slice(start, slash));
      this.#ends.push(slash);
      this.#path.push(scope);
      start = slash + 1;
    }
    this.#name = name;
    return { scope, leafStart: start };
  }

  find(scope: number, label: string): number | undefined {
    const labelId = this.#labelIds.get(label);
    return labelId === undefined ? undefined : this.#scopes.get(scope * LABELS + labelId);
  }

  #keepShared(name: string): void {
    const before = this.#name;
    const length = Math.min(name.length, before.length);
    let shared = 0;
    while (shared < length && name.charCodeAt(shared) === before.charCodeAt(shared)) shared++;
    // A slash with nothing but slashes behind it parts nothing.
    let last = name.length - 1;
    while (last >= 0 && name.charCodeAt(last) === 47) last--;
    const end = Math.min(shared, last);
    while ((this.#ends.at(-1) ?? -1) >= end && this.#ends.length > 0) {
      this.#ends.pop();
      this.#path.pop();
    }
  }

  #enter(scope: number, label: string): number {
    let labelId = this.#labelIds.get(label);
    if (labelId === undefined) {
      labelId = this.#labelIds.size;
      this.#labelIds.set(label, labelId);
    }
    const key = scope * LABELS + labelId;
    const known = this.#scopes.get(key);
    if (known !== undefined) return known;
    const made = this.parents.push(scope) - 1;
    this.labels.push(label);
    this.#scopes.set(key, made);
    return made;
  }
}

// The scopes that names make.
import type { OpGraph } from "../op-graph.ts";
import { type LooseTree, NO_NODE, OPERATION, SCOPE } from "./item-tree.ts";
import { lastBesideSlashes, naturalKeys, partingSlash } from "./name-parts.ts";

/** Above any number of distinct labels, and small enough that a scope and a label make one exact number. */
const LABELS = 2 ** 26;

/** What is deeper stays in one label: paths of all that holds an item take memory that grows with the square of its depth. */
const MAX_DEPTH = 8_000;

/** Scopes with operations in them; an operation that is named as a scope is a child of it, `(name)`. */
export function scopesOf({ names, nodeCount }: OpGraph): LooseTree {
  const walk = new NameWalk();
  const nodeScopes = new Uint32Array(nodeCount);
  const leaves: string[] = [];
  for (let node = 0; node < nodeCount; node++) {
    const name = names[node] ?? "";
    nodeScopes[node] = walk.follow(name);
    leaves.push(name.slice(walk.leafStart));
  }
  const scopeCount = walk.parents.length;
  const itemCount = scopeCount + nodeCount;
  const labels = [...walk.labels];
  const tree = {
    parents: new Uint32Array(itemCount),
    kinds: new Uint8Array(itemCount).fill(SCOPE, 0, scopeCount).fill(OPERATION, scopeCount),
    nodes: new Uint32Array(itemCount).fill(NO_NODE, 0, scopeCount),
  };
  tree.parents.set(walk.parents);
  for (let node = 0; node < nodeCount; node++) {
    const item = scopeCount + node;
    const leaf = leaves[node]!;
    const scope = nodeScopes[node]!;
    const own = walk.find(scope, leaf);
    tree.parents[item] = own ?? scope;
    labels.push(own === undefined ? leaf : `(${leaf})`);
    tree.nodes[item] = node;
  }
  return { ...tree, labels, keys: naturalKeys(labels) };
}

/** Follows names from scope to scope, those of a name that begins like the one before from where they part. */
class NameWalk {
  readonly parents = [0];
  readonly labels = [""];
  /** Of the name that was followed last: where its leaf begins. */
  leafStart = 0;
  readonly #labelIds = new Map<string, number>();
  readonly #scopes = new Map<number, number>();
  #name = "";
  /** Of the name before: where each of its scopes ends, and which it is. */
  readonly #ends: number[] = [];
  readonly #path: number[] = [];

  /** The scope of the name's leaf. */
  follow(name: string): number {
    const last = lastBesideSlashes(name);
    this.#keepShared(name, last);
    let start = (this.#ends.at(-1) ?? -1) + 1;
    let scope = this.#path.at(-1) ?? 0;
    while (this.#path.length < MAX_DEPTH) {
      const slash = partingSlash(name, start, last);
      if (slash < 0) break;
      scope = this.#enter(scope, name.slice(start, slash));
      this.#ends.push(slash);
      this.#path.push(scope);
      start = slash + 1;
    }
    this.#name = name;
    this.leafStart = start;
    return scope;
  }

  find(scope: number, label: string): number | undefined {
    const labelId = this.#labelIds.get(label);
    return labelId === undefined ? undefined : this.#scopes.get(scope * LABELS + labelId);
  }

  #keepShared(name: string, last: number): void {
    const before = this.#name;
    const length = Math.min(last, before.length);
    let shared = 0;
    while (shared < length && name.charCodeAt(shared) === before.charCodeAt(shared)) shared++;
    while (this.#ends.length > 0 && (this.#ends.at(-1) ?? 0) >= shared) {
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

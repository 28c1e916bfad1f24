// Names of items, for people and for URLs.
import { type Hierarchy, ROOT_ITEM } from "./hierarchy.ts";
import { OPERATION, SERIES } from "./item-tree.ts";

/** Whether an operation stands in the scope of its own name, as `(name)`. */
export function isOwnOperation(
  { graph, kinds, labels, nodeStarts, nodeOrder }: Hierarchy,
  item: number,
): boolean {
  if (kinds[item] !== OPERATION) return false;
  return !graph.names[nodeOrder[nodeStarts[item]!]!]!.endsWith(labels[item]!);
}

/** The node of an operation. */
export function nodeOf({ kinds, nodeOrder, nodeStarts }: Hierarchy, item: number): number | undefined {
  return kinds[item] === OPERATION ? nodeOrder[nodeStarts[item]!] : undefined;
}

/** An operation's name in the graph; the prefix of a scope's operations; a series' scope and label. Empty for the whole graph. */
export function nameOfItem(hierarchy: Hierarchy, item: number): string {
  const node = nodeOf(hierarchy, item);
  if (node !== undefined) return hierarchy.graph.names[node]!;
  const parts: string[] = [];
  for (const part of chainOf(hierarchy, item)) parts.push(hierarchy.labels[part]!);
  return parts.join("/");
}

/** Characters of one name, and of all together, that are kept to be looked through. */
const MAX_NAME_LENGTH = 4_096;
const MAX_NAMES_LENGTH = 64 * 2 ** 20;

/** `nameOfItem` of every item; null for names that are too long, and for all that do not fit in memory with those before them. */
export function namesOfItems(hierarchy: Hierarchy): readonly (string | null)[] {
  const { itemCount, parents, kinds, labels, graph } = hierarchy;
  const names: (string | null)[] = [""];
  let length = 0;
  for (let item = 1; item < itemCount; item++) {
    let above = parents[item]!;
    if (kinds[above] === SERIES) above = parents[above]!;
    const node = nodeOf(hierarchy, item);
    const before = names[above] ?? null;
    let name: string | null = null;
    if (node !== undefined) name = graph.names[node]!;
    else if (above === ROOT_ITEM) name = labels[item]!;
    else if (before !== null && before.length + labels[item]!.length < MAX_NAME_LENGTH)
      name = `${before}/${labels[item]!}`;
    if (name !== null && (name.length > MAX_NAME_LENGTH || length + name.length > MAX_NAMES_LENGTH))
      name = null;
    names.push(name);
    length += name?.length ?? 0;
  }
  return names;
}

/**
 * A string for URLs that stays the same however the graph is folded: labels parted by slashes; `(name)` for the operation that its scope is named as;
 * `[prefix 1-12]` for a series, of which its members' paths know nothing. In labels `%` and `/`, and a leading `(` or `[`, are escaped as in URLs.
 * Empty for the whole graph.
 */
export function pathOf(hierarchy: Hierarchy, item: number): string {
  return chainOf(hierarchy, item)
    .map((part) => segmentOf(hierarchy, part))
    .join("/");
}

/** `pathOf` every item. */
export function allPaths(hierarchy: Hierarchy): readonly string[] {
  const { itemCount, parents, kinds } = hierarchy;
  const paths = [""];
  for (let item = 1; item < itemCount; item++) {
    let above = parents[item]!;
    if (kinds[above] === SERIES) above = parents[above]!;
    const segment = segmentOf(hierarchy, item);
    paths.push(above === ROOT_ITEM ? segment : `${paths[above]!}/${segment}`);
  }
  return paths;
}

/** The item of a path that `pathOf` made; undefined when there is none. */
export function findItem(hierarchy: Hierarchy, path: string): number | undefined {
  if (path === "") return ROOT_ITEM;
  let item: number | undefined = ROOT_ITEM;
  for (const segment of path.split("/")) {
    if (item === undefined) return undefined;
    item = findChild(hierarchy, item, segment);
  }
  return item;
}

/** From the root's child down to `item`, without series above it. */
function chainOf({ parents, kinds }: Hierarchy, item: number): readonly number[] {
  const chain: number[] = [];
  for (let at = item; at !== ROOT_ITEM; at = parents[at]!) {
    if (at === item || kinds[at] !== SERIES) chain.push(at);
  }
  return chain.reverse();
}

function segmentOf(hierarchy: Hierarchy, item: number): string {
  const label = hierarchy.labels[item]!;
  if (hierarchy.kinds[item] === SERIES) {
    const [, prefix = "", range = "", suffix = ""] = /^(.*)\[(\d+-\d+)\](\]?)$/su.exec(label) ?? [];
    return `[${escaped(prefix)} ${range}${suffix}]`;
  }
  if (isOwnOperation(hierarchy, item)) return `(${escaped(label.slice(1, -1))})`;
  if (label === "") return "%";
  return escaped(label).replace(/^[([]/, (first) => (first === "(" ? "%28" : "%5B"));
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("/", "%2F");
}

function findChild(hierarchy: Hierarchy, scope: number, segment: string): number | undefined {
  const { childOffsets, children, kinds } = hierarchy;
  // Series nest nowhere: members of one are no series.
  for (let at = childOffsets[scope]!; at < childOffsets[scope + 1]!; at++) {
    const child = children[at]!;
    if (isSegment(hierarchy, child, segment)) return child;
    if (kinds[child] !== SERIES || segment.startsWith("[")) continue;
    for (let inner = childOffsets[child]!; inner < childOffsets[child + 1]!; inner++) {
      const member = children[inner]!;
      if (isSegment(hierarchy, member, segment)) return member;
    }
  }
  return undefined;
}

function isSegment(hierarchy: Hierarchy, item: number, segment: string): boolean {
  // Most differ in length already: escapes only add to it.
  if (segment.length < hierarchy.labels[item]!.length - 1) return false;
  return segmentOf(hierarchy, item) === segment;
}

// Series: siblings that are alike and whose names count up.
import { isSummary, isConstant } from "./small-operations.ts";
import type { OpGraph } from "../op-graph.ts";
import { type ItemTree, type LooseTree, NO_NODE, OPERATION, SERIES } from "./item-tree.ts";
import { numberedLabel } from "./name-parts.ts";

/** Fewer stand for themselves. */
const SERIES_MIN_SIZE = 5;

export interface Series {
  readonly label: string;
  /** Items, by their number. */
  readonly members: readonly number[];
}

interface Member {
  readonly item: number;
  readonly value: number;
  readonly digits: string;
}

/** Members of one kind, prefix and suffix, by their number. */
interface Group {
  readonly prefix: string;
  readonly suffix: string;
  readonly members: Map<number, Member>;
}

/**
 * Series among the children of `scope`: operations of one kind, scopes of one structure. One without a number is number 0, as in `Add, Add_1`.
 * Constants and summaries stand beside what they belong to instead.
 */
export function seriesIn(
  graph: OpGraph,
  tree: ItemTree,
  structureIds: Uint32Array,
  scope: number,
): readonly Series[] {
  const from = tree.childOffsets[scope]!;
  const to = tree.childOffsets[scope + 1]!;
  if (to - from < SERIES_MIN_SIZE) return [];
  const groups = new Map<string, Group>();
  const unnumbered: { readonly item: number; readonly kind: number }[] = [];
  for (let at = from; at < to; at++) {
    const item = tree.children[at]!;
    const kind = kindOf(graph, tree, structureIds, item);
    if (kind === undefined) continue;
    const numbered = numberedLabel(tree.labels[item]!);
    if (numbered === undefined) {
      unnumbered.push({ item, kind });
      continue;
    }
    const { prefix, digits, suffix } = numbered;
    const key = groupKey(kind, prefix, suffix);
    const group = groups.get(key) ?? { prefix, suffix, members: new Map<number, Member>() };
    groups.set(key, group);
    const value = Number(digits);
    // Of `a1` and `a01` the shorter one counts.
    const other = group.members.get(value);
    if (other === undefined || digits.length < other.digits.length)
      group.members.set(value, { item, value, digits });
  }
  for (const { item, kind } of unnumbered) {
    const label = tree.labels[item]!;
    const group = [`${label}_`, label]
      .map((prefix) => groups.get(groupKey(kind, prefix, "")))
      .find((candidate) => candidate !== undefined && !candidate.members.has(0));
    group?.members.set(0, { item, value: 0, digits: "0" });
  }
  return [...groups.values()].flatMap(runsOf);
}

function groupKey(kind: number, prefix: string, suffix: string): string {
  return `${kind}\n${suffix}\n${prefix}`;
}

/** A number that members of one series have in common, of their operation or their structure; undefined for what joins none. */
function kindOf(graph: OpGraph, tree: ItemTree, structureIds: Uint32Array, item: number): number | undefined {
  if (tree.kinds[item] !== OPERATION) {
    const structureId = structureIds[item]!;
    return structureId === 0 ? undefined : -structureId;
  }
  const node = tree.nodes[item]!;
  const op = graph.ops.values[graph.ops.ids[node]!]!;
  if (isConstant(op) || isSummary(op) || !graph.names[node]!.endsWith(tree.labels[item]!)) return undefined;
  return graph.ops.ids[node];
}

function runsOf({ prefix, suffix, members }: Group): readonly Series[] {
  if (members.size < SERIES_MIN_SIZE) return [];
  const sorted = [...members.values()].sort((a, b) => a.value - b.value);
  const runs: Series[] = [];
  let start = 0;
  for (let at = 1; at <= sorted.length; at++) {
    if (at < sorted.length && sorted[at]!.value === sorted[at - 1]!.value + 1) continue;
    if (at - start >= SERIES_MIN_SIZE)
      runs.push({
        label: `${prefix}[${sorted[start]!.digits}-${sorted[at - 1]!.digits}]${suffix}`,
        members: sorted.slice(start, at).map(({ item }) => item),
      });
    start = at;
  }
  return runs;
}

/** The tree with its series as items between scopes and members: loose, series last. Each stands where its first member did. */
export function withSeries(tree: ItemTree, series: readonly Series[]): LooseTree {
  const itemCount = tree.itemCount + series.length;
  const parents = new Uint32Array(itemCount);
  parents.set(tree.parents);
  series.forEach(({ members }, place) => {
    parents[tree.itemCount + place] = tree.parents[members[0]!]!;
    for (const member of members) parents[member] = tree.itemCount + place;
  });
  const kinds = new Uint8Array(itemCount).fill(SERIES);
  kinds.set(tree.kinds);
  const nodes = new Uint32Array(itemCount).fill(NO_NODE);
  nodes.set(tree.nodes);
  const labels = series.map(({ label }) => label);
  return {
    parents,
    kinds,
    nodes,
    labels: tree.labels.concat(labels),
    keys: tree.keys.concat(series.map(({ members }) => tree.keys[members[0]!]!)),
  };
}

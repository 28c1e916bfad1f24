// One difference of two graphs in plain values: paths, and what of it changed.
import {
  DIFF_ATTRIBUTES,
  DIFF_DEVICE,
  DIFF_INPUTS,
  DIFF_OP,
  DIFF_RENAMED,
  DIFF_TYPES,
  type DiffEntry,
} from "../hierarchy/diff.ts";
import type { Compared } from "../hierarchy/diff-counts.ts";
import type { Hierarchy } from "../hierarchy/hierarchy.ts";
import { pathOf } from "../hierarchy/item-paths.ts";

const changes = [
  ["name", DIFF_RENAMED],
  ["operation", DIFF_OP],
  ["attributes", DIFF_ATTRIBUTES],
  ["types", DIFF_TYPES],
  ["inputs", DIFF_INPUTS],
  ["device", DIFF_DEVICE],
] as const;

export type DiffChange = (typeof changes)[number][0];

export interface DifferenceAnswer {
  readonly kind: DiffEntry["kind"];
  readonly pathBefore: string | null;
  readonly pathAfter: string | null;
  readonly changes: DiffChange[];
}

export function differenceAnswer(
  { a, b, diff }: Compared,
  { kind, nodeOfA, nodeOfB }: DiffEntry,
): DifferenceAnswer {
  return {
    kind,
    pathBefore: pathIn(a, nodeOfA),
    pathAfter: pathIn(b, nodeOfB),
    changes: kind === "changed" && nodeOfB !== undefined ? changesOf(diff.b.states[nodeOfB] ?? 0) : [],
  };
}

export function changesOf(state: number): DiffChange[] {
  return changes.filter(([, bit]) => (state & bit) !== 0).map(([name]) => name);
}

function pathIn(hierarchy: Hierarchy, node: number | undefined): string | null {
  return node === undefined ? null : pathOf(hierarchy, hierarchy.itemOfNode[node] ?? 0);
}

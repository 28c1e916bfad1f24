// What a page is told of a drawn edge: the tensors that it stands for, with both ends of each.
import { edgeUses } from "../hierarchy/edge-uses.ts";
import { type Hierarchy, ROOT_ITEM } from "../hierarchy/hierarchy.ts";
import { pathOf } from "../hierarchy/item-paths.ts";
import { CONTROL_SLOT, type TensorType } from "../op-graph.ts";
import type { NestedGraph, Place } from "./nested-graph.ts";

/** Paths; null for what is beyond the border of the scope. */
export interface EdgeEnds {
  readonly scope: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Dependencies without data, otherwise tensors. */
  readonly isControl: boolean;
}

interface EdgeEnd {
  readonly path: string;
  readonly name: string;
}

interface EdgeTensor {
  readonly from: EdgeEnd;
  readonly to: EdgeEnd;
  /** Which output of the one that gives it; null for a dependency. */
  readonly slot: number | null;
  /** Which input of the one that takes it. */
  readonly place: number;
  readonly type: TensorType | null;
  readonly isReference: boolean;
}

export interface EdgeTensorsAnswer {
  /** The first of `useCount`: a tensor that several operations take stands there for each. */
  readonly tensors: readonly EdgeTensor[];
  readonly useCount: number;
  readonly tensorCount: number;
  /** Of all tensors whose shapes are known. */
  readonly elementCount: number;
  /** Tensors whose shapes are not. */
  readonly unsizedCount: number;
}

/** @param limit of uses that are listed. @returns null when the ends do not stand in one open scope, or nothing joins them. */
export function edgeTensorsAnswer(
  graph: NestedGraph,
  { scope, from, to, isControl }: EdgeEnds,
  limit: number,
): EdgeTensorsAnswer | null {
  const place = graph.find(scope);
  if (!place || (from === null && to === null)) return null;
  const [opened = place] = graph.bodiesOf(place);
  const { hierarchy, prefix } = opened;
  const fromItem = itemIn(graph, opened, from);
  const toItem = itemIn(graph, opened, to);
  if (fromItem === undefined || toItem === undefined) return null;
  const { uses, ...counts } = edgeUses(
    hierarchy,
    { scope: opened.item, from: fromItem, to: toItem, isControl },
    limit,
  );
  if (counts.useCount === 0) return null;
  const endOf = (node: number): EdgeEnd => ({
    path: prefix + pathOf(hierarchy, hierarchy.itemOfNode[node] ?? ROOT_ITEM),
    name: hierarchy.graph.names[node] ?? "",
  });
  return {
    ...counts,
    elementCount: Math.min(counts.elementCount, Number.MAX_VALUE),
    tensors: uses.map(({ source, user, slot, ...rest }) => ({
      ...rest,
      from: endOf(source),
      to: endOf(user),
      slot: slot === CONTROL_SLOT ? null : slot,
    })),
  };
}

/** undefined when it does not stand below the scope. */
function itemIn(graph: NestedGraph, opened: Place, path: string | null): number | null | undefined {
  if (path === null) return null;
  const end = graph.find(path);
  if (end?.hierarchy !== opened.hierarchy || end.prefix !== opened.prefix) return undefined;
  return isBelow(opened.hierarchy, opened.item, end.item) ? end.item : undefined;
}

function isBelow({ itemEnds }: Hierarchy, scope: number, item: number): boolean {
  return item > scope && item < (itemEnds[scope] ?? 0);
}

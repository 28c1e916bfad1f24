// From a graph to its hierarchy.
import type { OpGraph } from "../op-graph.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { type ItemTree, OPERATION, orderTree } from "./item-tree.ts";
import { levelJoinsOf } from "./level-joins.ts";
import { operationColours } from "./operation-colours.ts";
import { scopeHashes } from "./scope-hashes.ts";
import { scopesOf } from "./scopes.ts";
import { type Series, seriesIn, withSeries } from "./series.ts";
import { addSeriesStructures, scopeStructures } from "./structures.ts";

export interface HierarchyOptions {
  /** Whether five and more siblings of one kind whose names count up become a series. */
  readonly foldsSeries?: boolean;
}

/** Scopes by the slashes in names, series, and what is alike. Linear in the names' length and the edges, but for sorting. */
export function buildHierarchy(graph: OpGraph, { foldsSeries = true }: HierarchyOptions = {}): Hierarchy {
  const scopes = orderTree(scopesOf(graph), graph.nodeCount);
  const colours = operationColours(graph, "kind");
  const joins = levelJoinsOf(graph, scopes);
  const hashes = scopeHashes(graph, scopes, joins, colours);
  const scopeIds = scopeStructures({ graph, tree: scopes, colours }, hashes);
  const series = foldsSeries ? allSeries(graph, scopes, scopeIds) : [];
  if (series.length === 0) return hierarchyOf(graph, scopes, scopeIds);
  const tree = orderTree(withSeries(scopes, series), graph.nodeCount);
  const structureIds = tree.looseItems.map((item) => scopeIds[item] ?? 0);
  const itemOf = new Uint32Array(tree.itemCount);
  tree.looseItems.forEach((item, place) => (itemOf[item] = place));
  const moved = (items: Uint32Array) => items.map((item) => itemOf[item]!);
  const movedJoins = { ...joins, froms: moved(joins.froms), tos: moved(joins.tos) };
  addSeriesStructures({ graph, tree, colours }, movedJoins, structureIds);
  return hierarchyOf(graph, tree, structureIds);
}

function allSeries(graph: OpGraph, tree: ItemTree, structureIds: Uint32Array): readonly Series[] {
  const series: Series[] = [];
  for (let item = 0; item < tree.itemCount; item++) {
    if (tree.kinds[item] !== OPERATION) series.push(...seriesIn(graph, tree, structureIds, item));
  }
  return series;
}

function hierarchyOf(graph: OpGraph, tree: ItemTree, structureIds: Uint32Array): Hierarchy {
  return {
    graph,
    itemCount: tree.itemCount,
    kinds: tree.kinds,
    parents: tree.parents,
    labels: tree.labels,
    childOffsets: tree.childOffsets,
    children: tree.children,
    itemEnds: tree.itemEnds,
    nodeOrder: tree.nodeOrder,
    nodeStarts: tree.nodeStarts,
    nodeEnds: tree.nodeEnds,
    itemOfNode: tree.itemOfNode,
    structureIds,
  };
}

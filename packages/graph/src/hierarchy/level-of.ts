// From a scope of the hierarchy to what it shows when it is open.
import { backEdges } from "./back-edges.ts";
import { ANNOTATION, AUXILIARY, childRoles, type ChildRoles, LAID_OUT } from "./child-roles.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { SERIES } from "./item-tree.ts";
import { BEYOND, EDGE_BACK, type Level } from "./level.ts";
import { type LevelEdges, levelEdges } from "./level-edges.ts";

export interface LevelOptions {
  /** Series whose members stand in their place, or all. */
  readonly ungroupedSeries?: ReadonlySet<number> | "all";
  /** Whether items that touch too many, and those that nothing joins, leave the layout for the column beside it. */
  readonly extractsAuxiliary?: boolean;
}

const none: ReadonlySet<number> = new Set();

/**
 * The level of a scope or an open series. Each child is laid out, a mark beside at least one that is, or in the column; and each edge between two
 * children is laid out or a mark at those of its ends that are no marks themselves. Linear in the edges of the operations below the scope.
 */
export function levelOf(
  hierarchy: Hierarchy,
  scope: number,
  { ungroupedSeries = none, extractsAuxiliary = true }: LevelOptions = {},
): Level {
  const children = shownChildren(hierarchy, scope, ungroupedSeries);
  const edges = levelEdges(hierarchy, scope, children);
  const cast = childRoles(hierarchy, children, edges, extractsAuxiliary);
  // Places among the children become places in `items`, those in the column follow.
  const items: number[] = [];
  const auxiliaryItems: number[] = [];
  const owners = new Uint32Array(children.length);
  children.forEach((item, place) => {
    if (cast.roles[place] === LAID_OUT) owners[place] = items.push(item) - 1;
  });
  children.forEach((item, place) => {
    if (cast.roles[place] === AUXILIARY) owners[place] = items.length + auxiliaryItems.push(item) - 1;
  });
  return {
    scope,
    items: Uint32Array.from(items),
    auxiliaryItems: Uint32Array.from(auxiliaryItems),
    ...laidOutEdges(edges, cast, owners, items.length),
    ...annotations(edges, cast, owners, children),
  };
}

function shownChildren(
  { childOffsets, children, kinds }: Hierarchy,
  scope: number,
  ungrouped: ReadonlySet<number> | "all",
): Uint32Array {
  const own = children.subarray(childOffsets[scope], childOffsets[scope + 1]);
  if (ungrouped !== "all" && ungrouped.size === 0) return own;
  const shown: number[] = [];
  for (const child of own) {
    if (kinds[child] !== SERIES || (ungrouped !== "all" && !ungrouped.has(child))) shown.push(child);
    else for (let at = childOffsets[child]!; at < childOffsets[child + 1]!; at++) shown.push(children[at]!);
  }
  return Uint32Array.from(shown);
}

type LaidOutEdges = Pick<
  Level,
  "edgeFroms" | "edgeTos" | "edgeTensorCounts" | "edgeElementCounts" | "edgeTypeIds" | "edgeFlags"
>;

function laidOutEdges(
  edges: LevelEdges,
  { isEdgeLaidOut }: ChildRoles,
  places: Uint32Array,
  itemCount: number,
): LaidOutEdges {
  const kept = edges.froms.map((_, edge) => edge).filter((edge) => isEdgeLaidOut[edge] === 1);
  const placed = (end: number) => (end === BEYOND ? BEYOND : places[end]!);
  const edgeFroms = Uint32Array.from(kept, (edge) => placed(edges.froms[edge]!));
  const edgeTos = Uint32Array.from(kept, (edge) => placed(edges.tos[edge]!));
  const edgeFlags = Uint8Array.from(kept, (edge) => edges.flags[edge]!);
  const inside = Array.from(kept.keys()).filter((at) => edgeFroms[at] !== BEYOND && edgeTos[at] !== BEYOND);
  const isBack = backEdges(
    itemCount,
    Uint32Array.from(inside, (at) => edgeFroms[at]!),
    Uint32Array.from(inside, (at) => edgeTos[at]!),
  );
  inside.forEach((at, place) => {
    if (isBack[place] === 1) edgeFlags[at]! |= EDGE_BACK;
  });
  return {
    edgeFroms,
    edgeTos,
    edgeFlags,
    edgeTensorCounts: Uint32Array.from(kept, (edge) => edges.tensorCounts[edge]!),
    edgeElementCounts: Float64Array.from(kept, (edge) => edges.elementCounts[edge]!),
    edgeTypeIds: Uint32Array.from(kept, (edge) => edges.typeIds[edge]!),
  };
}

interface Mark {
  readonly owner: number;
  /** Place among the children. */
  readonly mark: number;
  readonly isInput: 0 | 1;
}

function annotations(
  edges: LevelEdges,
  { roles, isEdgeLaidOut }: ChildRoles,
  owners: Uint32Array,
  children: Uint32Array,
): Pick<Level, "annotationOwners" | "annotationItems" | "annotationAreInputs"> {
  const marks: Mark[] = [];
  edges.froms.forEach((from, edge) => {
    const to = edges.tos[edge]!;
    if (isEdgeLaidOut[edge] === 1 || from === to || from === BEYOND || to === BEYOND) return;
    if (roles[to] !== ANNOTATION) marks.push({ owner: owners[to]!, mark: from, isInput: 1 });
    if (roles[from] !== ANNOTATION) marks.push({ owner: owners[from]!, mark: to, isInput: 0 });
  });
  marks.sort((a, b) => a.owner - b.owner || b.isInput - a.isInput || a.mark - b.mark);
  // Data and control between the same two are one mark.
  const distinct = marks.filter(({ owner, mark, isInput }, at) => {
    const before = marks[at - 1];
    return (
      before === undefined || before.owner !== owner || before.mark !== mark || before.isInput !== isInput
    );
  });
  return {
    annotationOwners: Uint32Array.from(distinct, ({ owner }) => owner),
    annotationItems: Uint32Array.from(distinct, ({ mark }) => children[mark]!),
    annotationAreInputs: Uint8Array.from(distinct, ({ isInput }) => isInput),
  };
}

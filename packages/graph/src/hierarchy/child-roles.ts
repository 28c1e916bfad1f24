// What the children of an open scope are to it: laid out, marks beside what is laid out, or in the column beside all of it.
import type { OpGraph } from "../op-graph.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { BEYOND, EDGE_CONTROL } from "./level.ts";
import type { LevelEdges } from "./level-edges.ts";
import { isConstant, isSummary } from "./small-operations.ts";

export const LAID_OUT = 0;
export const ANNOTATION = 1;
export const AUXILIARY = 2;

/** Levels of fewer items are not thinned out by how much each touches. */
const MIN_ITEMS_TO_EXTRACT = 15;
/** Of an item with more, none of its control edges is laid out. */
const MAX_CONTROL_EDGES = 4;
const MIN_DEGREE_TO_EXTRACT = 4;

export interface ChildRoles {
  /** Of each child LAID_OUT, ANNOTATION or AUXILIARY. */
  readonly roles: Uint8Array;
  /** 1 for each edge that is laid out; the others between children are marks at their ends. */
  readonly isEdgeLaidOut: Uint8Array;
}

export function childRoles(
  hierarchy: Hierarchy,
  items: Uint32Array,
  edges: LevelEdges,
  extractsAuxiliary: boolean,
): ChildRoles {
  const casting = new Casting(items.length, edges);
  const kinds = Array.from(items, (item) => kindOf(hierarchy, item));
  if (kinds.some((kind) => kind === "plain" || kind === "no_op")) {
    casting.setSummariesAside(kinds);
    casting.setConstantsAside(kinds, extractsAuxiliary);
  }
  if (extractsAuxiliary) {
    casting.setSinksAside(kinds);
    casting.setFarReachingAside();
    casting.detachControl();
    casting.setLonelyAside();
  }
  return { roles: casting.roles, isEdgeLaidOut: casting.laidOutEdges() };
}

type ChildKind = "constant" | "summary" | "no_op" | "plain";

const opKinds = new WeakMap<OpGraph, readonly ChildKind[]>();

function opKindsOf(graph: OpGraph): readonly ChildKind[] {
  const known = opKinds.get(graph);
  if (known !== undefined) return known;
  const made = graph.ops.values.map((op) => {
    if (isConstant(op)) return "constant";
    if (isSummary(op)) return "summary";
    return op === "NoOp" ? "no_op" : "plain";
  });
  opKinds.set(graph, made);
  return made;
}

/** A scope is what all in it are; summaries with their constants are a summary. */
function kindOf({ graph, nodeOrder, nodeStarts, nodeEnds }: Hierarchy, item: number): ChildKind {
  const kinds = opKindsOf(graph);
  let result: ChildKind | undefined;
  for (let position = nodeStarts[item]!; position < nodeEnds[item]!; position++) {
    const kind = kinds[graph.ops.ids[nodeOrder[position]!]!]!;
    result ??= kind;
    if (kind === "plain" || (kind !== result && (kind === "no_op" || result === "no_op"))) return "plain";
    if (kind === "summary") result = kind;
  }
  return result ?? "plain";
}

class Casting {
  readonly roles: Uint8Array;
  readonly #count: number;
  readonly #edges: LevelEdges;
  readonly #isDetached: Uint8Array;

  constructor(count: number, edges: LevelEdges) {
    this.#count = count;
    this.#edges = edges;
    this.roles = new Uint8Array(count);
    this.#isDetached = new Uint8Array(edges.froms.length);
  }

  /** Summaries of what is laid out become marks of it. */
  setSummariesAside(kinds: readonly ChildKind[]): void {
    const { froms, tos } = this.#edges;
    froms.forEach((from, edge) => {
      const to = tos[edge]!;
      const feeder = from === BEYOND ? undefined : kinds[from];
      if (to !== BEYOND && kinds[to] === "summary" && (feeder === "plain" || feeder === "no_op"))
        this.roles[to] = ANNOTATION;
    });
  }

  /** Constants become marks of what uses them; one that is used by marks only, or by nothing, has no place in a layout. */
  setConstantsAside(kinds: readonly ChildKind[], extractsAuxiliary: boolean): void {
    const { froms, tos } = this.#edges;
    const NOTHING = 0;
    const OUTSIDE = 1;
    const ITEM = 2;
    const usedBy = new Uint8Array(this.#count).fill(NOTHING);
    froms.forEach((from, edge) => {
      const to = tos[edge]!;
      if (from === BEYOND || kinds[from] !== "constant") return;
      const use =
        to === BEYOND ? OUTSIDE : kinds[to] !== "constant" && this.roles[to] === LAID_OUT ? ITEM : NOTHING;
      usedBy[from] = Math.max(usedBy[from]!, use);
    });
    kinds.forEach((kind, place) => {
      if (kind !== "constant") return;
      if (usedBy[place] === ITEM) this.roles[place] = ANNOTATION;
      else if (usedBy[place] === NOTHING && extractsAuxiliary) this.roles[place] = AUXILIARY;
    });
  }

  /** What only gathers dependencies. */
  setSinksAside(kinds: readonly ChildKind[]): void {
    const isSink = (place: number) => this.roles[place] === LAID_OUT && kinds[place] === "no_op";
    if (this.#laidOut().every(isSink)) return;
    for (const place of this.#laidOut()) if (isSink(place)) this.roles[place] = AUXILIARY;
  }

  /** TensorBoard's rule: far above the quartiles of how many the items of the level feed, or are fed by. */
  setFarReachingAside(): void {
    const items = this.#laidOut();
    if (items.length < MIN_ITEMS_TO_EXTRACT) return;
    const incoming = this.#degrees(this.#edges.tos);
    const outgoing = this.#degrees(this.#edges.froms);
    const maxIncoming = bound(items, incoming, 1);
    const maxOutgoing = bound(items, outgoing, 4);
    for (const place of items) {
      if (incoming[place]! > maxIncoming || outgoing[place]! > maxOutgoing) this.roles[place] = AUXILIARY;
    }
  }

  detachControl(): void {
    const { froms, tos, flags } = this.#edges;
    const counts = new Uint32Array(this.#count);
    const isControl = (edge: number) => this.#isBetweenLaidOut(edge) && (flags[edge]! & EDGE_CONTROL) !== 0;
    froms.forEach((from, edge) => {
      if (!isControl(edge)) return;
      counts[from]!++;
      counts[tos[edge]!]!++;
    });
    froms.forEach((from, edge) => {
      if (isControl(edge) && Math.max(counts[from]!, counts[tos[edge]!]!) > MAX_CONTROL_EDGES)
        this.#isDetached[edge] = 1;
    });
  }

  /** What nothing joins any more, and that has marks on one side at most; unless that is all that there is. */
  setLonelyAside(): void {
    const { froms, tos } = this.#edges;
    const isJoined = new Uint8Array(this.#count);
    const isFed = new Uint8Array(this.#count);
    const feeds = new Uint8Array(this.#count);
    const laidOut = this.laidOutEdges();
    froms.forEach((from, edge) => {
      const to = tos[edge]!;
      const sides = [
        { place: from, marks: feeds },
        { place: to, marks: isFed },
      ];
      for (const { place, marks } of sides) {
        if (place === BEYOND) continue;
        // One that feeds itself stands alone all the same.
        if (laidOut[edge] === 1 && from !== to) isJoined[place] = 1;
        else if (from !== to) marks[place] = 1;
      }
    });
    const items = this.#laidOut();
    if (!items.some((place) => isJoined[place] === 1)) return;
    for (const place of items) {
      if (isJoined[place] === 0 && isFed[place]! + feeds[place]! < 2) this.roles[place] = AUXILIARY;
    }
  }

  laidOutEdges(): Uint8Array {
    const { froms, tos } = this.#edges;
    const isShown = (place: number) => place === BEYOND || this.roles[place] === LAID_OUT;
    return Uint8Array.from(froms, (from, edge) =>
      isShown(from) && isShown(tos[edge]!) && this.#isDetached[edge] === 0 ? 1 : 0,
    );
  }

  #laidOut(): readonly number[] {
    return Array.from(this.roles.keys()).filter((place) => this.roles[place] === LAID_OUT);
  }

  #isBetweenLaidOut(edge: number): boolean {
    const from = this.#edges.froms[edge]!;
    const to = this.#edges.tos[edge]!;
    return (
      from !== BEYOND &&
      to !== BEYOND &&
      this.roles[from] === LAID_OUT &&
      this.roles[to] === LAID_OUT &&
      from !== to
    );
  }

  /** Edges at each child on the side that `ends` are of: of data, or where there are none, of control. */
  #degrees(ends: readonly number[]): Uint32Array {
    const data = new Uint32Array(this.#count);
    const control = new Uint32Array(this.#count);
    ends.forEach((end, edge) => {
      if (!this.#isBetweenLaidOut(edge)) return;
      const counts = (this.#edges.flags[edge]! & EDGE_CONTROL) === 0 ? data : control;
      counts[end]!++;
    });
    return data.map((count, place) => (count > 0 ? count : control[place]!));
  }
}

function bound(items: readonly number[], degrees: Uint32Array, reach: number): number {
  const sorted = Uint32Array.from(items, (place) => degrees[place]!).sort();
  const at = (share: number) => sorted[Math.min(Math.round(share * sorted.length), sorted.length - 1)]!;
  const lower = at(0.25);
  const upper = at(0.75);
  return Math.max(MIN_DEGREE_TO_EXTRACT, upper + reach * (upper - lower));
}

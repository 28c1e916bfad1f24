// The scopes of a graph as a tree, as columns. Pure: nothing here knows what is open, or where anything is drawn.
import type { OpGraph } from "../op-graph.ts";

/** The whole graph. */
export const ROOT_ITEM = 0;

export const itemKinds = ["operation", "scope", "series"] as const;

/**
 * `series`: operations or scopes of one kind whose names count up, folded into one item. An operation that stands for function bodies is an
 * `operation`; its bodies have hierarchies of their own.
 */
export type ItemKind = (typeof itemKinds)[number];

/** An item is a number below `itemCount`, depth first: those below item i follow it directly, up to `itemEnds[i]`. */
export interface Hierarchy {
  readonly graph: OpGraph;
  readonly itemCount: number;
  /** Places in `itemKinds`. */
  readonly kinds: Uint8Array;
  /** ROOT_ITEM is its own parent. */
  readonly parents: Uint32Array;
  /** The last part of the name: `W`, of a series `layer_[1-12]`; of an operation that is also a scope's name `(W)`. */
  readonly labels: readonly string[];
  /** Children of item i stand at childOffsets[i] … childOffsets[i + 1] of `children`, in natural order of their labels, series where their first member would. */
  readonly childOffsets: Uint32Array;
  readonly children: Uint32Array;
  readonly itemEnds: Uint32Array;
  /** Nodes in depth-first order: those at or below item i stand at nodeStarts[i] … nodeEnds[i]. */
  readonly nodeOrder: Uint32Array;
  readonly nodeStarts: Uint32Array;
  readonly nodeEnds: Uint32Array;
  /** Item of each node. */
  readonly itemOfNode: Uint32Array;
  /**
   * Scopes and series of one number are alike inside: the same operations with the same attributes that matter, joined in the same way. 0: like no other.
   * Equal hashes are compared before they share a number.
   */
  readonly structureIds: Uint32Array;
}

// What one open scope shows: its children, what joins them, and what leaves it.

/** In `edgeFroms` and `edgeTos`: beyond the scope's border. */
export const BEYOND = 0xffffffff;

/** One open scope, as columns. Places are places in `items`. */
export interface Level {
  /** The scope, an item of the hierarchy. */
  readonly scope: number;
  /** Children that are laid out as a graph. */
  readonly items: Uint32Array;
  /**
   * Edges between items, and between an item and what is beyond the border; one for each ordered pair, data and control apart.
   * BEYOND stands for all that is outside: `outsideOf` names it.
   */
  readonly edgeFroms: Uint32Array;
  readonly edgeTos: Uint32Array;
  /** Tensors, or dependencies, that the edge stands for. */
  readonly edgeTensorCounts: Uint32Array;
  /** Elements of all of them whose shapes are known. */
  readonly edgeElementCounts: Float64Array;
  /** Place in the graph's `tensorTypes` where the edge is one tensor of known type, else NO_TYPE. */
  readonly edgeTypeIds: Uint32Array;
  /** Bits of EDGE_CONTROL, EDGE_REFERENCE and EDGE_BACK. */
  readonly edgeFlags: Uint8Array;
  /**
   * Small marks beside an item: constants and initialisers that feed it alone, summaries that it alone feeds, and nodes taken out of the layout
   * for how many they touch. An owner is a place in `items`, or beyond these in `auxiliaryItems`: items.length stands for the first of them. Sorted by
   * owner.
   */
  readonly annotationOwners: Uint32Array;
  /** Items of the hierarchy. */
  readonly annotationItems: Uint32Array;
  /** 1 where the annotation feeds its owner, 0 where it is fed. */
  readonly annotationAreInputs: Uint8Array;
  /** Items of the hierarchy that stand in a column beside the graph: what feeds or gathers too many to be laid out, and what nothing joins. */
  readonly auxiliaryItems: Uint32Array;
}

export const NO_TYPE = 0xffffffff;
export const EDGE_CONTROL = 1;
export const EDGE_REFERENCE = 2;
/** Closes a cycle. */
export const EDGE_BACK = 4;

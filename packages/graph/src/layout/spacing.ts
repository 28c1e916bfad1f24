// Distances within a level, in pixels; they suit nodes that are 24 high.

/** Between nodes of one rank. */
export const NODE_GAP = 10;
/** Between lines that pass a rank, and between lanes beside the graph. */
export const EDGE_GAP = 6;
/** Between ranks. */
export const RANK_GAP = 28;
/** Between components. */
export const COMPONENT_GAP = 24;
/** How far the first loop at a node reaches out, and how much farther each further one, of a few. */
export const LOOP_REACH = 12;
export const LOOP_STEP = 4;
export const MAX_LOOP_STEPS = 4;
/** Lines that join the same two nodes lie this far apart, and all of them within PARALLEL_SPREAD. */
export const PARALLEL_STEP = 4;
export const PARALLEL_SPREAD = 8;
/** Lines keep this far from a node's corners where it is wide enough. */
export const PORT_INSET = 8;

// What the reader of one format finds.
import type { GraphProblem } from "../op-graph.ts";
import type { SourceGraph } from "./graph-source.ts";

export interface FoundGraphs {
  /** The main one first; none where the file holds none. */
  readonly graphs: readonly SourceGraph[];
  readonly problems: readonly GraphProblem[];
}

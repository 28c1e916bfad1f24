// What bytes are read as: which format they are of, and the graphs that they hold.
import type { GraphProblem, OpGraph } from "../op-graph.ts";

export const graphFormats = [
  "graph_def",
  "graph_def_text",
  "saved_model",
  "onnx",
  "tfjs_model",
  "keras_model",
  "run_metadata",
] as const;

export type GraphFormat = (typeof graphFormats)[number];

export interface SourceGraph {
  /** What tells it from others of the same source: a signature's tags, a function's name; empty for the only one. */
  readonly label: string;
  /** Of operations, or of layers as they were written. */
  readonly kind: "operations" | "layers";
  readonly graph: OpGraph;
}

export type GraphReading =
  | {
      readonly kind: "graphs";
      readonly format: GraphFormat;
      /** At least one; the main one first. */
      readonly graphs: readonly SourceGraph[];
      readonly problems: readonly GraphProblem[];
    }
  /** A sentence: what was expected, what is there and where, what to do. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** Of a source's graphs the one with the label, or the main one; undefined where there is none. */
export function graphOfPart(graphs: readonly SourceGraph[], label: string): SourceGraph | undefined {
  return label === "" ? graphs[0] : graphs.find((graph) => graph.label === label);
}

// A node of a traced graph, in our own words.
import type { DataType } from "@tensorflow/tfjs";

export type NodeAttribute =
  | { readonly kind: "type"; readonly dtype: DataType }
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "ints"; readonly values: readonly number[] }
  | { readonly kind: "shape"; readonly shape: readonly number[] };

export interface TracedNode {
  readonly name: string;
  readonly op: string;
  /** Names of nodes; `:1` and so on is appended for outputs after the first, `^` stands before one that only comes before. */
  readonly inputs: readonly string[];
  readonly dtype: DataType;
  /** Of the outputs; −1 is a dimension that follows the size of the batch. */
  readonly shapes: readonly (readonly number[])[];
  readonly attributes: Readonly<Record<string, NodeAttribute>>;
  /** Of a small constant. */
  readonly values?: readonly number[];
  /** Of a constant of type string. */
  readonly texts?: readonly string[];
}

// A graph of operations as columns: what every source becomes, and all that the rest of this package knows of one.

/** Strings that repeat: the string of entry i is `values[ids[i]]`. */
export interface Words {
  readonly values: readonly string[];
  readonly ids: Uint32Array;
}

/** What one output of an operation carries. */
export interface TensorType {
  /** As TensorFlow names it, `float32`; empty when unknown. */
  readonly dtype: string;
  /** Sizes of the dimensions, null where one is unknown; null when the rank is. */
  readonly shape: readonly (number | null)[] | null;
}

/** In `inputSlots`: a dependency that carries no data. */
export const CONTROL_SLOT = -1;

/**
 * A node is a number below `nodeCount`, in the order of the source. Names are distinct: of nodes of one name the first keeps it,
 * the others are said among `problems` and get one that nobody has.
 */
export interface OpGraph {
  readonly nodeCount: number;
  readonly names: readonly string[];
  readonly ops: Words;
  /** Empty where the source says none. */
  readonly devices: Words;
  /** Inputs of node i stand at inputOffsets[i] … inputOffsets[i + 1], in the source's order; length nodeCount + 1. */
  readonly inputOffsets: Uint32Array;
  /** The node that each input comes from. Inputs that name no node are left out and said among `problems`. */
  readonly inputSources: Uint32Array;
  /** Which output of that node, or CONTROL_SLOT. */
  readonly inputSlots: Int32Array;
  /** The place of each input among all that its node names, so that one which was left out leaves a gap. */
  readonly inputPlaces: Uint32Array;
  /** Outputs of node i whose types are known stand at outputOffsets[i] … outputOffsets[i + 1]; length nodeCount + 1. */
  readonly outputOffsets: Uint32Array;
  /** Places in `tensorTypes`. */
  readonly outputTypeIds: Uint32Array;
  /** Distinct ones. */
  readonly tensorTypes: readonly TensorType[];
  /** Numbers that are trained or stored in node i itself; 0 for most. */
  readonly parameterCounts: Float64Array;
  /** What node i says of itself beside the above, read when it is asked for. */
  readonly attributesOf: (node: number) => readonly Attribute[];
  /** Bodies that node i stands for, which open in place: of a call one, of a condition its branches. Few nodes have some. */
  readonly calls: ReadonlyMap<number, readonly FunctionCall[]>;
  /** One library for the graph and for all bodies in it; a body may call itself. */
  readonly functions: ReadonlyMap<string, OpFunction>;
  readonly problems: readonly GraphProblem[];
}

export interface FunctionCall {
  /** The attribute that names the body, `then_branch`; empty when the operation itself is the function. */
  readonly role: string;
  readonly functionName: string;
}

export interface OpFunction {
  readonly name: string;
  /** Its arguments and results are nodes. */
  readonly graph: OpGraph;
  /** Node of each argument, by place. */
  readonly argumentNodes: Uint32Array;
  /** Node of each result, by place. */
  readonly resultNodes: Uint32Array;
}

export interface Attribute {
  readonly name: string;
  readonly value: AttributeValue;
}

/** Lists, texts and tensors beyond what a card can show are cut: `isCut`. */
export type AttributeValue =
  | { readonly kind: "text"; readonly text: string; readonly isCut: boolean }
  /** Bytes that are no text. */
  | { readonly kind: "bytes"; readonly sizeBytes: number }
  | { readonly kind: "number"; readonly value: number | bigint }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "dtype"; readonly dtype: string }
  | { readonly kind: "shape"; readonly shape: TensorType["shape"] }
  | {
      readonly kind: "tensor";
      readonly type: TensorType;
      readonly sizeBytes: number;
      /** The first values, as text. */
      readonly preview: readonly string[];
      readonly isCut: boolean;
    }
  | { readonly kind: "function"; readonly functionName: string }
  | { readonly kind: "list"; readonly items: readonly AttributeValue[]; readonly isCut: boolean };

/** What is wrong with a graph that is shown all the same. */
export interface GraphProblem {
  readonly code:
    | "cut_short"
    | "dangling_input"
    | "duplicate_name"
    | "unnamed_node"
    | "unreadable_part"
    | "cycle"
    | "external_data";
  /** A sentence for people that says what and where; of many of one code the first few, and then how many more. */
  readonly text: string;
  readonly node?: number;
}

/** Product of the sizes; null when one or the rank is unknown. */
export function elementCountOf({ shape }: TensorType): number | null {
  if (shape === null) return null;
  let count = 1;
  for (const size of shape) {
    if (size === null) return null;
    count *= size;
  }
  return count;
}

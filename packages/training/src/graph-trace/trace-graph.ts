// The graph of a training step, for the graphs' dashboard: the step is run on two sizes of batch, and what differs between them is the batch.
import type { Tensor, Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../model.ts";
import { listenToEngine } from "./engine-hooks.ts";
import { encodeGraph } from "./graph-def.ts";
import type { GraphRecorder } from "./recorder.ts";
import { StepTrace } from "./step-trace.ts";
import type { TracedNode } from "./traced-node.ts";

export interface TraceOptions<Inputs extends Readonly<Record<string, Tensor>>> {
  readonly tf: TensorFlow;
  /** Names of the variables that a step uses. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Inputs of a step for a batch of this size, by the names of their placeholders; disposed afterwards. */
  readonly inputs: (batchSize: number) => Inputs;
  /** Runs one step. What it assigns to variables is put back. */
  readonly step: (inputs: Inputs, recorder: GraphRecorder) => void;
}

/** A serialised GraphDef. Variables are as before. */
export function traceGraph<Inputs extends Readonly<Record<string, Tensor>>>(
  options: TraceOptions<Inputs>,
): Uint8Array<ArrayBuffer> {
  return encodeGraph(mergeBatches(traceStep(options, 2), traceStep(options, 3)));
}

function traceStep<Inputs extends Readonly<Record<string, Tensor>>>(
  { tf, variables, inputs, step }: TraceOptions<Inputs>,
  batchSize: number,
): readonly TracedNode[] {
  const trace = new StepTrace(tf, variables);
  const kept = [...variables.values()].map((variable) => ({ variable, value: variable.clone() }));
  const placeholders = inputs(batchSize);
  for (const [name, tensor] of Object.entries(placeholders)) trace.placeholder(name, tensor);
  try {
    listenToEngine(tf, trace, () => tf.tidy(() => step(placeholders, trace)));
  } finally {
    for (const { variable, value } of kept) {
      variable.assign(value);
      value.dispose();
    }
    for (const tensor of Object.values(placeholders)) tensor.dispose();
  }
  return trace.nodes;
}

/** Dimensions that differ become −1. Throws when the two are not the same graph. */
export function mergeBatches(
  first: readonly TracedNode[],
  second: readonly TracedNode[],
): readonly TracedNode[] {
  if (first.length !== second.length)
    throw new Error(
      `Steps on batches of different sizes make ${first.length} and ${second.length} nodes: their graph cannot be written.`,
    );
  return first.map((node, index) => {
    const other = second[index];
    if (other?.name !== node.name || other.op !== node.op)
      throw new Error(
        `Steps on batches of different sizes differ at node ${node.name}: their graph cannot be written.`,
      );
    const shapes = node.shapes.map((shape, output) => commonDimensions(shape, other.shapes[output] ?? []));
    const common = commonValues(node, other);
    const { name, op, inputs, dtype, attributes, texts } = node;
    return {
      ...{ name, op, inputs, dtype, attributes, shapes },
      ...(common === undefined ? {} : { values: common }),
      ...(texts === undefined ? {} : { texts }),
    };
  });
}

function commonDimensions(shape: readonly number[], other: readonly number[]): readonly number[] {
  return shape.map((size, dimension) => (size === other[dimension] ? size : -1));
}

/** Shapes among the constants have −1, too; other numbers that follow the batch's size are left out. */
function commonValues({ values, dtype }: TracedNode, other: TracedNode): readonly number[] | undefined {
  if (values === undefined || other.values === undefined) return undefined;
  const differs = values.some((value, index) => value !== other.values?.[index]);
  if (!differs) return values;
  return dtype === "int32" ? commonDimensions(values, other.values) : undefined;
}

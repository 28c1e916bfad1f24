// The door to the engine of tfjs: four of its methods are watched for one step, and put back. They are not documented: the version is pinned, and a test fails when they change.
import type { Tensor, Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../model.ts";
import type { KernelCall } from "./kernel-nodes.ts";

export interface EngineListener {
  /** A kernel that was not called by another kernel has run. */
  onKernel(call: KernelCall): void;
  /** A copy of a tensor that means the same one. */
  onCopy(copy: Tensor, source: Tensor): void;
  /** A tensor was made of numbers. */
  onConstant(tensor: Tensor, values: unknown): void;
  /** `assign` has not happened yet. */
  onAssign(variable: Variable, value: Tensor): void;
  /** Runs the gradient of what made `output`. */
  aroundGradient<T>(output: Tensor, run: () => T): T;
}

interface KernelParameters {
  /** Missing where a function with its own gradient runs, whose kernels are calls of their own. */
  readonly kernelName?: string;
  readonly inputs?: Readonly<Record<string, Tensor>>;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

interface TapeNode {
  readonly outputs: readonly Tensor[];
  gradient?: (dys: Tensor[]) => Record<string, () => Tensor>;
}

interface EngineInternals {
  runKernelFunc: (this: unknown, parameters: KernelParameters) => Tensor | Tensor[];
  makeTensor: (this: unknown, values: unknown, ...rest: unknown[]) => Tensor;
  addTapeNode: (this: unknown, ...tape: unknown[]) => void;
  readonly state: { readonly activeTape: readonly TapeNode[] | null };
}

/** Listens while `run` runs. Everything is as before afterwards, also when it throws. */
export function listenToEngine(tf: TensorFlow, listener: EngineListener, run: () => void): void {
  const engine = engineInternals(tf);
  const restore = [
    watchKernels(engine, listener),
    watchTape(engine, listener),
    watchAssignments(tf, listener),
  ];
  try {
    run();
  } finally {
    for (const undo of restore) undo();
  }
}

function engineInternals(tf: TensorFlow): EngineInternals {
  // tfjs declares these as private.
  const engine = tf.engine() as unknown as EngineInternals;
  for (const method of ["runKernelFunc", "makeTensor", "addTapeNode"] as const)
    if (typeof engine[method] !== "function")
      throw new Error(`The engine of tfjs ${tf.version_core} has no ${method}: its steps cannot be traced.`);
  return engine;
}

function watchKernels(engine: EngineInternals, listener: EngineListener): () => void {
  const { runKernelFunc, makeTensor } = engine;
  let depth = 0;
  engine.runKernelFunc = (parameters) => {
    const { kernelName, inputs = {}, attrs = {} } = parameters;
    if (kernelName === undefined || kernelName === "") return runKernelFunc.call(engine, parameters);
    const isOutermost = depth === 0;
    depth += 1;
    let result: Tensor | Tensor[];
    try {
      result = runKernelFunc.call(engine, parameters);
    } finally {
      depth -= 1;
    }
    const outputs = Array.isArray(result) ? result : [result];
    if (kernelName === "Identity") copies(outputs, inputs, listener);
    else if (isOutermost) listener.onKernel({ kernelName, inputs, attributes: attrs, outputs });
    return result;
  };
  engine.makeTensor = (values, ...rest) => {
    const tensor = makeTensor.call(engine, values, ...rest);
    if (depth === 0) listener.onConstant(tensor, values);
    return tensor;
  };
  return () => {
    // They stand on the prototype: what was put before them goes.
    Reflect.deleteProperty(engine, "runKernelFunc");
    Reflect.deleteProperty(engine, "makeTensor");
  };
}

function copies(
  outputs: readonly Tensor[],
  inputs: Readonly<Record<string, Tensor>>,
  listener: EngineListener,
): void {
  const [copy, source] = [outputs[0], inputs["x"]];
  if (copy !== undefined && source !== undefined) listener.onCopy(copy, source);
}

function watchTape(engine: EngineInternals, listener: EngineListener): () => void {
  const { addTapeNode } = engine;
  engine.addTapeNode = (...tape) => {
    addTapeNode.apply(engine, tape);
    const node = engine.state.activeTape?.at(-1);
    const output = node?.outputs[0];
    const gradient = node?.gradient;
    if (node === undefined || output === undefined || gradient === undefined) return;
    node.gradient = (dys) => {
      const ofInputs = listener.aroundGradient(output, () => gradient(dys));
      return Object.fromEntries(
        Object.entries(ofInputs).map(([name, compute]) => [
          name,
          () => listener.aroundGradient(output, compute),
        ]),
      );
    };
  };
  return () => Reflect.deleteProperty(engine, "addTapeNode");
}

function watchAssignments(tf: TensorFlow, listener: EngineListener): () => void {
  const { prototype } = tf.Variable;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, "assign");
  if (descriptor === undefined) throw new Error(`Variables of tfjs ${tf.version_core} have no assign.`);
  const assign: unknown = descriptor.value;
  if (typeof assign !== "function") throw new Error(`Variables of tfjs ${tf.version_core} have no assign.`);
  Object.defineProperty(prototype, "assign", {
    ...descriptor,
    value: function (this: Variable, value: Tensor) {
      listener.onAssign(this, value);
      Reflect.apply(assign, this, [value]);
    },
  });
  return () => Object.defineProperty(prototype, "assign", descriptor);
}

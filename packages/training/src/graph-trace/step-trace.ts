// Writes down one step as nodes: kernels by the tensors between them, scopes as the model names them, gradients where TensorFlow 1 puts them.
import type { DataType, Tensor, Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../model.ts";
import type { EngineListener } from "./engine-hooks.ts";
import { type ConstantInput, type KernelCall, kernelNode } from "./kernel-nodes.ts";
import type { GraphRecorder, NodeInput } from "./recorder.ts";
import type { TracedNode } from "./traced-node.ts";

/** Constants with more values are written without them. */
const MAX_CONSTANT_VALUES = 16;
const GRADIENTS = "train/gradients";

export class StepTrace implements EngineListener, GraphRecorder {
  readonly nodes: TracedNode[] = [];
  readonly #tf: TensorFlow;
  /** By the ids of variables. */
  readonly #variableNames: ReadonlyMap<number, string>;
  /** Name of the output that each tensor is, by the tensor's id. */
  readonly #outputs = new Map<number, string>();
  readonly #sources = new Map<number, Tensor>();
  readonly #handles = new Map<number, string>();
  readonly #usedNames = new Set<string>();
  #path = "";
  #isPaused = false;

  constructor(tf: TensorFlow, variables: ReadonlyMap<string, Variable>) {
    this.#tf = tf;
    this.#variableNames = new Map([...variables].map(([name, variable]) => [variable.id, name]));
  }

  placeholder(name: string, tensor: Tensor): void {
    this.#emit({ name, op: "Placeholder", inputs: [], outputs: [tensor] });
  }

  scope<T>(name: string, run: () => T): T {
    return this.#inPath(this.#unusedName(this.#fullName(name)), run);
  }

  within<T>(path: string, run: () => T): T {
    return this.#inPath(path, run);
  }

  single<T>(
    node: { readonly op: string; readonly name?: string; readonly inputs: readonly NodeInput[] },
    run: () => T,
  ): T {
    if (this.#isPaused) return run();
    const inputs = node.inputs.map((input) => this.#nodeInput(node.name ?? node.op, input));
    this.#isPaused = true;
    let result: T;
    try {
      result = run();
    } finally {
      this.#isPaused = false;
    }
    this.#emit({
      name: this.#fullName(node.name ?? node.op),
      op: node.op,
      inputs,
      outputs: result instanceof this.#tf.Tensor ? [result] : [],
    });
    return result;
  }

  onKernel(call: KernelCall): void {
    if (this.#isPaused) return;
    const { op, inputs, attributes } = kernelNode(call);
    // Names follow TensorFlow's: the node's own is known before those of its constants.
    const name = this.#unusedName(this.#fullName(op));
    const names = inputs.map((input) =>
      "values" in input ? this.#constant(`${name}/${input.name}`, input) : this.#nameOf(input),
    );
    this.#push(name, { op, inputs: names, outputs: call.outputs, attributes });
  }

  onCopy(copy: Tensor, source: Tensor): void {
    this.#sources.set(copy.id, source);
  }

  onConstant(tensor: Tensor, values: unknown): void {
    if (this.#isPaused) return;
    const isSmall = tensor.size <= MAX_CONSTANT_VALUES && tensor.dtype !== "string";
    const numbers = isSmall && isNumbers(values) ? Array.from(values) : undefined;
    this.#emit({
      name: this.#fullName("Const"),
      op: "Const",
      inputs: [],
      outputs: [tensor],
      ...(numbers === undefined ? {} : { values: numbers }),
    });
  }

  onAssign(variable: Variable, value: Tensor): void {
    if (this.#isPaused) return;
    this.#emit({
      name: this.#fullName("AssignVariableOp"),
      op: "AssignVariableOp",
      inputs: [this.#handleOf(variable), this.#nameOf(value)],
      outputs: [],
    });
  }

  aroundGradient<T>(output: Tensor, run: () => T): T {
    const forward = this.#outputs.get(output.id)?.replace(/:\d+$/, "");
    // The node of a function with a gradient of its own is the last of its kernels.
    return forward === undefined
      ? this.#inPath(GRADIENTS, run)
      : this.#inPath(`${GRADIENTS}/${forward}_grad`, run);
  }

  #inPath<T>(path: string, run: () => T): T {
    const outer = this.#path;
    this.#path = path;
    try {
      return run();
    } finally {
      this.#path = outer;
    }
  }

  #fullName(name: string): string {
    return this.#path === "" ? name : `${this.#path}/${name}`;
  }

  /** `name`, or with the first number that makes it new, as TensorFlow 1 does. */
  #unusedName(name: string): string {
    let unused = name;
    for (let number = 1; this.#usedNames.has(unused); number += 1) unused = `${name}_${number}`;
    this.#usedNames.add(unused);
    return unused;
  }

  #nodeInput(node: string, input: NodeInput): string {
    if ("handle" in input) return this.#handleOf(input.handle);
    if ("after" in input) return `^${input.after}`;
    if (!("constant" in input)) return this.#nameOf(input);
    const { constant } = input;
    const values = typeof constant === "number" || typeof constant === "string" ? [constant] : constant;
    const texts = values.filter((value) => typeof value === "string");
    return this.#constant(this.#fullName(`${node}/${input.name}`), {
      name: input.name,
      dtype: texts.length > 0 ? "string" : typeof constant === "number" ? "float32" : "int32",
      values: values.filter((value) => typeof value === "number"),
      texts,
      isScalar: values !== constant,
    });
  }

  #nameOf(tensor: Tensor): string {
    for (let known: Tensor | undefined = tensor; known !== undefined; known = this.#sources.get(known.id)) {
      const name = this.#outputs.get(known.id);
      if (name !== undefined) return name;
      if (this.#isVariable(known)) return this.#readVariable(known);
    }
    // Made before the step: for this graph a constant.
    return this.#emit({ name: this.#fullName("Const"), op: "Const", inputs: [], outputs: [tensor] });
  }

  #isVariable(tensor: Tensor): tensor is Variable {
    return tensor instanceof this.#tf.Variable;
  }

  #constant(
    name: string,
    { dtype, values, texts = [], isScalar = false }: ConstantInput & { readonly texts?: readonly string[] },
  ): string {
    const unused = this.#unusedName(name);
    this.nodes.push({
      name: unused,
      op: "Const",
      inputs: [],
      dtype,
      shapes: [isScalar ? [] : [values.length + texts.length]],
      attributes: {},
      ...(texts.length > 0 ? { texts } : { values }),
    });
    return unused;
  }

  #handleOf(variable: Variable): string {
    const known = this.#handles.get(variable.id);
    if (known !== undefined) return known;
    const name = this.#unusedName(this.#variableNames.get(variable.id) ?? variable.name);
    this.#handles.set(variable.id, name);
    this.nodes.push({
      name,
      op: "VarHandleOp",
      inputs: [],
      dtype: variable.dtype,
      shapes: [[]],
      attributes: {
        shared_name: { kind: "text", value: name },
        shape: { kind: "shape", shape: variable.shape },
      },
    });
    return name;
  }

  #readVariable(variable: Variable): string {
    const handle = this.#handleOf(variable);
    const name = `${handle}/Read/ReadVariableOp`;
    return this.#emit({ name, op: "ReadVariableOp", inputs: [handle], outputs: [variable] });
  }

  #emit({
    name,
    ...node
  }: {
    readonly name: string;
    readonly op: string;
    readonly inputs: readonly string[];
    readonly outputs: readonly Tensor[];
    readonly values?: readonly number[];
  }): string {
    const unused = this.#unusedName(name);
    this.#push(unused, { ...node, attributes: {} });
    return unused;
  }

  #push(
    name: string,
    node: Pick<TracedNode, "op" | "inputs" | "attributes" | "values"> & {
      readonly outputs: readonly Tensor[];
    },
  ): void {
    const { outputs, ...rest } = node;
    const dtype: DataType = outputs[0]?.dtype ?? "float32";
    this.nodes.push({ ...rest, name, dtype, shapes: outputs.map(({ shape }) => shape) });
    outputs.forEach((output, index) => this.#outputs.set(output.id, index === 0 ? name : `${name}:${index}`));
  }
}

function isNumbers(values: unknown): values is ArrayLike<number> & Iterable<number> {
  const list: readonly unknown[] | null = Array.isArray(values)
    ? values
    : values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array
      ? [...values]
      : null;
  return list !== null && list.every((value) => typeof value === "number");
}

// An OpGraph as it is built: nodes, then what joins them, in any order.
import {
  type FunctionCall,
  type OpFunction,
  type OpGraph,
  type TensorType,
  type Words,
} from "../op-graph.ts";
import { circleOf } from "./circle.ts";
import { NumberList } from "./number-list.ts";
import { ProblemList, quoted } from "./problem-list.ts";

export interface InputRow {
  /** The node that takes it, and the one that it comes from. */
  readonly node: number;
  readonly source: number;
  /** Which output of the source, or CONTROL_SLOT. */
  readonly slot: number;
  /** Among all inputs that the node names. */
  readonly place: number;
}

/** Strings by the order in which they were first added. */
class WordList {
  readonly #values: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #ids: NumberList;

  constructor(expected: number) {
    this.#ids = new NumberList(expected);
  }

  idOf(value: string): number {
    let id = this.#numbers.get(value);
    if (id === undefined) {
      id = this.#values.length;
      this.#values.push(value);
      this.#numbers.set(value, id);
    }
    return id;
  }

  push(id: number): void {
    this.#ids.push(id);
  }

  valueOf(node: number): string {
    return this.#values[this.#ids.at(node)] ?? "";
  }

  words(): Words {
    return { values: this.#values, ids: this.#ids.toUint32Array() };
  }
}

interface ParameterCount {
  readonly count: number;
  readonly isVariable: boolean;
}

export class GraphColumns {
  readonly problems = new ProblemList();
  readonly ops: WordList;
  readonly devices: WordList;
  readonly types = new TypeList();
  readonly names: string[] = [];
  /** Nodes by name, once somebody asked for one. */
  #index: Map<string, number> | undefined;
  /** How often a name was made of each that was taken. */
  readonly #madeNames = new Map<string, number>();
  readonly #inputNodes: NumberList;
  readonly #inputSources: NumberList;
  readonly #inputSlots: NumberList;
  readonly #inputPlaces: NumberList;
  readonly #outputNodes: NumberList;
  readonly #outputTypes: NumberList;
  readonly #parameters = new Map<number, ParameterCount>();
  readonly #calls = new Map<number, FunctionCall[]>();

  /** `expected` nodes, with an input or two each, take no growing. */
  constructor(expected = 16) {
    this.ops = new WordList(expected);
    this.devices = new WordList(expected);
    this.#inputNodes = new NumberList(expected * 2);
    this.#inputSources = new NumberList(expected * 2);
    this.#inputSlots = new NumberList(expected * 2);
    this.#inputPlaces = new NumberList(expected * 2);
    this.#outputNodes = new NumberList(expected);
    this.#outputTypes = new NumberList(expected);
  }

  get nodeCount(): number {
    return this.names.length;
  }

  /** `op` and `device` are numbers that `ops.idOf` and `devices.idOf` gave. */
  addNode(name: string, op: number, device = this.devices.idOf("")): number {
    const node = this.names.length;
    let own = name;
    if (name === "") {
      own = this.#freeName("(unnamed)");
      this.problems.add(
        "unnamed_node",
        () => `Operation ${node} has no name; it is called ${quoted(own)}.`,
        node,
      );
    } else if (this.#nodes().has(name)) {
      own = this.#freeName(name);
      this.problems.add(
        "duplicate_name",
        () => `Two operations are named ${quoted(name)}; the second is called ${quoted(own)}.`,
        node,
      );
    }
    return this.#push(own, op, device);
  }

  /** A node whose name, as the caller knows, is not empty and nobody else's: to look it up costs as much as all the rest. */
  addFreshNode(name: string, op: number, device: number): number {
    // A name that was made for another may be this one.
    return this.#index?.has(name) === true ? this.addNode(name, op, device) : this.#push(name, op, device);
  }

  /** A node that the source implies without naming it: its name gives way without a word. */
  addImpliedNode(name: string, op: number): number {
    return this.#push(this.#nodes().has(name) ? this.#freeName(name) : name, op, this.devices.idOf(""));
  }

  nodeNamed(name: string): number | undefined {
    return this.#nodes().get(name);
  }

  addInput({ node, source, slot, place }: InputRow): void {
    this.#inputNodes.push(node);
    this.#inputSources.push(source);
    this.#inputSlots.push(slot);
    this.#inputPlaces.push(place);
  }

  addDanglingInput(node: number, reference: string): void {
    this.problems.add(
      "dangling_input",
      () => `${quoted(this.names[node] ?? "")} takes an input from ${quoted(reference)}, which is not there.`,
      node,
    );
  }

  /** The next output of `node`. */
  addOutputType(node: number, type: number): void {
    this.#outputNodes.push(node);
    this.#outputTypes.push(type);
  }

  /** `isVariable`: it is stored outside the graph, and trained; otherwise it is a number of the graph itself. */
  setParameterCount(node: number, count: number, isVariable = false): void {
    if (count > 0) this.#parameters.set(node, { count, isVariable });
  }

  addCall(node: number, call: FunctionCall): void {
    const calls = this.#calls.get(node);
    if (calls === undefined) this.#calls.set(node, [call]);
    else calls.push(call);
  }

  finish(
    functions: ReadonlyMap<string, OpFunction>,
    attributesOf: OpGraph["attributesOf"] = () => [],
  ): OpGraph {
    const { nodeCount } = this;
    const inputs = rowsByNode(this.#inputNodes.signed, nodeCount);
    const outputs = rowsByNode(this.#outputNodes.signed, nodeCount);
    const parameterCounts = new Float64Array(nodeCount);
    for (const [node, count] of modelParameters(this.#parameters, this.names)) parameterCounts[node] = count;
    const graph = {
      nodeCount,
      names: this.names,
      ops: this.ops.words(),
      devices: this.devices.words(),
      inputOffsets: inputs.offsets,
      inputSources: new Uint32Array(gathered(this.#inputSources, inputs.rows).buffer),
      inputSlots: gathered(this.#inputSlots, inputs.rows),
      inputPlaces: new Uint32Array(gathered(this.#inputPlaces, inputs.rows).buffer),
      outputOffsets: outputs.offsets,
      outputTypeIds: new Uint32Array(gathered(this.#outputTypes, outputs.rows).buffer),
      tensorTypes: this.types.values,
      parameterCounts,
      attributesOf,
      calls: this.#calls,
      functions,
    };
    this.#sayCircle(graph);
    return { ...graph, problems: this.problems.list() };
  }

  #sayCircle(graph: Parameters<typeof circleOf>[0]): void {
    const circle = circleOf(graph);
    const [first] = circle;
    if (first === undefined) return;
    const shown = circle.slice(0, 4).map((node) => quoted(this.names[node] ?? ""));
    const rest = circle.length > 4 ? ` → … ${circle.length - 4} more` : "";
    this.problems.add(
      "cycle",
      () => `Operations feed each other in a circle: ${shown.join(" → ")}${rest} → ${shown[0] ?? ""}.`,
      first,
    );
  }

  #nodes(): Map<string, number> {
    return (this.#index ??= new Map(this.names.map((name, node) => [name, node])));
  }

  #push(name: string, op: number, device: number): number {
    const node = this.names.length;
    this.#index?.set(name, node);
    this.names.push(name);
    this.ops.push(op);
    this.devices.push(device);
    return node;
  }

  #freeName(name: string): string {
    for (let count = (this.#madeNames.get(name) ?? 1) + 1; ; count++) {
      const made = name === "(unnamed)" && count === 2 ? name : `${name} (${count})`;
      if (this.#nodes().has(made)) continue;
      this.#madeNames.set(name, count);
      return made;
    }
  }
}

/** Distinct types of tensors. */
export class TypeList {
  readonly values: TensorType[] = [];
  readonly #ids = new Map<string, number>();

  idOf(type: TensorType): number {
    const key = `${type.dtype} ${type.shape?.map((size) => size ?? "?").join() ?? "unknown"}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.values.length;
      this.values.push(type);
      this.#ids.set(key, id);
    }
    return id;
  }
}

/** Rows sorted by their node, in the order in which they came; those of node i stand at offsets[i] … offsets[i + 1]. */
function rowsByNode(
  nodes: Int32Array,
  nodeCount: number,
): { readonly offsets: Uint32Array<ArrayBuffer>; readonly rows: Uint32Array<ArrayBuffer> } {
  const offsets = new Uint32Array(nodeCount + 1);
  for (const node of nodes) offsets[node + 1] = (offsets[node + 1] ?? 0) + 1;
  for (let node = 0; node < nodeCount; node++)
    offsets[node + 1] = (offsets[node + 1] ?? 0) + (offsets[node] ?? 0);
  const next = offsets.slice();
  const rows = new Uint32Array(nodes.length);
  nodes.forEach((node, row) => {
    const place = next[node] ?? 0;
    rows[place] = row;
    next[node] = place + 1;
  });
  return { offsets, rows };
}

function gathered({ signed }: NumberList, rows: Uint32Array): Int32Array<ArrayBuffer> {
  const values = new Int32Array(rows.length);
  rows.forEach((row, at) => (values[at] = signed[row] ?? 0));
  return values;
}

/**
 * What a model consists of: constants are weights where they were frozen into a graph, and first values where there are variables; a variable that is named
 * below another one is what an optimizer keeps of that.
 */
function* modelParameters(
  parameters: ReadonlyMap<number, ParameterCount>,
  names: readonly string[],
): Generator<readonly [node: number, count: number]> {
  const variables = new Set<string>();
  for (const [node, { isVariable }] of parameters) if (isVariable) variables.add(names[node] ?? "");
  for (const [node, { count, isVariable }] of parameters) {
    if (variables.size > 0 && !isVariable) continue;
    if (!isVariable || !isBelowAny(names[node] ?? "", variables)) yield [node, count];
  }
}

function isBelowAny(name: string, others: ReadonlySet<string>): boolean {
  for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1))
    if (others.has(name.slice(0, end))) return true;
  return false;
}

// ONNX → a graph of operations: tensors that a model is given, holds and gives are nodes of their own.
import { BLOCK, FIXED32, VARINT, WireReader } from "@runboard/tfevents";
import {
  type Attribute,
  type AttributeValue,
  elementCountOf,
  type OpFunction,
  type OpGraph,
  type TensorType,
} from "../op-graph.ts";
import { type CutNote, CutReader } from "./cut-message.ts";
import type { FoundGraphs } from "./found-graphs.ts";
import { GraphColumns } from "./graph-columns.ts";
import { textOrBytes } from "./graph-def-attributes.ts";
import { type OnnxBody, type OnnxNode, outlineOnnx } from "./onnx-bodies.ts";
import { onnxPath, onnxScope } from "./onnx-names.ts";
import { type OnnxTensor, onnxTensorValue, readStringPair } from "./onnx-tensors.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { isWeightDtype } from "./tensor-types.ts";

const INPUT_OP = "Input";
const INITIALISER_OP = "Initializer";
const OUTPUT_OP = "Output";
/** What a subgraph takes from the graph around it. */
const OUTER_OP = "Outer value";

export function readOnnxModel(reader: WireReader, note: CutNote): FoundGraphs {
  const { bodies, isLimited } = outlineOnnx(new CutReader(reader, note));
  const problems = new ProblemList();
  if (isLimited)
    problems.add(
      "unreadable_part",
      () => "There are more operations or subgraphs than are read; the rest is left out.",
    );
  const model = new OnnxModel(reader, bodies);
  const [main] = model.build();
  for (const { initialisers } of bodies)
    for (const { name, externalFile } of initialisers)
      if (externalFile !== undefined)
        problems.add(
          "external_data",
          () => `The values of ${quoted(name)} stand in ${quoted(externalFile)} and are not read.`,
        );
  const graphs = main === undefined ? [] : [{ label: "", kind: "operations", graph: main } as const];
  return { graphs, problems: problems.list() };
}

/** Where a tensor comes from. */
interface Source {
  readonly source: number;
  readonly slot: number;
}

class OnnxModel {
  readonly #reader: WireReader;
  readonly #bodies: readonly OnnxBody[];
  readonly #functions = new Map<string, OpFunction>();
  /** By place of the body: the name under which it is a function; empty for the main graph. */
  readonly #names: readonly string[];
  /** Local functions by domain and name. */
  readonly #local = new Map<string, string>();
  /** By place of the body: places of the bodies that its nodes own. */
  readonly #owned: readonly number[][];
  /** By place of the body: names of outer tensors that it takes, in the order in which it does. */
  readonly #outer: (readonly string[])[] = [];

  constructor(reader: WireReader, bodies: readonly OnnxBody[]) {
    this.#reader = reader;
    this.#bodies = bodies;
    this.#owned = bodies.map(() => []);
    const taken = new Map<string, number>();
    this.#names = bodies.map((body, place) => {
      if (body.owner !== undefined) this.#owned[body.owner.body]?.push(place);
      if (place === 0) return "";
      const name = freeName(this.#nameOf(body), taken);
      if (body.functionName !== "") this.#local.set(keyOf(body.functionDomain, body.functionName), name);
      return name;
    });
  }

  /** The main graph. What a subgraph takes from outside is known before its owner is built. */
  build(): OpGraph[] {
    const built: OpFunction[] = [];
    for (let place = this.#bodies.length - 1; place >= 0; place--) {
      const body = this.#bodies[place];
      if (body !== undefined) built.push(this.#buildBody(body, place));
    }
    const [main, ...functions] = built.reverse();
    for (const each of functions) this.#functions.set(each.name, each);
    return main === undefined ? [] : [main.graph];
  }

  #nameOf({ functionName, functionDomain, owner }: OnnxBody): string {
    if (owner === undefined)
      return functionDomain === "" ? functionName : `${functionDomain}.${functionName}`;
    const node = this.#bodies[owner.body]?.nodes[owner.node];
    return node === undefined ? owner.role : `${onnxPath(node, owner.node, new Set())}/${owner.role}`;
  }

  #buildBody(body: OnnxBody, place: number): OpFunction {
    const columns = new GraphColumns();
    const tensors = new Map<string, Source>();
    const held = new Set(body.initialisers.map(({ name }) => name));
    const implied = (name: string, op: string): number => {
      const node = columns.addImpliedNode(name === "" ? "(unnamed)" : name, columns.ops.idOf(op));
      return node;
    };
    // Older models list what they hold among what they are given, too.
    const given = body.inputs.filter((name) => body.owner !== undefined || !held.has(name));
    const argumentNodes = given.map((name) => {
      const node = implied(onnxScope(name), INPUT_OP);
      tensors.set(name, { source: node, slot: 0 });
      this.#type(columns, node, body.types.get(name));
      return node;
    });
    this.#addInitialisers(columns, body, tensors);
    const firstNode = columns.nodeCount;
    this.#addNodes(columns, body, held, tensors);
    const outer = this.#join(columns, body, { firstNode, tensors, ownedBy: place, implied });
    const resultNodes = body.outputs.map((name) => {
      const node = implied(onnxScope(name), OUTPUT_OP);
      const from = tensors.get(name);
      if (from === undefined) columns.addDanglingInput(node, name);
      else columns.addInput({ node, ...from, place: 0 });
      return node;
    });
    this.#outer[place] = outer.map(({ name }) => name);
    const { initialisers, nodes } = body;
    const graph = columns.finish(this.#functions, (node) =>
      node >= firstNode
        ? this.#attributesOf(nodes[node - firstNode])
        : initialiserAttributes(initialisers[node - argumentNodes.length]),
    );
    return {
      name: this.#names[place] ?? "",
      graph,
      argumentNodes: Uint32Array.from([...argumentNodes, ...outer.map(({ node }) => node)]),
      resultNodes: Uint32Array.from(resultNodes),
    };
  }

  /** What one operation alone takes stands in its scope. */
  #addInitialisers(columns: GraphColumns, body: OnnxBody, tensors: Map<string, Source>): void {
    const held = new Set(body.initialisers.map(({ name }) => name));
    const scopes = new Map<string, string | undefined>();
    body.nodes.forEach((node, at) => {
      for (const input of node.inputs) {
        if (!held.has(input)) continue;
        const path = onnxPath(node, at, held);
        scopes.set(input, scopes.has(input) ? undefined : path.slice(0, path.lastIndexOf("/") + 1));
      }
    });
    for (const { name, type } of body.initialisers) {
      const own = onnxScope(name);
      const scope = own.includes("/") ? "" : (scopes.get(name) ?? "");
      const node = columns.addImpliedNode(
        scope + (own === "" ? "(unnamed)" : own),
        columns.ops.idOf(INITIALISER_OP),
      );
      tensors.set(name, { source: node, slot: 0 });
      this.#type(columns, node, type);
      if (isWeightDtype(type.dtype)) columns.setParameterCount(node, elementCountOf(type) ?? 0);
    }
  }

  #addNodes(
    columns: GraphColumns,
    body: OnnxBody,
    held: ReadonlySet<string>,
    tensors: Map<string, Source>,
  ): void {
    const named = new Set<string>();
    body.nodes.forEach((node, at) => {
      const path = onnxPath(node, at, held);
      const op = columns.ops.idOf(node.op === "" ? "(no operation)" : node.op);
      const source = named.has(path) ? columns.addNode(path, op) : columns.addImpliedNode(path, op);
      named.add(path);
      if (node.isDamaged)
        columns.problems.add(
          "unreadable_part",
          () => `Not all of ${quoted(path)} could be read: bytes ${node.start} to ${node.end} are damaged.`,
          source,
        );
      const types = node.outputs.map((name) => body.types.get(name));
      while (types.length > 0 && types.at(-1) === undefined) types.pop();
      for (const type of types) columns.addOutputType(source, columns.types.idOf(type ?? UNKNOWN));
      node.outputs.forEach((name, slot) => {
        if (name !== "" && !tensors.has(name)) tensors.set(name, { source, slot });
      });
      const called = this.#local.get(keyOf(node.domain, node.op));
      if (called !== undefined) columns.addCall(source, { role: "", functionName: called });
      this.#countConstant(columns, node, source);
    });
  }

  /** Inputs of nodes, and of subgraphs what they take from outside. Gives what this body takes from outside itself. */
  #join(
    columns: GraphColumns,
    body: OnnxBody,
    {
      firstNode,
      tensors,
      ownedBy,
      implied,
    }: {
      readonly firstNode: number;
      readonly tensors: Map<string, Source>;
      readonly ownedBy: number;
      readonly implied: (name: string, op: string) => number;
    },
  ): { readonly name: string; readonly node: number }[] {
    const outer: { readonly name: string; readonly node: number }[] = [];
    const find = (name: string): Source | undefined => {
      const known = tensors.get(name);
      if (known !== undefined || body.owner === undefined) return known;
      const node = implied(onnxScope(name), OUTER_OP);
      outer.push({ name, node });
      const source = { source: node, slot: 0 };
      tensors.set(name, source);
      return source;
    };
    const owned = new Map<number, number[]>();
    for (const place of this.#owned[ownedBy] ?? []) {
      const owner = this.#bodies[place]?.owner;
      if (owner === undefined) continue;
      const places = owned.get(owner.node);
      if (places === undefined) owned.set(owner.node, [place]);
      else places.push(place);
    }
    body.nodes.forEach((of, at) => {
      const node = firstNode + at;
      const places = owned.get(at) ?? [];
      const taken = new Set(places.flatMap((place) => this.#outer[place] ?? []));
      [...of.inputs, ...taken].forEach((name, place) => {
        if (name === "") return;
        const from = find(name);
        if (from === undefined) columns.addDanglingInput(node, name);
        else columns.addInput({ node, ...from, place });
      });
      for (const place of places)
        columns.addCall(node, {
          role: this.#bodies[place]?.owner?.role ?? "",
          functionName: this.#names[place] ?? "",
        });
    });
    // A result may be what is taken from outside.
    for (const name of body.outputs) find(name);
    return outer;
  }

  #type(columns: GraphColumns, node: number, type: TensorType | undefined): void {
    if (type !== undefined) columns.addOutputType(node, columns.types.idOf(type));
  }

  #countConstant(columns: GraphColumns, node: OnnxNode, source: number): void {
    if (node.op !== "Constant") return;
    const tensor = this.#attributesOf(node).find(({ value }) => value.kind === "tensor")?.value;
    if (tensor?.kind !== "tensor" || !isWeightDtype(tensor.type.dtype) || tensor.type.shape?.length === 0)
      return;
    columns.setParameterCount(source, elementCountOf(tensor.type) ?? 0);
  }

  #attributesOf(node: OnnxNode | undefined): Attribute[] {
    if (node === undefined) return [];
    const { bytes, view } = this.#reader;
    return onnxAttributes(new WireReader(bytes, node.start, node.end, view));
  }
}

const UNKNOWN: TensorType = { dtype: "", shape: null };

function keyOf(domain: string, name: string): string {
  // The empty domain and its name are one.
  return `${domain === "ai.onnx" ? "" : domain}\n${name}`;
}

/** `taken`: how often a name was made of each that is taken. */
function freeName(wanted: string, taken: Map<string, number>): string {
  let name = wanted;
  let count = taken.get(wanted) ?? 0;
  while (taken.has(name)) name = `${wanted} (${++count + 1})`;
  taken.set(wanted, count);
  if (name !== wanted) taken.set(name, 0);
  return name;
}

function initialiserAttributes(tensor: OnnxTensor | undefined): Attribute[] {
  if (tensor?.externalFile === undefined) return [];
  return [{ name: "external_data", value: { kind: "text", text: tensor.externalFile, isCut: false } }];
}

const MAX_ATTRIBUTES = 500;
const MAX_ITEMS = 64;

/** Attributes of the NodeProto that `reader` holds. */
function onnxAttributes(reader: WireReader): Attribute[] {
  const attributes: Attribute[] = [];
  for (let key = reader.next(); key !== 0 && attributes.length < MAX_ATTRIBUTES; key = reader.next()) {
    if (key === ((5 << 3) | BLOCK)) {
      const attribute = readAttribute(reader.message());
      if (attribute !== undefined) attributes.push(attribute);
    } else if (key === ((7 << 3) | BLOCK) || key === ((6 << 3) | BLOCK)) {
      const name = key >>> 3 === 7 ? "domain" : "doc_string";
      const value = textOrBytes(reader.blockBytes());
      if (value.kind !== "text" || value.text !== "") attributes.push({ name, value });
    } else if (key === ((9 << 3) | BLOCK)) {
      const [name, text] = readStringPair(reader.message());
      attributes.push({
        name,
        value: { kind: "text", text: text.slice(0, 2_000), isCut: text.length > 2_000 },
      });
    } else reader.skip(key);
  }
  return attributes;
}

/** Undefined for graphs, which open in place, and for attributes without a value. */
function readAttribute(reader: WireReader): Attribute | undefined {
  let name = "";
  let single: AttributeValue | undefined;
  let isList = false;
  let isCut = false;
  const items: AttributeValue[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    const field = key >>> 3;
    if (key === ((1 << 3) | BLOCK)) name = reader.text();
    else if (SINGLE.has(key)) single = readSingle(key, reader);
    else if (field >= 7 && field <= 10) {
      isList = true;
      isCut = readItems(key, reader, items) || isCut;
    } else reader.skip(key);
  }
  if (isList) return { name, value: { kind: "list", items, isCut } };
  return single === undefined ? undefined : { name, value: single };
}

const FLOAT = (2 << 3) | FIXED32;
const INTEGER = (3 << 3) | VARINT;
const TEXT = (4 << 3) | BLOCK;
const TENSOR = (5 << 3) | BLOCK;
const REFERENCE = (21 << 3) | BLOCK;
const SINGLE = new Set([FLOAT, INTEGER, TEXT, TENSOR, REFERENCE]);

function readSingle(key: number, reader: WireReader): AttributeValue | undefined {
  switch (key) {
    case FLOAT:
      return { kind: "number", value: reader.float() };
    case INTEGER:
      return { kind: "number", value: readInteger(reader) };
    case TENSOR:
      return onnxTensorValue(reader.message());
    case REFERENCE:
      // The value is that of an attribute of the call.
      return { kind: "text", text: `@${reader.text()}`, isCut: false };
    default:
      return textOrBytes(reader.blockBytes());
  }
}

function readInteger(reader: WireReader): number | bigint {
  const at = reader.position;
  const value = reader.int64();
  if (!Number.isNaN(value)) return value;
  reader.position = at;
  return reader.bigInt64();
}

/** What single values each field of lists has. */
const ITEM_KEYS = new Map([
  [7, FLOAT],
  [8, INTEGER],
  [9, TEXT],
  [10, TENSOR],
]);

/** True when some are left out. */
function readItems(key: number, reader: WireReader, items: AttributeValue[]): boolean {
  const single = ITEM_KEYS.get(key >>> 3);
  if (single === undefined || items.length >= MAX_ITEMS) {
    reader.skip(key);
    return true;
  }
  const isPacked = (key & 7) === BLOCK && (single & 7) !== BLOCK;
  if (!isPacked && (key & 7) !== (single & 7)) {
    reader.skip(key);
    return true;
  }
  const values = isPacked ? reader.message() : reader;
  do {
    if (isPacked && values.position >= values.end) return false;
    const item = readSingle(single, values);
    if (item !== undefined) items.push(item);
  } while (isPacked && items.length < MAX_ITEMS && !values.malformed);
  return isPacked && values.position < values.end;
}

// NodeDefs → columns of an OpGraph, without an object or a string for what repeats.
import { BLOCK, decodeText, type Span, VARINT, WireReader } from "@runboard/tfevents";
import { type Attribute, CONTROL_SLOT, elementCountOf, type TensorType } from "../op-graph.ts";
import type { FunctionOutline } from "./function-library.ts";
import { KnownAttributes, nodeAttributes, readEntry, readName } from "./graph-def-attributes.ts";
import type { GraphColumns } from "./graph-columns.ts";
import { NumberList } from "./number-list.ts";
import { DtypeAttributes, outputNamesOf } from "./output-types.ts";
import { quoted } from "./problem-list.ts";
import { SpanTable } from "./span-table.ts";
import { TextTable, WordTable } from "./span-words.ts";
import { isWeightDtype, readTensorShape, tensorflowDtype } from "./tensor-types.ts";

export interface NodeContext {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Before the names of nodes, `graph_1/`; empty for most. */
  readonly namePrefix: string;
  /** Before the names of functions, `graph_1_`. */
  readonly functionPrefix: string;
  /** By their prefixed names. */
  readonly outlines: ReadonlyMap<string, FunctionOutline>;
  /** Names of an operation's outputs as the file itself says them. */
  readonly outputNames: ReadonlyMap<string, readonly string[]>;
}

/** Operations whose attribute `shape` is that of what they give. */
const SHAPED_BY_ATTRIBUTE = new Set([
  "Placeholder",
  "PlaceholderV2",
  "PlaceholderWithDefault",
  "VariableV2",
  "Variable",
]);
/** Operations that hold as many numbers as their attribute `shape` says. */
const VARIABLES = new Set(["VarHandleOp", "VariableV2", "Variable"]);
/** Attributes that name the element types of all outputs. */
const DTYPE_LISTS = new Set(["Tout", "output_types", "Toutput_types", "dtypes", "component_types", "T"]);
/** Of one node; more are left out. */
const MAX_OUTPUTS = 4_096;
/** Of PyTorch's graphs. */
const TAKES_PARAMETER = "prim::GetAttr";
const OUTPUT_SHAPES = "_output_shapes";
/** First bytes of an AttrValue: which value it has. */
const IS_LIST = (1 << 3) | BLOCK;
const IS_DTYPE = (6 << 3) | VARINT;
const IS_SHAPE = (7 << 3) | BLOCK;
const IS_TENSOR = (8 << 3) | BLOCK;
const IS_FUNCTION = (10 << 3) | BLOCK;
const LIST_OF_FUNCTIONS = (9 << 3) | BLOCK;

/** Fields of a NodeDef. */
const NAME = (1 << 3) | BLOCK;
const OP = (2 << 3) | BLOCK;
const INPUT = (3 << 3) | BLOCK;
const DEVICE = (4 << 3) | BLOCK;
const ATTRIBUTE = (5 << 3) | BLOCK;

const CARET = 94;
const COLON = 58;

/** Nodes of one graph or body, whose names mean each other. */
export class NodeReader {
  readonly #columns: GraphColumns;
  readonly #context: NodeContext;
  readonly #names: SpanTable;
  readonly #nodeOfName: NumberList;
  readonly #results = new Set<string>();
  readonly #ops: WordTable;
  readonly #devices: WordTable;
  readonly #keys: TextTable;
  readonly #shapes: SpanTable;
  readonly #shapeValues: TensorType["shape"][] = [];
  /** By element type, then by number of shape. */
  readonly #typeIds = new Map<string, Map<number, number>>();
  readonly #inputNodes: NumberList;
  readonly #inputStarts: NumberList;
  readonly #inputEnds: NumberList;
  readonly #inputPlaces: NumberList;
  readonly #entry = { keyStart: 0, keyEnd: 0, valueStart: 0, valueEnd: 0 };
  readonly #dtypes = new DtypeAttributes();
  /** Shapes of the node's outputs, as numbers of #shapes; of `shape` and of the tensor in `value`, -1 for none. */
  #outputShapes: number[] = [];
  #ownShape = -1;
  #valueShape = -1;

  /** `expected`: how many nodes will be read. */
  constructor(columns: GraphColumns, context: NodeContext, expected: number) {
    const { bytes } = context;
    this.#columns = columns;
    this.#context = context;
    this.#names = new SpanTable(bytes, expected);
    this.#nodeOfName = new NumberList(expected);
    this.#inputNodes = new NumberList(expected * 2);
    this.#inputStarts = new NumberList(expected * 2);
    this.#inputEnds = new NumberList(expected * 2);
    this.#inputPlaces = new NumberList(expected * 2);
    this.#ops = new WordTable(bytes, (text) => columns.ops.idOf(text));
    this.#devices = new WordTable(bytes, (text) => columns.devices.idOf(text));
    this.#keys = new TextTable(bytes);
    this.#shapes = new SpanTable(bytes);
  }

  /** Reads the NodeDef at `start`, `end` as the next node; false when it is damaged and has no name: then it is left out. */
  add(start: number, end: number): boolean {
    const { bytes, view, namePrefix } = this.#context;
    const reader = new WireReader(bytes, start, end, view);
    const node = this.#columns.nodeCount;
    let nameStart = start;
    let nameEnd = start;
    let opStart = start;
    let opEnd = start;
    let deviceStart = start;
    let deviceEnd = start;
    let place = 0;
    const inputsBefore = this.#inputNodes.length;
    const attributeStarts: number[] = [];
    for (let key = reader.next(); key !== 0; key = reader.next()) {
      switch (key) {
        case NAME:
          nameStart = reader.block();
          nameEnd = reader.position;
          break;
        case OP:
          opStart = reader.block();
          opEnd = reader.position;
          break;
        case INPUT:
          this.#pushInput(node, reader.block(), reader.position, place++);
          break;
        case DEVICE:
          deviceStart = reader.block();
          deviceEnd = reader.position;
          break;
        case ATTRIBUTE:
          attributeStarts.push(reader.block(), reader.position);
          break;
        default:
          reader.skip(key);
      }
    }
    if (reader.malformed && nameEnd === nameStart) {
      this.#inputNodes.length = inputsBefore;
      this.#inputStarts.length = inputsBefore;
      this.#inputEnds.length = inputsBefore;
      this.#inputPlaces.length = inputsBefore;
      return false;
    }
    const name = nameEnd > nameStart ? namePrefix + decodeText(bytes.subarray(nameStart, nameEnd)) : "";
    const op = this.#ops.idOf(opStart, opEnd);
    const device = this.#devices.idOf(deviceStart, deviceEnd);
    // Bytes that are no UTF-8 may differ where their texts do not.
    if (this.#name(nameStart, nameEnd, node) && !name.includes("\ufffd"))
      this.#columns.addFreshNode(name, op, device);
    else this.#columns.addNode(name, op, device);
    if (reader.malformed)
      this.#columns.problems.add(
        "unreadable_part",
        () => `Not all of ${quoted(name)} could be read: bytes ${start} to ${end} are damaged.`,
        node,
      );
    this.#readAttributes(node, attributeStarts);
    return true;
  }

  /** An argument of a function, by whose name others call it. */
  addArgument(name: string, op: string, span: Span): number {
    return this.#addImplied(name, op, this.#name(span.start, span.end, this.#columns.nodeCount));
  }

  /** A result of a function, which nobody calls. */
  addResult(name: string, op: string, { start, end }: Span): number {
    const isFresh = end > start && this.#names.find(start, end) < 0 && !this.#results.has(name);
    this.#results.add(name);
    return this.#addImplied(name, op, isFresh);
  }

  #addImplied(name: string, op: string, isFresh: boolean): number {
    const id = this.#columns.ops.idOf(op);
    if (!isFresh || name.includes("\ufffd")) return this.#columns.addImpliedNode(name, id);
    return this.#columns.addFreshNode(name, id, this.#columns.devices.idOf(""));
  }

  /** Types of an argument's output: `dataType` and the attributes at `span`. */
  typeArgument(node: number, dataType: number, span: Span | undefined): void {
    const { bytes, view } = this.#context;
    const spans: number[] = [];
    if (span !== undefined) {
      const reader = new WireReader(bytes, span.start, span.end, view);
      for (let key = reader.next(); key !== 0; key = reader.next()) {
        if (key === ((1 << 3) | BLOCK)) spans.push(reader.block(), reader.position);
        else reader.skip(key);
      }
    }
    this.#readAttributes(node, spans, dataType);
  }

  /** Resolves what nodes named as inputs, once all of them are read. */
  resolveInputs(): void {
    for (let input = 0; input < this.#inputNodes.length; input++)
      this.resolveInput(
        this.#inputNodes.at(input),
        this.#inputStarts.at(input),
        this.#inputEnds.at(input),
        this.#inputPlaces.at(input),
      );
  }

  resolveInput(node: number, start: number, end: number, place: number): void {
    const { bytes } = this.#context;
    const isControl = bytes[start] === CARET && end > start;
    const from = isControl ? start + 1 : start;
    const direct = this.#names.find(from, end);
    if (direct >= 0) {
      const slot = isControl ? CONTROL_SLOT : 0;
      this.#columns.addInput({ node, source: this.#nodeOfName.at(direct), slot, place });
      return;
    }
    const found = this.#findOutput(from, end);
    if (found === undefined) {
      // PyTorch leaves out the modules that parameters are taken from.
      if (this.#columns.ops.valueOf(node) !== TAKES_PARAMETER)
        this.#columns.addDanglingInput(node, decodeText(bytes.subarray(start, end)));
    } else this.#columns.addInput({ node, ...found, slot: isControl ? CONTROL_SLOT : found.slot, place });
  }

  /** `node:2` of a graph, `node:output:0` of a body. */
  #findOutput(start: number, end: number): { readonly source: number; readonly slot: number } | undefined {
    const { bytes } = this.#context;
    let colon = end - 1;
    let index = 0;
    let unit = 1;
    for (; colon > start && bytes[colon] !== COLON; colon--) {
      const digit = (bytes[colon] ?? 0) - 48;
      if (digit < 0 || digit > 9 || unit > 1e9) return undefined;
      index += digit * unit;
      unit *= 10;
    }
    if (colon <= start || index > 0x7fffffff) return undefined;
    const plain = this.#names.find(start, colon);
    if (plain >= 0) return { source: this.#nodeOfName.at(plain), slot: index };
    let outer = colon - 1;
    while (outer > start && bytes[outer] !== COLON) outer--;
    const named = this.#names.find(start, outer);
    if (named < 0) return undefined;
    const source = this.#nodeOfName.at(named);
    return {
      source,
      slot: index + this.#placeOfOutput(source, decodeText(bytes.subarray(outer + 1, colon))),
    };
  }

  #placeOfOutput(node: number, output: string): number {
    const op = this.#columns.ops.valueOf(node);
    const { outlines, outputNames, functionPrefix } = this.#context;
    const names =
      outlines.get(functionPrefix + op)?.results.map(({ name }) => name) ??
      outputNamesOf(op) ??
      outputNames.get(op) ??
      [];
    return Math.max(0, names.indexOf(output));
  }

  #pushInput(node: number, start: number, end: number, place: number): void {
    this.#inputNodes.push(node);
    this.#inputStarts.push(start);
    this.#inputEnds.push(end);
    this.#inputPlaces.push(place);
  }

  /** What inputs mean by a name: the first node that has it. False when another has it, or there is none. */
  #name(start: number, end: number, node: number): boolean {
    if (end === start || this.#names.intern(start, end) < this.#nodeOfName.length) return false;
    this.#nodeOfName.push(node);
    return true;
  }

  #readAttributes(node: number, spans: readonly number[], dataType = 0): void {
    const { bytes, view, functionPrefix, outlines } = this.#context;
    this.#dtypes.clear();
    if (dataType > 0) this.#dtypes.set("dtype", tensorflowDtype(dataType));
    this.#outputShapes = [];
    this.#ownShape = this.#valueShape = -1;
    const op = this.#columns.ops.valueOf(node);
    for (let at = 0; at < spans.length; at += 2) {
      const reader = new WireReader(bytes, spans[at], spans[at + 1], view);
      if (readEntry(reader, this.#entry)) this.#readAttribute(node, op);
      else
        this.#columns.problems.add(
          "unreadable_part",
          () => `An attribute of operation ${node} is damaged at byte ${spans[at] ?? 0}.`,
          node,
        );
    }
    if (outlines.has(functionPrefix + op))
      this.#columns.addCall(node, { role: "", functionName: functionPrefix + op });
    this.#setTypes(node, op);
  }

  #readAttribute(node: number, op: string): void {
    const { bytes, view, functionPrefix, outlines } = this.#context;
    const { keyStart, keyEnd, valueStart, valueEnd } = this.#entry;
    if (valueStart === valueEnd) return;
    const key = this.#keys.textOf(keyStart, keyEnd);
    const value = new WireReader(bytes, valueStart, valueEnd, view);
    switch (value.next()) {
      case IS_DTYPE:
        this.#dtypes.set(key, tensorflowDtype(value.int32()));
        break;
      case IS_SHAPE:
        if (key === "shape") this.#ownShape = this.#shapeId(value.block(), value.position);
        break;
      case IS_TENSOR:
        if (op === "Const" && key === "value") this.#readConstant(value.message());
        break;
      case IS_FUNCTION: {
        const functionName = functionPrefix + readName(value.message());
        if (outlines.has(functionName)) this.#columns.addCall(node, { role: key, functionName });
        break;
      }
      case IS_LIST:
        this.#readList(node, key, value.message());
    }
  }

  #readList(node: number, role: string, list: WireReader): void {
    const { functionPrefix, outlines } = this.#context;
    const isShapes = role === OUTPUT_SHAPES;
    const dtypes: string[] = [];
    let place = 0;
    for (let key = list.next(); key !== 0; key = list.next()) {
      if (key === IS_SHAPE && isShapes) this.#outputShapes.push(this.#shapeId(list.block(), list.position));
      else if (key === LIST_OF_FUNCTIONS) {
        const functionName = functionPrefix + readName(list.message());
        if (outlines.has(functionName))
          this.#columns.addCall(node, { role: `${role}[${place}]`, functionName });
        place++;
      } else if (key === IS_DTYPE) dtypes.push(tensorflowDtype(list.int32()));
      else if (key === ((6 << 3) | BLOCK) && DTYPE_LISTS.has(role)) {
        const packed = list.message();
        while (packed.position < packed.end) dtypes.push(tensorflowDtype(packed.int32()));
      } else list.skip(key);
    }
    if (DTYPE_LISTS.has(role) && dtypes.length > 0) this.#dtypes.list = dtypes;
  }

  #readConstant(tensor: WireReader): void {
    const { position } = tensor;
    this.#valueShape = this.#shapeId(position, position);
    for (let key = tensor.next(); key !== 0; key = tensor.next()) {
      if (key === ((1 << 3) | VARINT)) this.#dtypes.set("dtype", tensorflowDtype(tensor.int32()));
      else if (key === ((2 << 3) | BLOCK)) this.#valueShape = this.#shapeId(tensor.block(), tensor.position);
      else tensor.skip(key);
    }
  }

  #shapeId(start: number, end: number): number {
    const id = this.#shapes.intern(start, end);
    if (id === this.#shapeValues.length) {
      const { bytes, view } = this.#context;
      this.#shapeValues.push(readTensorShape(new WireReader(bytes, start, end, view)));
    }
    return id;
  }

  #setTypes(node: number, op: string): void {
    const dtypes = this.#dtypes.outputsOf(op);
    let shapes: readonly number[] = this.#outputShapes;
    if (shapes.length === 0 && this.#valueShape >= 0) shapes = [this.#valueShape];
    else if (shapes.length === 0 && this.#ownShape >= 0 && SHAPED_BY_ATTRIBUTE.has(op))
      shapes = [this.#ownShape];
    const count = Math.min(MAX_OUTPUTS, shapes.length > 0 ? shapes.length : dtypes.length);
    const all = dtypes.length === 1 ? (dtypes[0] ?? "") : "";
    for (let slot = 0; slot < count; slot++)
      this.#columns.addOutputType(node, this.#typeId(dtypes[slot] ?? all, shapes[slot] ?? -1));
    this.#countParameters(node, op, dtypes[0] ?? "");
  }

  #countParameters(node: number, op: string, dtype: string): void {
    let shape = -1;
    if (VARIABLES.has(op)) shape = this.#ownShape;
    // Weights that were frozen into the graph; numbers without a dimension and shapes are none.
    else if (op === "Const" && isWeightDtype(dtype)) shape = this.#valueShape;
    // PyTorch's parameters.
    else if (op === TAKES_PARAMETER) shape = this.#outputShapes[0] ?? -1;
    const sizes = shape < 0 ? null : (this.#shapeValues[shape] ?? null);
    if (sizes === null || (op === "Const" && sizes.length === 0)) return;
    this.#columns.setParameterCount(node, elementCountOf({ dtype, shape: sizes }) ?? 0, VARIABLES.has(op));
  }

  #typeId(dtype: string, shape: number): number {
    let dtypes = this.#typeIds.get(dtype);
    if (dtypes === undefined) {
      dtypes = new Map();
      this.#typeIds.set(dtype, dtypes);
    }
    let id = dtypes.get(shape);
    if (id === undefined) {
      id = this.#columns.types.idOf({ dtype, shape: shape < 0 ? null : (this.#shapeValues[shape] ?? null) });
      dtypes.set(shape, id);
    }
    return id;
  }
}

/** What asks for the attributes of nodes whose NodeDefs stand at `starts`, `ends`; an implied node has an empty one. */
export function attributeReader(
  bytes: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
): (node: number) => readonly Attribute[] {
  const known = new KnownAttributes(bytes);
  return (node) => nodeAttributes(new WireReader(bytes, starts[node] ?? 0, ends[node] ?? 0), known);
}

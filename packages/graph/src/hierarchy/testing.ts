// Graphs for tests: from a list of operations, and from bytes of a GraphDef.
import { type AttrValue, decodeMessage, GraphDefSchema, type NodeDef } from "@runboard/tfevents";
import {
  type Attribute,
  type AttributeValue,
  CONTROL_SLOT,
  type FunctionCall,
  type OpFunction,
  type OpGraph,
  type TensorType,
  type Words,
} from "../op-graph.ts";

export interface OpInit {
  readonly name: string;
  readonly op: string;
  /** `a`, `a:1`, `^a`. Those that name nothing are left out. */
  readonly inputs?: readonly string[];
  /** Of output 0. */
  readonly shape?: TensorType["shape"];
  readonly dtype?: string;
  /** Of all outputs, where there are several. */
  readonly types?: readonly TensorType[];
  readonly device?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue | string | number | boolean>>;
  readonly parameters?: number;
  readonly calls?: readonly FunctionCall[];
}

export function buildGraph(
  inits: readonly OpInit[],
  functions: ReadonlyMap<string, OpFunction> = new Map(),
): OpGraph {
  const nodes = new Map(inits.map(({ name }, node) => [name, node]));
  const sources: number[] = [];
  const slots: number[] = [];
  const places: number[] = [];
  const inputOffsets = [0];
  const outputOffsets = [0];
  const typeIds: number[] = [];
  const types = new Map<string, number>();
  const tensorTypes: TensorType[] = [];
  for (const init of inits) {
    (init.inputs ?? []).forEach((text, place) => {
      const { name, slot } = parseInput(text);
      const source = nodes.get(name);
      if (source === undefined) return;
      sources.push(source);
      slots.push(slot);
      places.push(place);
    });
    inputOffsets.push(sources.length);
    for (const type of typesOf(init)) {
      const key = JSON.stringify(type);
      if (!types.has(key)) types.set(key, tensorTypes.push(type) - 1);
      typeIds.push(types.get(key)!);
    }
    outputOffsets.push(typeIds.length);
  }
  return {
    nodeCount: inits.length,
    names: inits.map(({ name }) => name),
    ops: words(inits.map(({ op }) => op)),
    devices: words(inits.map(({ device }) => device ?? "")),
    inputOffsets: Uint32Array.from(inputOffsets),
    inputSources: Uint32Array.from(sources),
    inputSlots: Int32Array.from(slots),
    inputPlaces: Uint32Array.from(places),
    outputOffsets: Uint32Array.from(outputOffsets),
    outputTypeIds: Uint32Array.from(typeIds),
    tensorTypes,
    parameterCounts: Float64Array.from(inits, ({ parameters }) => parameters ?? 0),
    attributesOf: (node) => Object.entries(inits[node]?.attributes ?? {}).map(attribute),
    calls: new Map(inits.flatMap(({ calls }, node) => (calls === undefined ? [] : [[node, calls] as const]))),
    functions,
    problems: [],
  };
}

export function graphOfBytes(bytes: Uint8Array): OpGraph {
  const message = decodeMessage(GraphDefSchema, bytes);
  if (message === undefined) throw new Error("no GraphDef");
  return buildGraph(message.node.map(initOf));
}

function initOf({ name, op, input, device, attr }: NodeDef): OpInit {
  const { value: shapes } = attr["_output_shapes"]?.value ?? {};
  const types =
    typeof shapes === "object" && "shape" in shapes
      ? shapes.shape.map((shape) => ({
          dtype: "float32",
          shape: shape.unknownRank ? null : shape.dim.map(({ size }) => (size < 0 ? null : Number(size))),
        }))
      : [];
  const attributes = Object.entries(attr).map(([key, value]) => [key, valueOf(value)] as const);
  return { name, op, inputs: input, device, types, attributes: Object.fromEntries(attributes) };
}

/** Enough of them to tell attributes apart. */
function valueOf({ value }: AttrValue): AttributeValue {
  switch (value.case) {
    case "b":
      return { kind: "bool", value: value.value };
    case "i":
    case "f":
      return { kind: "number", value: value.value };
    case "type":
      return { kind: "dtype", dtype: String(value.value) };
    case "shape":
      return { kind: "shape", shape: value.value.dim.map(({ size }) => Number(size)) };
    case "tensor":
      return {
        kind: "tensor",
        type: { dtype: String(value.value.dtype), shape: null },
        sizeBytes: 0,
        preview: [],
        isCut: true,
      };
    case "s":
      return { kind: "text", text: String.fromCharCode(...value.value), isCut: false };
    case "list": {
      const { i, b, f, type } = value.value;
      const items = [...i, ...f, ...type].map((number) => ({ kind: "number", value: number }) as const);
      return {
        kind: "list",
        items: [...items, ...b.map((bool) => attribute(["", bool]).value)],
        isCut: false,
      };
    }
    default:
      return { kind: "text", text: value.case ?? "", isCut: false };
  }
}

function attribute([name, value]: [string, AttributeValue | string | number | boolean]): Attribute {
  if (typeof value === "object") return { name, value };
  if (typeof value === "string") return { name, value: { kind: "text", text: value, isCut: false } };
  if (typeof value === "number") return { name, value: { kind: "number", value } };
  return { name, value: { kind: "bool", value } };
}

function parseInput(text: string): { readonly name: string; readonly slot: number } {
  if (text.startsWith("^")) return { name: text.slice(1), slot: CONTROL_SLOT };
  const [, name = text, slot = "0"] = /^(.*):(\d+)$/.exec(text) ?? [];
  return { name, slot: Number(slot) };
}

function typesOf({ types, shape, dtype }: OpInit): readonly TensorType[] {
  if (types !== undefined) return types;
  return shape === undefined ? [] : [{ dtype: dtype ?? "float32", shape }];
}

function words(values: readonly string[]): Words {
  const distinct = [...new Set(values)];
  const places = new Map(distinct.map((value, place) => [value, place]));
  return { values: distinct, ids: Uint32Array.from(values, (value) => places.get(value)!) };
}

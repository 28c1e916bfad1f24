// The graphs of an ONNX model, outlined: the main one, subgraphs in attributes and local functions, to any depth without recursion.
import { BLOCK, decodeText, WireReader } from "@runboard/tfevents";
import type { TensorType } from "../op-graph.ts";
import type { CutReader } from "./cut-message.ts";
import {
  type OnnxTensor,
  readOnnxTensor,
  readSparseTensor,
  readStringPair,
  readValueInfo,
} from "./onnx-tensors.ts";

/** A graph or function that nodes are read from. */
export interface OnnxBody {
  /** Of a function; empty otherwise. */
  readonly functionName: string;
  readonly functionDomain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly initialisers: readonly OnnxTensor[];
  /** Of inputs, outputs and what else is described. */
  readonly types: ReadonlyMap<string, TensorType>;
  readonly nodes: readonly OnnxNode[];
  /** Where the body stands in an attribute of another's node. */
  readonly owner: { readonly body: number; readonly node: number; readonly role: string } | undefined;
}

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  /** Names of tensors; empty for an optional one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Scopes that the exporter noted, from the outermost. */
  readonly scopes: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly isDamaged: boolean;
}

export interface OnnxOutline {
  /** The main graph first, an owner before what it owns; empty when there is none. */
  readonly bodies: readonly OnnxBody[];
  /** Whether some were left out for their number. */
  readonly isLimited: boolean;
}

/** A body costs thousands of bytes in memory, a node hundreds. */
const MAX_BODIES = 20_000;
const MAX_NODES = 500_000;

interface Pending {
  readonly fields: CutReader;
  readonly isFunction: boolean;
  readonly owner: OnnxBody["owner"];
}

export function outlineOnnx(fields: CutReader): OnnxOutline {
  const functions: Pending[] = [];
  let main: Pending | undefined;
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key === ((7 << 3) | BLOCK)) main = { fields: fields.nested(), isFunction: false, owner: undefined };
    else if (key === ((25 << 3) | BLOCK))
      functions.push({ fields: fields.nested(), isFunction: true, owner: undefined });
    else fields.skip(key);
  }
  if (main === undefined) return { bodies: [], isLimited: false };
  const pending = [main, ...functions];
  const bodies: OnnxBody[] = [];
  let nodesLeft = MAX_NODES;
  for (let at = 0; at < pending.length && at < MAX_BODIES; at++) {
    const next = pending[at];
    if (next === undefined) break;
    const body = readBody(next, nodesLeft);
    nodesLeft -= body.nodes.length;
    bodies.push(body);
    for (const [node, { start, end }] of body.nodes.entries()) {
      const { bytes, view } = next.fields.reader;
      for (const [role, graph] of subgraphsOf(new WireReader(bytes, start, end, view), next.fields))
        if (pending.length <= MAX_BODIES)
          pending.push({ fields: graph, isFunction: false, owner: { body: at, node, role } });
    }
  }
  return { bodies, isLimited: pending.length > MAX_BODIES || nodesLeft <= 0 };
}

/** Numbers of the fields that a GraphProto and a FunctionProto name differently. */
interface BodyFields {
  readonly node: number;
  readonly valueInfo: number;
}

const GRAPH_FIELDS: BodyFields = { node: 1, valueInfo: 13 };
const FUNCTION_FIELDS: BodyFields = { node: 7, valueInfo: 12 };

function readBody({ fields, isFunction, owner }: Pending, maxNodes: number): OnnxBody {
  const { node, valueInfo } = isFunction ? FUNCTION_FIELDS : GRAPH_FIELDS;
  const inputs: string[] = [];
  const outputs: string[] = [];
  const initialisers: OnnxTensor[] = [];
  const types = new Map<string, TensorType>();
  const nodes: OnnxNode[] = [];
  let functionName = "";
  let functionDomain = "";
  const describe = (): string => {
    const { name, type } = readValueInfo(fields.message());
    if (type !== undefined) types.set(name, type);
    return name;
  };
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    const field = (key & 7) === BLOCK ? key >>> 3 : -1;
    if (field === node) {
      if (nodes.length < maxNodes) nodes.push(readNode(fields.message()));
      else fields.skip(key);
    } else if (field === valueInfo) describe();
    else if (isFunction && field === 1) functionName = textOf(fields.message());
    else if (isFunction && field === 10) functionDomain = textOf(fields.message());
    else if (isFunction && field === 4) inputs.push(textOf(fields.message()));
    else if (isFunction && field === 5) outputs.push(textOf(fields.message()));
    else if (!isFunction && field === 5) initialisers.push(readOnnxTensor(fields.message()));
    else if (!isFunction && field === 15) initialisers.push(readSparseTensor(fields.message()));
    else if (!isFunction && field === 11) inputs.push(describe());
    else if (!isFunction && field === 12) outputs.push(describe());
    else fields.skip(key);
  }
  return { functionName, functionDomain, inputs, outputs, initialisers, types, nodes, owner };
}

function textOf({ bytes, position, end }: WireReader): string {
  return decodeText(bytes.subarray(position, end));
}

function readNode(reader: WireReader): OnnxNode {
  const { position: start, end } = reader;
  const inputs: string[] = [];
  const outputs: string[] = [];
  let name = "";
  let op = "";
  let domain = "";
  let scopes: readonly string[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    switch (key) {
      case (1 << 3) | BLOCK:
        inputs.push(reader.text());
        break;
      case (2 << 3) | BLOCK:
        outputs.push(reader.text());
        break;
      case (3 << 3) | BLOCK:
        name = reader.text();
        break;
      case (4 << 3) | BLOCK:
        op = reader.text();
        break;
      case (7 << 3) | BLOCK:
        domain = reader.text();
        break;
      case (9 << 3) | BLOCK:
        scopes = scopesOf(readStringPair(reader.message())) ?? scopes;
        break;
      default:
        reader.skip(key);
    }
  }
  return { name, op, domain, inputs, outputs, scopes, start, end, isDamaged: reader.malformed };
}

/**
 * `namespace` is `: Net/layer1: torch.nn.Sequential/layer1.0: Block/conv: aten.conv2d`: of each part the name before the colon, without what the one
 * before says already; the last part is the operation itself.
 */
function scopesOf([name, value]: readonly [string, string]): string[] | undefined {
  if (name !== "namespace") return undefined;
  const parts = value.split("/").map((part) => (part.split(":")[0] ?? "").trim());
  const hasClasses = value.includes(":");
  const paths = (hasClasses ? parts.slice(0, -1) : parts).filter((part) => part !== "");
  const scopes: string[] = [];
  let before = "";
  for (const path of paths) {
    scopes.push(before !== "" && path.startsWith(`${before}.`) ? path.slice(before.length + 1) : path);
    before = path;
  }
  return scopes;
}

/** Graphs in the attributes of a node, with the attribute's name; several of one attribute are counted. */
function subgraphsOf(reader: WireReader, within: CutReader): [string, CutReader][] {
  const found: [string, CutReader][] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key !== ((5 << 3) | BLOCK)) {
      reader.skip(key);
      continue;
    }
    const attribute = reader.message();
    const graphs: CutReader[] = [];
    let name = "";
    let isList = false;
    for (let inner = attribute.next(); inner !== 0; inner = attribute.next()) {
      if (inner === ((1 << 3) | BLOCK)) name = attribute.text();
      else if (inner === ((6 << 3) | BLOCK) || inner === ((11 << 3) | BLOCK)) {
        isList ||= inner === ((11 << 3) | BLOCK);
        graphs.push(within.over(attribute.message()));
      } else attribute.skip(inner);
    }
    graphs.forEach((graph, at) => found.push([isList ? `${name}[${at}]` : name, graph]));
  }
  return found;
}

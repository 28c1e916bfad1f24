// GraphDefs → one OpGraph and its library of functions.
import { BLOCK, type WireReader } from "@runboard/tfevents";
import type { GraphProblem, OpFunction, OpGraph } from "../op-graph.ts";
import { type CutNote, CutReader } from "./cut-message.ts";
import { type FunctionOutline, outlineFunction } from "./function-library.ts";
import { GraphColumns } from "./graph-columns.ts";
import { attributeReader, type NodeContext, NodeReader } from "./graph-def-nodes.ts";
import { NumberList } from "./number-list.ts";
import { ProblemList, quoted } from "./problem-list.ts";

/** Operations that stand for what a function takes and returns, as TensorFlow calls them. */
const ARGUMENT_OP = "_Arg";
const RESULT_OP = "_Retval";

/** A node of two bytes costs a hundred in memory: beyond these, a file is no graph that could be shown. */
const MAX_NODES = 2_000_000;
/** A function of eight bytes costs thousands. */
const MAX_FUNCTIONS = 20_000;

/** One GraphDef of several that become one graph. All stand in the same bytes. */
export interface GraphDefPart {
  readonly reader: WireReader;
  /** `graph_1`: becomes the scope of its nodes and the beginning of its functions' names; empty for an only one. */
  readonly prefix: string;
}

export interface GraphDefReading {
  readonly graph: OpGraph;
  /** Functions that neither the graph nor a body calls, in the order of the library. */
  readonly uncalled: readonly OpFunction[];
  readonly problems: readonly GraphProblem[];
}

interface PartOutline extends Places {
  readonly functions: readonly FunctionOutline[];
}

/** `outputNames`: of operations with several outputs, where the file says them. */
export function readGraphDefs(
  parts: readonly GraphDefPart[],
  note: CutNote,
  outputNames: NodeContext["outputNames"] = new Map(),
): GraphDefReading {
  const problems = new ProblemList();
  const outlines = new Map<string, FunctionOutline>();
  const prefixes = new Map<FunctionOutline, string>();
  const outlined = parts.map(({ reader, prefix }) => {
    const part = outlineGraph(new CutReader(reader, note), problems);
    const functionPrefix = prefix === "" ? "" : `${prefix}_`;
    for (const outline of part.functions) {
      const name = functionPrefix + outline.name;
      if (outlines.has(name))
        problems.add("duplicate_name", () => `Two functions are named ${quoted(name)}; the first is shown.`);
      else {
        outlines.set(name, outline);
        prefixes.set(outline, functionPrefix);
      }
    }
    return { ...part, reader, prefix, functionPrefix };
  });

  const functions = new Map<string, OpFunction>();
  const expected = outlined.reduce((sum, { starts }) => sum + starts.length, 0);
  const columns = new GraphColumns(expected);
  const starts = new NumberList(expected);
  const ends = new NumberList(expected);
  let context: NodeContext | undefined;
  for (const part of outlined) {
    const { bytes, view } = part.reader;
    const namePrefix = part.prefix === "" ? "" : `${part.prefix}/`;
    context = { bytes, view, namePrefix, functionPrefix: part.functionPrefix, outlines, outputNames };
    const nodes = new NodeReader(columns, context, part.starts.length);
    readNodes(nodes, part, columns.problems, { starts, ends });
    nodes.resolveInputs();
  }
  const bytes = context?.bytes ?? new Uint8Array(0);
  const graph = columns.finish(
    functions,
    attributeReader(bytes, starts.toUint32Array(), ends.toUint32Array()),
  );
  if (context !== undefined)
    for (const [name, outline] of outlines) {
      const own = { ...context, namePrefix: "", functionPrefix: prefixes.get(outline) ?? "" };
      functions.set(name, readFunction(name, outline, own, functions));
    }
  return { graph, uncalled: uncalledOf(graph, functions), problems: problems.list() };
}

interface Places {
  readonly starts: NumberList;
  readonly ends: NumberList;
}

/** Appends to `into` where each node stands that was read. */
function readNodes(nodes: NodeReader, from: Places, problems: ProblemList, into: Places): void {
  for (let at = 0; at < from.starts.length; at++) {
    const start = from.starts.at(at);
    const end = from.ends.at(at);
    if (nodes.add(start, end)) {
      into.starts.push(start);
      into.ends.push(end);
    } else
      problems.add(
        "unreadable_part",
        () => `An operation at byte ${start} to ${end} is damaged and left out.`,
      );
  }
}

/** Where the nodes and functions of a GraphDef stand. */
function outlineGraph(fields: CutReader, problems: ProblemList): PartOutline {
  const starts = new NumberList(1024);
  const ends = new NumberList(1024);
  const functions: FunctionOutline[] = [];
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key === ((1 << 3) | BLOCK)) {
      const node = fields.message();
      if (starts.length >= MAX_NODES)
        problems.add("unreadable_part", () => `Operations beyond the first ${MAX_NODES} are left out.`);
      else {
        starts.push(node.position);
        ends.push(node.end);
      }
    } else if (key === ((2 << 3) | BLOCK)) outlineLibrary(fields.nested(), functions, problems);
    else fields.skip(key);
  }
  return { starts, ends, functions };
}

function outlineLibrary(fields: CutReader, functions: FunctionOutline[], problems: ProblemList): void {
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key !== ((1 << 3) | BLOCK)) {
      fields.skip(key);
      continue;
    }
    const reader = fields.message();
    const start = reader.position;
    const outline = outlineFunction(reader);
    if (functions.length >= MAX_FUNCTIONS) {
      problems.add("unreadable_part", () => `Functions beyond the first ${MAX_FUNCTIONS} are left out.`);
      continue;
    }
    if (outline !== undefined) functions.push(outline);
    if (outline === undefined || (reader.malformed && !fields.isCut))
      problems.add("unreadable_part", () => `The function at byte ${start} is damaged.`);
  }
}

function readFunction(
  name: string,
  outline: FunctionOutline,
  context: NodeContext,
  functions: ReadonlyMap<string, OpFunction>,
): OpFunction {
  const expected = outline.nodeStarts.length + outline.arguments.length + outline.results.length;
  const columns = new GraphColumns(expected);
  const nodes = new NodeReader(columns, context, expected);
  const starts = new NumberList(expected);
  const ends = new NumberList(expected);
  const argumentNodes = outline.arguments.map((argument, place) => {
    const node = nodes.addArgument(argument.name || `argument_${place}`, ARGUMENT_OP, argument.nameSpan);
    nodes.typeArgument(node, argument.dataType, outline.argumentAttributes.get(place));
    starts.push(0);
    ends.push(0);
    return node;
  });
  readNodes(nodes, { starts: outline.nodeStarts, ends: outline.nodeEnds }, columns.problems, {
    starts,
    ends,
  });
  const resultNodes = outline.results.map((result, place) =>
    nodes.addResult(result.name || `result_${place}`, RESULT_OP, result.nameSpan),
  );
  nodes.resolveInputs();
  outline.results.forEach((result, place) => {
    const span = outline.returned.get(result.name);
    const node = resultNodes[place];
    if (node === undefined) return;
    if (span === undefined) columns.addDanglingInput(node, result.name);
    else nodes.resolveInput(node, span.start, span.end, 0);
  });
  const graph = columns.finish(
    functions,
    attributeReader(context.bytes, starts.toUint32Array(), ends.toUint32Array()),
  );
  return {
    name,
    graph,
    argumentNodes: Uint32Array.from(argumentNodes),
    resultNodes: Uint32Array.from(resultNodes),
  };
}

function uncalledOf(graph: OpGraph, functions: ReadonlyMap<string, OpFunction>): OpFunction[] {
  const called = new Set<string>();
  for (const { calls } of [graph, ...Array.from(functions.values(), (each) => each.graph)])
    for (const ofNode of calls.values()) for (const { functionName } of ofNode) called.add(functionName);
  return [...functions.values()].filter(({ name }) => !called.has(name));
}

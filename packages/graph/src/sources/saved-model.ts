// SavedModel: meta graphs, each with a library in which the functions stand that signatures call.
import { BLOCK, type WireReader } from "@runboard/tfevents";
import type { OpGraph } from "../op-graph.ts";
import { type CutNote, CutReader } from "./cut-message.ts";
import { readSignature } from "./function-library.ts";
import { readGraphDefs } from "./graph-def.ts";
import type { SourceGraph } from "./graph-source.ts";
import type { FoundGraphs } from "./found-graphs.ts";

/** What a graph consists of that only holds what functions work on. */
const HOLDS_STATE =
  /^(VarHandleOp|ReadVariableOp|AssignVariableOp|VarIsInitializedOp|VariableV2|Const|NoOp|Identity|Placeholder|HashTableV2|MutableHashTableV2|DisableCopyOnRead)$/;

/** The SavedModel that `reader` holds: each of its graphs, and beside it the functions that nothing in it calls. */
export function readSavedModel(reader: WireReader, note: CutNote): FoundGraphs {
  const fields = new CutReader(reader, note);
  const metaGraphs: MetaGraph[] = [];
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key === ((2 << 3) | BLOCK)) metaGraphs.push(readMetaGraph(fields.nested()));
    else fields.skip(key);
  }
  return graphsOf(metaGraphs, note);
}

/** The MetaGraphDef that `reader` holds, as TensorFlow 1 writes one beside checkpoints. */
export function readSavedMetaGraph(reader: WireReader, note: CutNote): FoundGraphs {
  return graphsOf([readMetaGraph(new CutReader(reader, note))], note);
}

function graphsOf(metaGraphs: readonly MetaGraph[], note: CutNote): FoundGraphs {
  const graphs: SourceGraph[] = [];
  const problems: FoundGraphs["problems"][number][] = [];
  for (const { tags, graph, outputNames } of metaGraphs) {
    if (graph === undefined) continue;
    const reading = readGraphDefs([{ reader: graph, prefix: "" }], note, outputNames);
    problems.push(...reading.problems);
    const main: SourceGraph = { label: tags, kind: "operations", graph: reading.graph };
    const functions = reading.uncalled.map((each): SourceGraph => ({
      label: metaGraphs.length > 1 && tags !== "" ? `${tags}: ${each.name}` : each.name,
      kind: "operations",
      graph: each.graph,
    }));
    graphs.push(...(isOnlyState(reading.graph) ? [...functions, main] : [main, ...functions]));
  }
  return { graphs, problems };
}

interface MetaGraph {
  readonly tags: string;
  readonly graph: WireReader | undefined;
  readonly outputNames: ReadonlyMap<string, readonly string[]>;
}

function readMetaGraph(fields: CutReader): MetaGraph {
  const tags: string[] = [];
  const outputNames = new Map<string, readonly string[]>();
  let graph: WireReader | undefined;
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key === ((1 << 3) | BLOCK)) readInfo(fields.message(), tags, outputNames);
    else if (key === ((2 << 3) | BLOCK)) graph = fields.message();
    else fields.skip(key);
  }
  return { tags: tags.join(", "), graph, outputNames };
}

function readInfo(reader: WireReader, tags: string[], outputNames: Map<string, readonly string[]>): void {
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((4 << 3) | BLOCK)) tags.push(reader.text());
    else if (key === ((2 << 3) | BLOCK)) {
      const list = reader.message();
      for (let inner = list.next(); inner !== 0; inner = list.next()) {
        if (inner !== ((1 << 3) | BLOCK)) {
          list.skip(inner);
          continue;
        }
        const { name, results } = readSignature(list.message());
        if (results.length > 1)
          outputNames.set(
            name,
            results.map((result) => result.name),
          );
      }
    } else reader.skip(key);
  }
}

/** No calls, and nothing but what functions work on. */
function isOnlyState({ calls, ops, nodeCount }: OpGraph): boolean {
  if (calls.size > 0) return false;
  return nodeCount === 0 || ops.values.every((op) => HOLDS_STATE.test(op));
}

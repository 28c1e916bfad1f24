// RunMetadata: graphs that TensorFlow traced, and what one step of a session took.
import { BLOCK, type WireReader } from "@runboard/tfevents";
import { type CutNote, CutReader } from "./cut-message.ts";
import type { FoundGraphs } from "./found-graphs.ts";
import { readGraphDefs } from "./graph-def.ts";

/**
 * The graphs of functions as they were before optimisation, as one graph; without any, the graphs of devices. Of several each becomes a scope
 * `graph_1`, and its functions begin with `graph_1_`, as TensorBoard merges them.
 */
export function readRunMetadata(reader: WireReader, note: CutNote): FoundGraphs {
  const traced: WireReader[] = [];
  const ofDevices: WireReader[] = [];
  const fields = new CutReader(reader, note);
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key === ((3 << 3) | BLOCK)) ofDevices.push(fields.message());
    else if (key === ((4 << 3) | BLOCK)) {
      const graph = graphBeforeOptimisation(fields.nested());
      if (graph !== undefined) traced.push(graph);
    } else fields.skip(key);
  }
  const graphs = traced.length > 0 ? traced : ofDevices;
  if (graphs.length === 0) return { graphs: [], problems: [] };
  const reading = readGraphDefs(
    graphs.map((graph, place) => ({ reader: graph, prefix: graphs.length > 1 ? `graph_${place + 1}` : "" })),
    note,
  );
  return { graphs: [{ label: "", kind: "operations", graph: reading.graph }], problems: reading.problems };
}

function graphBeforeOptimisation(fields: CutReader): WireReader | undefined {
  let graph: WireReader | undefined;
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key === ((2 << 3) | BLOCK)) graph = fields.message();
    else fields.skip(key);
  }
  return graph;
}

// Fixtures, and graphs in a form that can be compared and read.
import { readFileSync } from "node:fs";
import { decodeMessage, EventSchema, RecordReader } from "@runboard/tfevents";
import type { OpGraph } from "../src/op-graph.ts";
import type { GraphReading } from "../src/sources/graph-source.ts";

/** A file of packages/graph/fixtures. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));
}

/** A file of the repository's fixtures. */
function logFile(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url)));
}

export interface LoggedGraphs {
  readonly graph: Uint8Array | undefined;
  readonly runMetadata: Uint8Array | undefined;
}

/** What a run of a fixture logged. */
export function loggedGraphs(run: string): LoggedGraphs {
  const reader = new RecordReader();
  reader.push(logFile(`${run}/events.out.tfevents.1700000000.host`));
  let graph: Uint8Array | undefined;
  let runMetadata: Uint8Array | undefined;
  for (let result = reader.next(); result.kind === "record"; result = reader.next()) {
    const event = decodeMessage(EventSchema, result.data);
    if (event?.what.case === "graphDef") graph = event.what.value.slice();
    if (event?.what.case === "taggedRunMetadata") runMetadata = event.what.value.runMetadata.slice();
  }
  return { graph, runMetadata };
}

/** The text that TensorBoard answered at `path`, whose queries hold `run`. */
export function recordedText(name: string, path: string, run: string): string {
  const answers = JSON.parse(new TextDecoder().decode(logFile(`${name}/tensorboard.json`))) as Record<
    string,
    { readonly body: { readonly text?: string } }
  >;
  const found = Object.entries(answers).find(
    ([key]) => key.startsWith(`GET ${path}?`) && key.includes(`run=${encodeURIComponent(run)}&`),
  );
  const text = found?.[1].body.text;
  if (text === undefined) throw new Error(`${name} has no answer of ${path} for ${run}`);
  return text;
}

export interface PlainNode {
  readonly name: string;
  readonly op: string;
  /** `source:slot`, `^source`. */
  readonly inputs: readonly string[];
  /** `float32[2,?]`. */
  readonly outputs: readonly string[];
  readonly parameters: number;
}

export function plainNodes(graph: OpGraph): PlainNode[] {
  return graph.names.map((name, node) => {
    const inputs: string[] = [];
    for (let input = graph.inputOffsets[node]!; input < graph.inputOffsets[node + 1]!; input++) {
      const source = graph.names[graph.inputSources[input]!]!;
      const slot = graph.inputSlots[input]!;
      inputs.push(slot < 0 ? `^${source}` : `${source}:${slot}`);
    }
    const outputs = Array.from(
      graph.outputTypeIds.subarray(graph.outputOffsets[node], graph.outputOffsets[node + 1]),
      (id) => {
        const { dtype, shape } = graph.tensorTypes[id]!;
        return `${dtype}${shape === null ? "" : `[${shape.map((size) => size ?? "?").join()}]`}`;
      },
    );
    const op = graph.ops.values[graph.ops.ids[node]!]!;
    return { name, op, inputs, outputs, parameters: graph.parameterCounts[node]! };
  });
}

/** Name and inputs, a line a node. */
export function wiring(graph: OpGraph): string[] {
  return plainNodes(graph).map(({ name, inputs }) => [name, ...inputs].join(" "));
}

export function graphsOf(reading: GraphReading): Extract<GraphReading, { kind: "graphs" }> {
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  return reading;
}

export function mainGraph(reading: GraphReading): OpGraph {
  return graphsOf(reading).graphs[0]!.graph;
}

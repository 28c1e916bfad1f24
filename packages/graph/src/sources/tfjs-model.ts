// TensorFlow.js' model.json: a Keras model or a GraphDef as JSON, with a list of the weights that stand in other files.
import { GraphDefSchema, WireReader } from "@runboard/tfevents";
import type { OpGraph } from "../op-graph.ts";
import type { FoundGraphs } from "./found-graphs.ts";
import { readGraphDefs } from "./graph-def.ts";
import { kerasModelOf, readKerasModel, type WeightCounts } from "./keras-model.ts";
import { encodeJson, isRecord } from "./protobuf/json-to-wire.ts";

interface Weight {
  readonly name: string;
  readonly count: number;
}

export function isTfjsModel(json: unknown): json is Readonly<Record<string, unknown>> {
  return isRecord(json) && isRecord(json["modelTopology"]);
}

/** Nothing where the topology is neither of layers nor of operations. */
export function readTfjsModel(json: Readonly<Record<string, unknown>>): FoundGraphs {
  const topology = json["modelTopology"];
  const weights = weightsOf(json["weightsManifest"]);
  const layers = kerasModelOf(topology);
  if (layers !== undefined)
    return readKerasModel(
      layers,
      weights.length === 0 ? undefined : (paths) => countsByLayer(weights, paths),
    );
  if (!isRecord(topology) || !Array.isArray(topology["node"])) return { graphs: [], problems: [] };
  const reader = new WireReader(encodeJson(GraphDefSchema, topology));
  const { graph, problems } = readGraphDefs([{ reader, prefix: "" }], {});
  return { graphs: [{ label: "", kind: "operations", graph: withWeights(graph, weights) }], problems };
}

function weightsOf(manifest: unknown): Weight[] {
  if (!Array.isArray(manifest)) return [];
  const groups = manifest.flatMap((group): unknown[] =>
    isRecord(group) && Array.isArray(group["weights"]) ? group["weights"] : [],
  );
  return groups.flatMap((weight): Weight[] => {
    if (!isRecord(weight) || typeof weight["name"] !== "string" || !Array.isArray(weight["shape"])) return [];
    const count = weight["shape"].reduce<number>(
      (product, size) => product * (typeof size === "number" && size >= 0 ? size : NaN),
      1,
    );
    return Number.isSafeInteger(count) ? [{ name: weight["name"], count }] : [];
  });
}

/** A weight belongs to the layer whose path, or whose name alone, its own name begins with; the longest counts. */
function countsByLayer(weights: readonly Weight[], paths: readonly string[]): WeightCounts {
  const layers = new Map<string, string>();
  for (const path of paths) {
    const parts = path.split("/");
    // Names of weights leave out the outer model, or all models but the innermost. Long paths have many endings.
    for (let from = Math.max(0, parts.length - MAX_PARTS); from < parts.length; from++) {
      const ending = parts.slice(from).join("/");
      if (from === 0 || !layers.has(ending)) layers.set(ending, path);
    }
    layers.set(path, path);
  }
  const counts = new Map<string, number>();
  for (const { name, count } of weights) {
    const path = layerOf(name, layers);
    if (path !== undefined) counts.set(path, (counts.get(path) ?? 0) + count);
  }
  return counts;
}

/** Of a path that are looked at. */
const MAX_PARTS = 8;

function layerOf(weight: string, layers: ReadonlyMap<string, string>): string | undefined {
  const parts = weight.split("/").slice(0, MAX_PARTS * 2);
  for (let from = 0; from < parts.length; from++)
    for (let to = parts.length - 1; to > from; to--) {
      const path = layers.get(parts.slice(from, to).join("/"));
      if (path !== undefined) return path;
    }
  return undefined;
}

/** Constants whose values stand in other files: as many numbers as the list says. */
function withWeights(graph: OpGraph, weights: readonly Weight[]): OpGraph {
  const counts = new Map(weights.map(({ name, count }) => [name, count]));
  const constant = graph.ops.values.indexOf("Const");
  const parameterCounts = graph.parameterCounts.map((count, node) =>
    graph.ops.ids[node] === constant ? (counts.get(graph.names[node] ?? "") ?? count) : count,
  );
  return { ...graph, parameterCounts };
}

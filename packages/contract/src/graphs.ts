// Graphs of operations: which there are, one scope at a time, what an item is, what is found, reached, counted, and what differs between two.
import { z } from "zod";
import { defineEndpoint, defineStream } from "./endpoint.ts";
import { RunName, Tag } from "./vocabulary.ts";

/** Greatest number of runs whose graphs are asked for at once. */
export const MAX_GRAPH_RUNS = 1_000;

/** Greatest number of items, edges, results or differences in one answer. */
export const MAX_GRAPH_ROWS_LIMIT = 100_000;

/** Greatest size of a graph that is read: what cannot be held is said to be too large. */
export const MAX_GRAPH_BYTES_LIMIT = 1024 * 1024 * 1024;

/** Greatest length of a path within a graph, and of a query. */
const MAX_GRAPH_PATH_CHARS = 65_536;
const MAX_GRAPH_QUERY_CHARS = 1_000;

/** A graph that a run logged: the newest that stands under a tag. */
export const LoggedGraph = z.object({
  run: RunName,
  tag: Tag.describe("`__run_graph__` of most writers."),
  plugin: z.string().describe("Which kind it is of: graphs, graph_keras_model or graph_run_metadata_graph."),
});

/** A file below the log directory that holds a graph. */
const GraphFile = z.object({
  file: z.string().min(1).max(4096).describe("Path below the log directory; of several behind their name."),
});

/** Which graph is meant. */
export const GraphSource = z.union([LoggedGraph, GraphFile]);
export type GraphSource = z.infer<typeof GraphSource>;

const GraphChoice = z.object({
  graph: GraphSource,
  part: z
    .string()
    .default("")
    .describe("Of a source that holds several graphs the label of one; the main one when empty."),
});

const GraphPath = z.string().max(MAX_GRAPH_PATH_CHARS);

/** Paths are names of scopes and operations parted by `/`, with `[prefix 1-12]` for a series; `readGraphScope` gives them. Empty for the whole graph. */
const GraphPlace = GraphChoice.extend({ path: GraphPath.default("") });

const GraphRowLimit = z.int().min(1).max(MAX_GRAPH_ROWS_LIMIT).default(1_000);

/** `operations`: of a framework. `layers`: as a model was written. */
const GraphKind = z.enum(["operations", "layers"]);

export const GraphEntry = z.object({
  source: GraphSource,
  run: RunName.nullable(),
  kind: GraphKind,
  /** Of the newest; null for a file. */
  step: z.number().nullable(),
  /** When it was logged, or the file was changed. */
  wallTimeSeconds: z.number(),
  sizeBytes: z.number(),
});
export type GraphEntry = z.infer<typeof GraphEntry>;

/** What one call measured, by operation. */
export const GraphStatsEntry = z.object({
  run: RunName,
  tag: Tag,
  plugin: z.string(),
  step: z.number(),
  wallTimeSeconds: z.number(),
});
export type GraphStatsEntry = z.infer<typeof GraphStatsEntry>;

export const listGraphs = defineEndpoint({
  method: "POST",
  path: "/api/v1/graphs",
  summary:
    "Graphs that runs logged, graph files that lie in their directories, and what was measured of their operations.",
  access: "read",
  body: z.object({ runs: z.array(RunName).max(MAX_GRAPH_RUNS) }),
  response: z.object({
    revision: z.int(),
    graphs: z.array(GraphEntry),
    stats: z.array(GraphStatsEntry),
    /** False where directories have more files than are looked at, or runs more measured steps than are listed. */
    isComplete: z.boolean(),
  }),
});

export const readGraphStats = defineEndpoint({
  method: "POST",
  path: "/api/v1/graphs/stats",
  summary:
    "What the operations of one step took: time and the size of their outputs, as its run metadata tells.",
  access: "read",
  body: GraphStatsEntry.pick({ run: true, tag: true, plugin: true, step: true }).extend({
    limit: GraphRowLimit,
  }),
  response: z.object({
    /** Of operations, each once; the columns below are as long. */
    names: z.array(z.string()),
    /** From the first start to the last end over all devices; null where none was told. */
    computeMicros: z.array(z.number().nullable()),
    /** Of all outputs together, by their shapes and element types; null where these are not known. */
    outputBytes: z.array(z.number().nullable()),
    operationCount: z.int(),
    /** Whether the metadata ended, or made no sense, before its end. */
    isCut: z.boolean(),
  }),
});

/** One output of an operation. */
const GraphTensorType = z.object({
  /** Empty when unknown. */
  dtype: z.string(),
  /** Sizes of the dimensions, null where one is unknown; null when the rank is. */
  shape: z.array(z.number().nullable()).readonly().nullable(),
});

export const GraphItem = z.object({
  path: GraphPath,
  label: z.string(),
  /** `call`: an operation that opens to the function bodies that it stands for; `body`: one of several such. */
  kind: z.enum(["operation", "scope", "series", "call", "body"]),
  /** Of an operation what it does; empty otherwise. */
  op: z.string(),
  operationCount: z.int(),
  parameterCount: z.number(),
  /** Items of one number are alike inside; 0: like no other. */
  structure: z.int(),
});
export type GraphItem = z.infer<typeof GraphItem>;

const GraphEdge = z.object({
  /** Places in `items`; null for what is beyond the scope's border. */
  from: z.int().nullable(),
  to: z.int().nullable(),
  tensorCount: z.int(),
  /** Of all of them whose shapes are known. */
  elementCount: z.number(),
  /** Of the one tensor that it is; null when it stands for several, or its type is unknown. */
  type: GraphTensorType.nullable(),
  isControl: z.boolean(),
  isReference: z.boolean(),
});

/** What is wrong with a graph that is given all the same. */
const GraphFinding = z.object({ code: z.string(), text: z.string() });

export const readGraphScope = defineEndpoint({
  method: "POST",
  path: "/api/v1/graphs/scope",
  summary: "What one scope of a graph holds, and what joins it.",
  access: "read",
  body: GraphPlace.extend({ limit: GraphRowLimit }),
  response: z.object({
    /** Labels of the graphs that the source holds, the main one first. */
    parts: z.array(z.string()),
    format: z.string(),
    kind: GraphKind,
    scope: GraphItem,
    /** All children, the small ones that are drawn beside others among them. */
    items: z.array(GraphItem),
    itemCount: z.int(),
    edges: z.array(GraphEdge),
    edgeCount: z.int(),
    findings: z.array(GraphFinding),
  }),
});

/** A tensor or dependency that comes into an item or leaves it. */
const GraphConnection = z.object({
  path: GraphPath,
  name: z.string(),
  /** Which output of the one that gives it; null for a dependency without data. */
  slot: z.int().nullable(),
  /** Which input of the one that takes it. */
  place: z.int(),
  type: GraphTensorType.nullable(),
  isReference: z.boolean(),
});

const GraphConnections = z.object({ connections: z.array(GraphConnection), totalCount: z.int() });
const GraphCounts = z.array(z.object({ value: z.string(), count: z.int() }));

export const GraphNode = z.object({
  item: GraphItem,
  name: z.string(),
  device: z.string(),
  /** Values as text, cut where they are long. */
  attributes: z.array(z.object({ name: z.string(), text: z.string() })),
  inputs: GraphConnections,
  outputs: GraphConnections,
  outputTypes: z.array(GraphTensorType),
  childCount: z.int(),
  /** Floating-point operations of convolutions and products of matrices; of `unknownFlopsCount` of these the shapes are not known. */
  flops: z.number(),
  /** Operations of which `flops` counts one example, as the size of the batch is not known. */
  perExampleCount: z.int(),
  unknownFlopsCount: z.int(),
  ops: GraphCounts,
  devices: GraphCounts,
});
export type GraphNode = z.infer<typeof GraphNode>;

export const readGraphNode = defineEndpoint({
  method: "POST",
  path: "/api/v1/graphs/node",
  summary: "An operation or a scope of a graph: attributes, inputs, outputs, parameters.",
  access: "read",
  body: GraphPlace.extend({ limit: GraphRowLimit }),
  response: GraphNode,
});

export const searchGraphItems = defineEndpoint({
  method: "POST",
  path: "/api/v1/graphs/search",
  summary: "Operations and scopes by name, operation, device or attribute.",
  access: "read",
  body: GraphChoice.extend({
    query: z
      .string()
      .max(MAX_GRAPH_QUERY_CHARS)
      .describe("Words, /patterns/, and `op:`, `device:`, `attr:name=value`: all must be met."),
    limit: GraphRowLimit,
  }),
  response: z.object({
    items: z.array(GraphItem),
    totalCount: z.int(),
    /** What was not looked for, and why. */
    message: z.string().nullable(),
  }),
});

export const traceGraph = defineEndpoint({
  method: "POST",
  path: "/api/v1/graphs/trace",
  summary:
    "All operations that an item is computed from, that are computed from it, or that lie between two.",
  access: "read",
  body: GraphPlace.extend({
    direction: z.enum(["inputs", "outputs"]).default("inputs"),
    to: GraphPath.optional().describe(
      "Only what lies on a way from `path` to here; `direction` does not matter then.",
    ),
    includeControl: z.boolean().default(false).describe("Whether dependencies without data are followed."),
    limit: GraphRowLimit,
  }),
  response: z.object({
    /** Names of operations, in the order of the graph. */
    names: z.array(z.string()),
    operationCount: z.int(),
  }),
});

const GraphDifference = z.object({
  kind: z.enum(["added", "removed", "changed"]),
  /** Path in the first graph; null for what was added. */
  pathBefore: z.string().nullable(),
  /** Path in the second graph; null for what was removed. */
  pathAfter: z.string().nullable(),
  /** Of a changed one what differs. */
  changes: z.array(z.enum(["name", "operation", "attributes", "types", "inputs", "device"])),
});

export const compareGraphSources = defineEndpoint({
  method: "POST",
  path: "/api/v1/graphs/diff",
  summary: "What was added, removed and changed between two graphs, by structure and not by names alone.",
  access: "read",
  body: z.object({ before: GraphChoice, after: GraphChoice, limit: GraphRowLimit }),
  response: z.object({
    differences: z.array(GraphDifference),
    addedCount: z.int(),
    removedCount: z.int(),
    changedCount: z.int(),
    /** Operations that are the same in both. */
    sameCount: z.int(),
  }),
});

export const GraphParameterRow = z.object({
  path: GraphPath,
  /** Rows above it that it belongs to. */
  depth: z.int(),
  /** Its operation; `scope` or `series`. */
  kind: z.string(),
  output: GraphTensorType.nullable(),
  operationCount: z.int(),
  parameterCount: z.number(),
  /** Of all parameters, 0 … 1. */
  share: z.number(),
  flops: z.number(),
  /** Operations of which `flops` counts one example. */
  perExampleCount: z.int(),
  unknownFlopsCount: z.int(),
});
export type GraphParameterRow = z.infer<typeof GraphParameterRow>;

export const listGraphParameters = defineEndpoint({
  method: "POST",
  path: "/api/v1/graphs/parameters",
  summary: "Parameters, floating-point operations and output shapes of a graph's scopes, as a table.",
  access: "read",
  body: GraphChoice.extend({ limit: GraphRowLimit }),
  response: z.object({ rows: z.array(GraphParameterRow), rowCount: z.int() }),
});

export const GraphContentQuery = z.object({
  run: RunName.optional(),
  tag: Tag.optional(),
  plugin: z.string().optional(),
  file: z.string().min(1).max(4096).optional().describe("Instead of run, tag and plugin."),
  part: z.string().default("").describe("Of a source that holds several graphs the label of one."),
  format: z.enum(["pb", "pbtxt", "json", "source"]).default("source"),
  limit_attr_size: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe(
      "Attributes of more bytes than this are left out, and named under `large_attrs_key`; large tensors keep their types and shapes.",
    ),
  large_attrs_key: z.string().max(100).default("_too_large_attrs"),
});

export const downloadGraph = defineStream({
  method: "GET",
  path: "/api/v1/graphs/content",
  summary:
    "A whole graph: the bytes that it was read from, or as binary GraphDef, protobuf text or JSON. What was read from another format has its attributes as far as a node's card shows them: long texts and lists are cut, values of tensors left out.",
  access: "read",
  query: GraphContentQuery,
  mediaTypes: {
    "application/octet-stream": "source or pb: its bytes, or a binary GraphDef",
    "text/plain": "pbtxt: protobuf's text format",
    "application/json": "json: protobuf's JSON format",
  },
});

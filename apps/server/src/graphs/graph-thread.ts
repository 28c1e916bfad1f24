// The thread that reads graphs, folds them and answers questions about them: a hundred thousand operations take a second or two, which nobody else waits for.
import { parentPort } from "node:worker_threads";
import type { ProblemCode } from "@runboard/contract";
import {
  diffAnswer,
  type GraphReading,
  NestedGraph,
  nodeAnswer,
  operationCosts,
  parametersAnswer,
  type Place,
  graphOfPart,
  limitAttributes,
  readGraph,
  readRunStats,
  scopeAnswer,
  searchAnswer,
  type SourceGraph,
  traceAnswer,
  type MessageText,
  writeGraphDef,
  writeGraphJson,
  writeGraphText,
  writeRunMetadataText,
} from "@runboard/graph";
import type {
  GraphAnswers,
  GraphBytes,
  GraphChoice,
  GraphDelivery,
  GraphOrder,
  GraphQuestion,
} from "./graph-questions.ts";

/** Sources are kept up to this size altogether, and one at least. */
const KEPT_BYTES = 128 * 2 ** 20;
const encoder = new TextEncoder();
const MOST_NAMED_PARTS = 5;

interface Source {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileName: string | null;
  /** Made when it is asked for. */
  reading: GraphSourceReading | null;
  /** By label; made when they are asked for. */
  readonly opened: Map<string, NestedGraph>;
}

type GraphSourceReading = Extract<GraphReading, { kind: "graphs" }>;

/** The one used longest ago first. */
const sources = new Map<string, Source>();

/** What an ApiError says; that class comes with all of the contract, which a thread would compile at each start. */
class Refusal extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

parentPort?.on("message", (order: GraphOrder) => {
  const delivery = deliveryOf(order);
  parentPort?.postMessage(delivery, delivery.kind === "answer" ? [delivery.bytes.buffer] : []);
});

function deliveryOf({ question, given }: GraphOrder): GraphDelivery {
  const wanted = question.kind === "diff" ? [question.graph, question.after] : [question.graph];
  const wantedKeys = wanted.map(({ key }) => key);
  try {
    for (const bytes of given) keep(bytes);
    const keys = wantedKeys.filter((key) => !sources.has(key));
    if (keys.length > 0) return { kind: "missing", keys };
    return { kind: "answer", bytes: bytesOf(question) };
  } catch (error) {
    return problemOf(error);
  } finally {
    letGo(wantedKeys);
  }
}

function problemOf(error: unknown): GraphDelivery {
  if (error instanceof Refusal) return { kind: "problem", code: error.code, detail: error.message };
  // What the engine throws where an array or text would be longer than it has memory for.
  if (error instanceof RangeError && /allocation|array length|string length/i.test(error.message))
    return { kind: "problem", code: "too_large", detail: "the graph needs more memory than there is for it" };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: "problem", code: "internal", detail };
}

function keep({ key, bytes, fileName }: GraphBytes): void {
  sources.set(key, { bytes, fileName, reading: null, opened: new Map() });
}

function readingOf(source: Source): GraphSourceReading {
  const { bytes, fileName } = source;
  if (source.reading) return source.reading;
  const reading = readGraph(bytes, fileName === null ? {} : { fileName });
  if (reading.kind === "unreadable")
    throw new Refusal("graph_unreadable", `${fileName ?? "what was logged"}: ${reading.reason}`);
  source.reading = reading;
  return reading;
}

function sourceOf(key: string): Source {
  const source = sources.get(key);
  if (!source) throw new RangeError(`no source ${key}`);
  return source;
}

/** Of what is kept the oldest, until the rest is small enough. */
function letGo(usedKeys: readonly string[]): void {
  for (const key of usedKeys) {
    const source = sources.get(key);
    sources.delete(key);
    if (source) sources.set(key, source);
  }
  let keptBytes = 0;
  for (const { bytes } of sources.values()) keptBytes += bytes.length;
  for (const [key, { bytes }] of sources) {
    if (keptBytes <= KEPT_BYTES || usedKeys.includes(key)) return;
    sources.delete(key);
    keptBytes -= bytes.length;
  }
}

function bytesOf(question: GraphQuestion): Uint8Array<ArrayBuffer> {
  if (question.kind === "metadata") return textOf(writeRunMetadataText(sourceOf(question.graph.key).bytes));
  if (question.kind === "content") return contentOf(question);
  if (question.kind === "costs") return encoder.encode(JSON.stringify(costsOf(question)));
  // Here, where nobody waits: a hundred thousand rows take a second or two.
  return encoder.encode(JSON.stringify(answerOf(question)));
}

type ValueQuestion = Exclude<GraphQuestion, { kind: "metadata" | "content" | "costs" }>;

function answerOf(question: ValueQuestion): GraphAnswers[ValueQuestion["kind"]]["answer"] {
  const { limit } = question;
  const { reading, chosen, graph } = open(question.graph);
  switch (question.kind) {
    case "scope":
      return {
        ...scopeAnswer(graph, placeAt(graph, question.path), limit),
        parts: reading.graphs.map(({ label }) => label),
        format: reading.format,
        kind: chosen.kind,
        findings: [...reading.problems, ...chosen.graph.problems].map(({ code, text }) => ({
          code,
          text,
        })),
      };
    case "node":
      return nodeAnswer(graph, placeAt(graph, question.path), limit);
    case "search":
      return searchAnswer(graph, question.query, limit);
    case "trace": {
      const { path, direction, to, includeControl } = question;
      const from = placeAt(graph, path);
      const end = to === undefined ? null : placeAt(graph, to);
      if (end && end.hierarchy !== from.hierarchy)
        throw new Refusal("invalid_request", "path and to stand in different function bodies");
      return traceAnswer(from, { direction, to: end, includeControl }, limit);
    }
    case "parameters":
      return parametersAnswer(graph, limit);
    case "diff":
      return diffAnswer(graph, open(question.after).graph, limit);
  }
}

function costsOf({
  graph,
  limit,
}: Extract<GraphQuestion, { kind: "costs" }>): GraphAnswers["costs"]["answer"] {
  const stats = readRunStats(sourceOf(graph.key).bytes);
  const { names, computeMicros, outputBytes } = operationCosts(stats);
  return {
    names: names.slice(0, limit),
    computeMicros: Array.from(computeMicros.subarray(0, limit), numberOrNull),
    outputBytes: Array.from(outputBytes.subarray(0, limit), numberOrNull),
    operationCount: names.length,
    isCut: stats.isCut,
  };
}

/** What JSON has no word for is not known. */
function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

interface Opened {
  readonly reading: GraphSourceReading;
  readonly chosen: SourceGraph;
  readonly graph: NestedGraph;
}

function open({ key, part }: GraphChoice): Opened {
  const source = sourceOf(key);
  const reading = readingOf(source);
  const { graphs } = reading;
  const chosen = graphOfPart(graphs, part);
  if (!chosen) {
    const labels = graphs.slice(0, MOST_NAMED_PARTS).map(({ label }) => JSON.stringify(label));
    throw new Refusal("graph_not_found", `no part is named so; there are ${labels.join(", ")}`);
  }
  let graph = source.opened.get(chosen.label);
  if (!graph) {
    graph = new NestedGraph(chosen.graph);
    source.opened.set(chosen.label, graph);
  }
  return { reading, chosen, graph };
}

function placeAt(graph: NestedGraph, path: string): Place {
  const place = graph.find(path);
  if (!place)
    throw new Refusal("graph_item_not_found", `nothing stands at ${JSON.stringify(path.slice(0, 200))}`);
  return place;
}

/** On its way to JSON a message takes twenty times its bytes. */
const MAX_JSON_BYTES = 32 * 2 ** 20;

function contentOf({
  graph,
  format,
  limitAttributeBytes,
  largeAttributesKey,
  keepsTensorTypes,
}: Extract<GraphQuestion, { kind: "content" }>): Uint8Array<ArrayBuffer> {
  const source = sourceOf(graph.key);
  const reading = readingOf(source);
  const isMain = graph.part === "" || graph.part === reading.graphs[0]?.label;
  const isItself = isMain && reading.format === "graph_def";
  const whole = isItself ? source.bytes : writeGraphDef(open(graph).chosen.graph);
  if (format === "pbtxt")
    return textOf(
      writeGraphText(whole, {
        largeAttributesKey,
        keepsTensorTypes,
        ...(limitAttributeBytes !== null && { limitAttributeBytes }),
      }),
    );
  const limited =
    limitAttributeBytes === null
      ? whole
      : limitAttributes(whole, {
          limitBytes: limitAttributeBytes,
          key: largeAttributesKey,
          keepsTensorTypes,
        });
  if (format === "json") {
    if (limited.length > MAX_JSON_BYTES)
      throw new Refusal(
        "too_large",
        `the graph has ${limited.length} bytes; at most ${MAX_JSON_BYTES} are given as JSON: ask for pbtxt, or limit_attr_size`,
      );
    return textOf(writeGraphJson(limited));
  }
  // The source's own bytes stay here.
  return limited.buffer === source.bytes.buffer ? limited.slice() : owned(limited);
}

/** Without the rest of its memory, where that is a third or more of it. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && bytes.length > buffer.byteLength * 0.66
    ? new Uint8Array(buffer, bytes.byteOffset, bytes.length)
    : bytes.slice();
}

/** Throws Refusal when the message is malformed. */
function textOf(written: MessageText): Uint8Array<ArrayBuffer> {
  if (written.kind === "text") return owned(written.text);
  throw new Refusal("graph_unreadable", `what was logged is no such message: ${written.reason}`);
}

// Bytes of any format → graphs. Never throws: what is damaged is left out and said, what is no graph is named.
import { decodeText, WireReader } from "@runboard/tfevents";
import type { GraphProblem } from "../op-graph.ts";
import type { CutNote } from "./cut-message.ts";
import { foreignReason } from "./foreign-file.ts";
import type { FoundGraphs } from "./found-graphs.ts";
import {
  type BinaryFormat,
  detect,
  type Detected,
  firstLetter,
  formatOfName,
  SCHEMAS,
} from "./graph-format.ts";
import { readGraphDefs } from "./graph-def.ts";
import type { GraphFormat, GraphReading } from "./graph-source.ts";
import { kerasModelOf, readKerasModel } from "./keras-model.ts";
import { readOnnxModel } from "./onnx-model.ts";
import { type ParsedText, parseText } from "./protobuf/text-to-wire.ts";
import { encodeJson, isRecord } from "./protobuf/json-to-wire.ts";
import { readRunMetadata } from "./run-metadata.ts";
import { readSavedMetaGraph, readSavedModel } from "./saved-model.ts";
import { isTfjsModel, readTfjsModel } from "./tfjs-model.ts";

export interface ReadGraphOptions {
  /** Looked at only where the bytes do not tell. */
  readonly fileName?: string;
  /** Where the caller knows it. */
  readonly format?: GraphFormat;
}

const EXPECTED =
  "Expected was a GraphDef (.pb, .pbtxt), a SavedModel (saved_model.pb), ONNX (.onnx), a Keras model's JSON or TensorFlow.js' model.json";

/**
 * Attributes of the graphs refer to `bytes`, which must not change while they are used; constants are never copied.
 * Of a file that is cut short what is there is shown.
 */
export function readGraph(bytes: Uint8Array, options: ReadGraphOptions = {}): GraphReading {
  if (bytes.length === 0) return unreadable(`The file is empty. ${EXPECTED}.`);
  const foreign = options.format === undefined ? foreignReason(bytes) : undefined;
  if (foreign !== undefined) return unreadable(foreign);
  const form = formOf(bytes, options);
  switch (form.form) {
    case "json":
      return readJson(bytes, options.format);
    case "text":
      return readText(bytes, form.format);
    case "binary":
      return readBinary(bytes, form.format);
    case "unknown":
      return unreadable(`${EXPECTED}; the bytes are none of these: ${shownStart(bytes)}.`);
  }
}

function formOf(bytes: Uint8Array, { format, fileName }: ReadGraphOptions): Detected {
  const known = format ?? undefined;
  if (known === undefined) {
    const detected = detect(bytes);
    const named = detected.form === "unknown" && fileName !== undefined ? formatOfName(fileName) : undefined;
    return named === undefined ? detected : formOf(bytes, { format: named });
  }
  switch (known) {
    case "tfjs_model":
    case "keras_model":
      return { form: "json" };
    case "graph_def_text":
      return { form: "text", format: "graph_def" };
    case "graph_def":
    case "saved_model":
    case "onnx":
    case "run_metadata": {
      // The text format is another form of the same message.
      const detected = detect(bytes);
      return detected.form === "text" && detected.format === known
        ? detected
        : { form: "binary", format: known };
    }
  }
}

function readBinary(bytes: Uint8Array, format: BinaryFormat): GraphReading {
  const note: CutNote = {};
  const found = readMessage(new WireReader(bytes), format, note);
  const problems = [...found.problems];
  if (note.at !== undefined)
    problems.unshift({
      code: "cut_short",
      text: `The file ends too early or is damaged: what begins at byte ${note.at} of ${bytes.length} is not whole. What could be read is shown.`,
    });
  if (isNothing(found) && note.at !== undefined)
    return unreadable(
      `This seems to be ${FORMAT_WORDS[format]}, but nothing of it can be read: it is damaged at byte ${note.at} of ${bytes.length}. Copy or export it again.`,
    );
  return reading(GRAPH_FORMATS[format], { ...found, problems });
}

function readMessage(reader: WireReader, format: BinaryFormat, note: CutNote): FoundGraphs {
  switch (format) {
    case "graph_def": {
      const { graph, problems } = readGraphDefs([{ reader, prefix: "" }], note);
      return { graphs: [{ label: "", kind: "operations", graph }], problems };
    }
    case "saved_model":
      return readSavedModel(reader, note);
    case "meta_graph":
      return readSavedMetaGraph(reader, note);
    case "onnx":
      return readOnnxModel(reader, note);
    case "run_metadata":
      return readRunMetadata(reader, note);
  }
}

function isNothing({ graphs }: FoundGraphs): boolean {
  return graphs.every(({ graph }) => graph.nodeCount === 0);
}

function readText(bytes: Uint8Array, format: BinaryFormat): GraphReading {
  const parsed = parseText(SCHEMAS[format], bytes.subarray(firstLetter(bytes)));
  const found = readMessage(new WireReader(parsed.bytes), format, {});
  const problem = stopProblem(parsed, bytes);
  if (problem !== undefined && isNothing(found))
    return unreadable(`Expected was ${FORMAT_WORDS[format]} as text. ${problem.text}`);
  return reading(format === "graph_def" ? "graph_def_text" : GRAPH_FORMATS[format], {
    graphs: found.graphs,
    problems: [...(problem === undefined ? [] : [problem]), ...found.problems],
  });
}

function stopProblem({ stop }: ParsedText, bytes: Uint8Array): GraphProblem | undefined {
  if (stop === undefined) return undefined;
  const at = stop.at + firstLetter(bytes);
  const where = `line ${stop.line}, byte ${at}`;
  if (stop.reason === "ends_early")
    return { code: "cut_short", text: `The text ends too early, at ${where}. What stands before is shown.` };
  const there = JSON.stringify(decodeText(bytes.subarray(at, at + 20)));
  const expected = stop.reason === "no_field" ? "a field" : "a value";
  return {
    code: "unreadable_part",
    text: `At ${where} stands ${there} where ${expected} was expected. What stands before is shown.`,
  };
}

function readJson(bytes: Uint8Array, format: GraphFormat | undefined): GraphReading {
  let json: unknown;
  try {
    json = JSON.parse(decodeText(bytes.subarray(firstLetter(bytes))));
    // A model's configuration may be kept as text in text.
    if (typeof json === "string") json = JSON.parse(json);
  } catch (error) {
    return unreadable(
      `This seems to be JSON, but is no valid one: ${error instanceof Error ? error.message : ""}.`,
    );
  }
  if (isTfjsModel(json)) {
    const found = readTfjsModel(json);
    if (found.graphs.length > 0) return reading("tfjs_model", found);
    return unreadable(
      "This is TensorFlow.js' model.json, but its modelTopology holds neither layers nor operations.",
    );
  }
  const model = kerasModelOf(json);
  if (model !== undefined) return reading("keras_model", readKerasModel(model));
  if (isRecord(json) && Array.isArray(json["node"]) && format !== "keras_model")
    return readBinary(encodeJson(SCHEMAS.graph_def, json), "graph_def");
  const names = isRecord(json) ? Object.keys(json).slice(0, 5).join(", ") : "a list";
  return unreadable(
    `This is JSON, but no model: expected was class_name and config with layers (model.to_json()), or modelTopology (TensorFlow.js); there is ${names.slice(0, 200)}.`,
  );
}

const GRAPH_FORMATS: Readonly<Record<BinaryFormat, GraphFormat>> = {
  graph_def: "graph_def",
  saved_model: "saved_model",
  meta_graph: "saved_model",
  onnx: "onnx",
  run_metadata: "run_metadata",
};

const FORMAT_WORDS: Readonly<Record<BinaryFormat, string>> = {
  graph_def: "a GraphDef",
  saved_model: "a SavedModel",
  meta_graph: "a MetaGraphDef",
  onnx: "an ONNX model",
  run_metadata: "a RunMetadata",
};

const EMPTY_WORDS: Readonly<Partial<Record<GraphFormat, string>>> = {
  run_metadata: "This RunMetadata holds what a step took, but no graph",
  saved_model: "This SavedModel holds no graph",
  onnx: "This ONNX model holds no graph",
};

function reading(format: GraphFormat, { graphs, problems }: FoundGraphs): GraphReading {
  if (graphs.length === 0) return unreadable(`${EMPTY_WORDS[format] ?? "There is no graph in it"}.`);
  return { kind: "graphs", format, graphs, problems };
}

function unreadable(reason: string): GraphReading {
  return { kind: "unreadable", reason };
}

/** The first bytes, as a person may recognise them. */
function shownStart(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 16);
  const isText = start.every((byte) => byte >= 32 && byte < 127);
  if (isText) return `they begin with ${JSON.stringify(decodeText(start))}`;
  return `they begin with ${Array.from(start, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
}

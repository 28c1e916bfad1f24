// Bytes that no program wrote: whatever they are, reading ends, says something and takes no memory that they do not pay for.
import { DataType, encodeMessage, GraphDefSchema } from "@runboard/tfevents";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GraphFormat, graphFormats, type GraphReading } from "../src/sources/graph-source.ts";
import { readGraph } from "../src/sources/read-graph.ts";
import { readRunStats } from "../src/sources/run-stats.ts";
import { graphDefs, type NodeInit } from "../src/sources/testing.ts";
import { limitAttributes, writeGraphText, writeRunMetadataText } from "../src/sources/write-graph-text.ts";

/** Everything that a reading offers is looked at. */
function lookAt(reading: GraphReading): void {
  if (reading.kind === "unreadable") {
    expect(reading.reason.length).toBeGreaterThan(10);
    return;
  }
  for (const { graph } of reading.graphs) {
    const bodies = Array.from(graph.functions.values(), (each) => each.graph);
    for (const each of [graph, ...bodies]) {
      expect(each.names).toHaveLength(each.nodeCount);
      expect(each.inputOffsets).toHaveLength(each.nodeCount + 1);
      expect(each.outputOffsets).toHaveLength(each.nodeCount + 1);
      expect(each.inputSources.every((source) => source < each.nodeCount)).toBe(true);
      expect(each.outputTypeIds.every((id) => id < each.tensorTypes.length)).toBe(true);
      expect(each.ops.ids.every((id) => id < each.ops.values.length)).toBe(true);
      expect(new Set(each.names).size).toBe(each.nodeCount);
      for (let node = 0; node < each.nodeCount; node++) each.attributesOf(node);
      for (const calls of each.calls.values())
        for (const { functionName } of calls) expect(each.functions.has(functionName)).toBe(true);
    }
  }
}

function lookAtAll(bytes: Uint8Array, formats: readonly (GraphFormat | undefined)[]): void {
  for (const format of formats) lookAt(readGraph(bytes, format === undefined ? {} : { format }));
  readRunStats(bytes);
  writeRunMetadataText(bytes);
  writeGraphText(bytes, { limitAttributeBytes: 8 });
}

const everyFormat = [undefined, ...graphFormats];

describe("bytes that are", () => {
  test("anything", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => lookAtAll(bytes, everyFormat)),
      {
        numRuns: 300,
      },
    );
  });

  test("a graph with flipped bits, or cut", () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(graphDefs, flips, fc.nat(), fc.boolean(), (init, changes, end, isCut) => {
        const bytes = encodeMessage(GraphDefSchema, init).slice();
        if (bytes.length === 0) return;
        for (const [at, bits] of changes) bytes[at % bytes.length]! ^= bits;
        lookAtAll(isCut ? bytes.subarray(0, end % bytes.length) : bytes, everyFormat);
      }),
      { numRuns: 80 },
    );
  });

  test("text that is damaged", () => {
    const words = fc.constantFrom(
      "node {",
      "}",
      "name: ",
      '"a"',
      "attr {",
      "key:",
      "[",
      "]",
      "<",
      ">",
      "-",
      "\\",
      '"',
      "1",
      "#x\n",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
        const bytes = new TextEncoder().encode(`node { ${parts.join(" ")}`);
        lookAtAll(bytes, [undefined, "graph_def_text"]);
      }),
      { numRuns: 300 },
    );
  });

  test("JSON of any shape", () => {
    const keys = fc.constantFrom(
      "config",
      "layers",
      "class_name",
      "inbound_nodes",
      "name",
      "modelTopology",
      "node",
      "attr",
      "input_layers",
    );
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>(null, 1, -1, "a", "Dense", true, ["a", 0, 0]),
        fc.array(tie("json"), { maxLength: 3 }),
        fc.dictionary(keys, tie("json"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(json, (value) => {
        const model = { class_name: "Functional", config: { layers: [value, value] } };
        for (const each of [value, model, { modelTopology: value }, { modelTopology: { node: [value] } }])
          lookAt(readGraph(new TextEncoder().encode(JSON.stringify(each))));
      }),
      { numRuns: 200 },
    );
  });
});

test("a graph whose first bytes could be JSON's, or another file's, is a graph", () => {
  const named = (name: string, pad: number): NodeInit => ({ name, op: "A".repeat(pad) });
  for (const node of [named("n".repeat(34), 85), named("TFL3", 3), named("n".repeat(34), 53)]) {
    const reading = readGraph(encodeMessage(GraphDefSchema, { node: [node] }));
    expect(reading).toMatchObject({ kind: "graphs", format: "graph_def" });
  }
});

test("a cut file shows what is there and says where it ends", () => {
  const node = Array.from({ length: 100 }, (_, at) => ({ name: `n${at}`, op: "A" }));
  const bytes = encodeMessage(GraphDefSchema, { node });
  const reading = readGraph(bytes.subarray(0, 505));
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  const { graph } = reading.graphs[0]!;
  expect(graph.nodeCount).toBeGreaterThan(50);
  expect(graph.nodeCount).toBeLessThan(70);
  expect(reading.problems[0]).toMatchObject({ code: "cut_short" });
  expect(reading.problems[0]!.text).toMatch(/byte \d+ of 505/);
});

test("names of ten thousand characters and attributes that are no text", () => {
  const name = "x/".repeat(5_000);
  const text = { value: { case: "s", value: Uint8Array.of(0xff, 0xfe, 0) } } as const;
  const long = { value: { case: "s", value: new TextEncoder().encode("é".repeat(5_000)) } } as const;
  const bytes = encodeMessage(GraphDefSchema, {
    node: [
      { name, op: "A", attr: { text, long } },
      { name: "b", input: [name, `${name}gone`] },
    ],
  });
  const reading = readGraph(bytes);
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  const { graph } = reading.graphs[0]!;
  expect(graph.names[0]).toBe(name);
  expect(graph.attributesOf(0)).toContainEqual({ name: "text", value: { kind: "bytes", sizeBytes: 3 } });
  expect(graph.attributesOf(0)).toContainEqual({
    name: "long",
    value: { kind: "text", text: "é".repeat(1_000), isCut: true },
  });
  expect(graph.problems[0]!.text.length).toBeLessThan(500);
});

test("constants are not copied", () => {
  const tensorContent = new Uint8Array(64 * 1024 * 1024);
  const value = { value: { case: "tensor", value: { dtype: 1, tensorContent } } } as const;
  const bytes = encodeMessage(GraphDefSchema, { node: [{ name: "w", op: "Const", attr: { value } }] });
  const before = process.memoryUsage().arrayBuffers;
  const reading = readGraph(bytes);
  lookAt(reading);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
});

describe("large attributes", () => {
  const large = { value: { case: "s", value: new Uint8Array(2_000) } } as const;
  const small = { value: { case: "s", value: new Uint8Array(20) } } as const;

  test("are left out and listed", () => {
    const bytes = encodeMessage(GraphDefSchema, {
      node: [
        { name: "a", attr: { small } },
        { name: "b", op: "B", attr: { large, small, also: large }, device: "d" },
      ],
      versions: { producer: 3 },
    });
    const result = writeGraphText(bytes, { limitAttributeBytes: 1024 });
    if (result.kind === "malformed") throw new Error(result.reason);
    const text = new TextDecoder().decode(result.text);
    expect([...text.matchAll(/key: "(\w+)"/g)].map(([, key]) => key)).toEqual([
      "small",
      "small",
      "_too_large_attrs",
    ]);
    expect([...text.matchAll(/ {8}s: "(\w+)"/g)].map(([, name]) => name)).toEqual(["large", "also"]);
    expect(text).toContain('device: "d"');
    expect(text).toContain("producer: 3");
    const limits = { limitBytes: 1024, key: "k", keepsTensorTypes: false };
    expect(limitAttributes(limitAttributes(bytes, limits), limits)).toEqual(limitAttributes(bytes, limits));
  });

  test("that are none leave the bytes as they are", () => {
    const bytes = encodeMessage(GraphDefSchema, { node: [{ name: "a", attr: { small } }] });
    expect(limitAttributes(bytes, { limitBytes: 1024, key: "k", keepsTensorTypes: false })).toBe(bytes);
  });

  test("that are tensors keep type and shape where they are asked to, and count as before", () => {
    const value = (sizes: readonly number[]) => ({
      case: "tensor" as const,
      value: {
        dtype: DataType.DT_FLOAT,
        tensorShape: { dim: sizes.map((size) => ({ size: BigInt(size) })) },
        tensorContent: new Uint8Array(4 * sizes.reduce((product, size) => product * size, 1)),
      },
    });
    const node = (name: string, sizes: readonly number[]) => ({
      name,
      op: "Const",
      attr: { value: { value: value(sizes) } },
    });
    const bytes = encodeMessage(GraphDefSchema, { node: [node("W", [60, 20]), node("small", [300])] });
    const limited = limitAttributes(bytes, { limitBytes: 1000, key: "k", keepsTensorTypes: true });
    expect(limited.length).toBeLessThan(200);
    const reading = readGraph(limited);
    if (reading.kind === "unreadable") throw new Error(reading.reason);
    const graph = reading.graphs[0]?.graph;
    // Of the second one values would be shown: it is left out whole, and no zeros stand for it.
    expect(graph && Array.from(graph.parameterCounts)).toEqual([1200, 0]);
    expect(graph?.attributesOf(0).map(({ name }) => name)).toEqual(["value", "k"]);
    expect(graph?.attributesOf(1).map(({ name }) => name)).toEqual(["k"]);
  });
});

describe("files of another kind", () => {
  const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  test.each([
    ["\x89PNG\r\n\x1a\n0000", /PNG image/],
    ["\x89HDF\r\n\x1a\n", /HDF5.*model\.to_json/],
    ["\x1c\0\0\0TFL3\x14\0\0\0", /TensorFlow Lite/],
    ["PK\x03\x04....archive/data.pkl", /PyTorch archive.*torch\.onnx\.export/],
    ["PK\x03\x04....config.json....model.weights.h5", /\.keras archive.*config\.json/],
    ["PK\x03\x04....", /zip archive/],
    ["\x1f\x8b\x08", /gzip/],
    ["\x80\x02}q\x01", /pickle/],
    ["", /empty/],
    ["what is this?", /Expected was a GraphDef.*begin with "what is this\?"/],
    ["{ nothing", /no valid/],
  ])("are named: %j", (text, reason) => {
    expect(readGraph(bytesOf(text))).toEqual({
      kind: "unreadable",
      reason: expect.stringMatching(reason) as string,
    });
  });
});

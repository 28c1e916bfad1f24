// Graphs over REST: what there is, what one holds, and every way a request can be wrong.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  compareGraphSources,
  createClient,
  downloadGraph,
  type Endpoint,
  type EndpointInput,
  type EndpointResponse,
  type GraphSource,
  listGraphParameters,
  listGraphs,
  MAX_GRAPH_BYTES_LIMIT,
  MAX_GRAPH_ROWS_LIMIT,
  Problem,
  readGraphNode,
  readGraphScope,
  RunName,
  searchGraphItems,
  Tag,
  traceGraph,
} from "@runboard/contract";
import {
  decodeMessage,
  encodeMessage,
  GraphDefSchema,
  tensorValue,
  type EventWriter,
  stringTensor,
} from "@runboard/tfevents";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventFile } from "./event-file.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const path = (relative: string): string => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const EVENTS = "events.out.tfevents.1700000000.host";

type Input<E extends Endpoint> = EndpointInput<E> extends { readonly body: infer B } ? B : never;

/** Asks without a port. */
async function post(server: ServedLogdir, url: string, body: object) {
  const { statusCode, payload } = await server.app.inject({ method: "POST", url, payload: body });
  return { status: statusCode, body: JSON.parse(payload) as unknown };
}

async function ask<E extends Endpoint>(
  server: ServedLogdir,
  endpoint: E,
  body: Input<E>,
): Promise<EndpointResponse<E>> {
  const answer = await post(server, endpoint.path, body as object);
  expect(answer).toMatchObject({ status: 200 });
  return endpoint.response.parse(answer.body) as EndpointResponse<E>;
}

/** Status and code of a refusal, and what it says. */
async function refusal(server: ServedLogdir, endpoint: Endpoint, body: object) {
  const answer = await post(server, endpoint.path, body);
  const { status, code, detail } = Problem.parse(answer.body);
  expect(status).toBe(answer.status);
  return { code, detail };
}

function content(server: ServedLogdir, query: Record<string, string>) {
  return server.app.inject({
    method: "GET",
    url: `${downloadGraph.path}?${new URLSearchParams(query).toString()}`,
  });
}

const logged = (run: string, tag = "__run_graph__", plugin = "graphs"): GraphSource => ({
  run: RunName.parse(run),
  tag: Tag.parse(tag),
  plugin,
});

describe("graphs that TensorFlow logged", () => {
  const one = "lr_1E-03,conv=2,fc=1";
  const two = "lr_1E-03,conv=2,fc=2";
  const graph = logged(one);
  let server: ServedLogdir;
  beforeAll(async () => {
    server = await serveLogdir(path("fixtures/tf1_mnist/logdir"));
  });
  afterAll(() => server.close());

  test("are listed, with the steps that were measured", async () => {
    const { revision, graphs, stats, isComplete } = await ask(server, listGraphs, {
      runs: [one, two].map((run) => RunName.parse(run)),
    });
    expect(revision).toBeGreaterThan(0);
    expect(isComplete).toBe(true);
    expect(graphs).toMatchObject([
      { source: graph, run: one, kind: "operations", step: 0 },
      { source: logged(two), run: two, kind: "operations", step: 0 },
    ]);
    expect(
      graphs.every(({ sizeBytes, wallTimeSeconds }) => sizeBytes > 50_000 && wallTimeSeconds > 1e9),
    ).toBe(true);
    expect(stats).toMatchObject([
      { run: one, tag: "step050", plugin: "graph_tagged_run_metadata", step: 50 },
      { run: two, tag: "step050", plugin: "graph_tagged_run_metadata", step: 50 },
    ]);
    expect(await ask(server, listGraphs, { runs: [] })).toMatchObject({ graphs: [], stats: [] });
    expect(await ask(server, listGraphs, { runs: [RunName.parse("none")] })).toMatchObject({
      graphs: [],
      stats: [],
    });
  });

  test("a scope holds items and what joins them, and whoever asks for fewer gets whole edges", async () => {
    const whole = await ask(server, readGraphScope, { graph });
    expect(whole).toMatchObject({ parts: [""], format: "graph_def", kind: "operations", findings: [] });
    expect(whole.scope).toMatchObject({ path: "", operationCount: 352 });
    expect(whole.items.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["accuracy", "conv1", "fc", "train", "xent"]),
    );
    expect([whole.itemCount, whole.edgeCount]).toEqual([whole.items.length, whole.edges.length]);
    expect(whole.items.reduce((sum, { operationCount }) => sum + operationCount, 0)).toBe(352);

    const accuracy = await ask(server, readGraphScope, { graph, path: "accuracy" });
    const labels = accuracy.items.map(({ label }) => label);
    expect(labels).toEqual(["ArgMax", "ArgMax_1", "Cast", "Const", "Equal", "Mean", "accuracy"]);
    const joined = accuracy.edges.map(({ from, to }) => [
      from === null ? null : labels[from],
      to === null ? null : labels[to],
    ]);
    // A constant is an item as any other: nothing is taken out for a picture.
    expect(joined).toContainEqual(["Const", "Mean"]);
    expect(joined).toContainEqual([null, "ArgMax"]);
    expect(accuracy.edges.find(({ to }) => to === 5)?.type).toEqual({ dtype: "float32", shape: [null] });

    const few = await ask(server, readGraphScope, { graph, path: "accuracy", limit: 5 });
    expect(few.items).toEqual(accuracy.items.slice(0, 5));
    expect([few.itemCount, few.edgeCount]).toEqual([accuracy.itemCount, accuracy.edgeCount]);
    expect(few.edges).toEqual(
      accuracy.edges.filter(({ from, to }) => (from ?? 0) < 5 && (to ?? 0) < 5).slice(0, 5),
    );
    const operation = await ask(server, readGraphScope, { graph, path: "labels" });
    expect(operation).toMatchObject({ scope: { kind: "operation" }, items: [], edges: [] });
  });

  test("an operation has attributes, inputs and outputs; a scope counts", async () => {
    const mean = await ask(server, readGraphNode, { graph, path: "accuracy/Mean" });
    expect(mean).toMatchObject({
      name: "accuracy/Mean",
      item: { kind: "operation", op: "Mean" },
      outputTypes: [{ dtype: "float32", shape: [] }],
    });
    expect(mean.attributes).toContainEqual({ name: "keep_dims", text: "false" });
    expect(mean.inputs.connections.map(({ name, slot, place }) => [name, slot, place])).toEqual([
      ["accuracy/Cast", 0, 0],
      ["accuracy/Const", 0, 1],
    ]);
    expect(mean.outputs).toMatchObject({
      totalCount: 1,
      connections: [{ path: "accuracy/accuracy/(accuracy)" }],
    });
    const fc = await ask(server, readGraphNode, { graph, path: "fc" });
    expect(fc.item).toMatchObject({ kind: "scope", parameterCount: 23580 });
    expect(fc.ops).toContainEqual({ value: "MatMul", count: 1 });
    const train = await ask(server, readGraphNode, { graph, path: "train", limit: 1 });
    expect(train.inputs.connections).toHaveLength(1);
    expect(train.inputs.totalCount).toBeGreaterThan(1);
  });

  test("search", async () => {
    const found = await ask(server, searchGraphItems, { graph, query: "op:MatMul" });
    expect(found.items.map(({ path: at }) => at)).toEqual([
      "fc/MatMul/(MatMul)",
      "train/gradients/fc/MatMul_grad/MatMul",
      "train/gradients/fc/MatMul_grad/MatMul_1",
    ]);
    expect(await ask(server, searchGraphItems, { graph, query: "op:MatMul", limit: 1 })).toMatchObject({
      items: [found.items[0]],
      totalCount: 3,
    });
    const malformed = await ask(server, searchGraphItems, { graph, query: "/(/" });
    expect(malformed).toMatchObject({ items: [], totalCount: 0, message: expect.any(String) as string });
  });

  test("accuracy is computed from what goes in, and from nothing of the training", async () => {
    const { names, operationCount } = await ask(server, traceGraph, { graph, path: "accuracy" });
    expect(names).toHaveLength(operationCount);
    expect(names).toEqual(expect.arrayContaining(["x", "labels", "fc/W", "accuracy/Mean"]));
    expect(names.filter((name) => /^(train|save|xent)\//.test(name))).toEqual([]);
    const outputs = await ask(server, traceGraph, { graph, path: "accuracy", direction: "outputs" });
    expect(outputs.names).toContain("Merge/MergeSummary");
    expect(outputs.names).not.toContain("x");
    const between = await ask(server, traceGraph, { graph, path: "fc", to: "accuracy" });
    expect(between.names).toEqual(expect.arrayContaining(["fc/add", "accuracy/Equal"]));
    expect(between.names).not.toContain("labels");
    const control = await ask(server, traceGraph, { graph, path: "init", includeControl: true, limit: 3 });
    const data = await ask(server, traceGraph, { graph, path: "init", limit: 3 });
    expect(control.names).toHaveLength(3);
    expect(control.operationCount).toBeGreaterThan(data.operationCount);
  });

  test("parameters", async () => {
    const { rows, rowCount } = await ask(server, listGraphParameters, { graph: logged(two) });
    expect(rows).toHaveLength(rowCount);
    expect(rows[0]).toMatchObject({ path: "", depth: 0, share: 1 });
    const byPath = new Map(rows.map((row) => [row.path, row]));
    expect(byPath.get("fc1")?.parameterCount).toBeGreaterThan(byPath.get("fc2")?.parameterCount ?? Infinity);
    expect((await ask(server, listGraphParameters, { graph: logged(two), limit: 2 })).rows).toEqual(
      rows.slice(0, 2),
    );
  });

  test("two runs differ in the second layer", async () => {
    const before = { graph };
    const after = { graph: logged(two) };
    const diff = await ask(server, compareGraphSources, { before, after, limit: MAX_GRAPH_ROWS_LIMIT });
    expect(diff.addedCount + diff.removedCount + diff.changedCount).toBe(diff.differences.length);
    // The layer before it is the new one by what it is joined to; the last one has a new name.
    const scopes = (kind: string) =>
      new Set(
        diff.differences
          .filter((each) => each.kind === kind)
          .map(({ pathAfter }) => pathAfter?.split("/")[0]),
      );
    expect([...scopes("added")]).toEqual(expect.arrayContaining(["fc1", "Relu"]));
    expect([...scopes("changed")]).toContain("fc2");
    for (const layer of ["conv1", "conv2", "accuracy", "x", "labels"])
      expect(scopes("added")).not.toContain(layer);
    expect(diff.removedCount).toBe(0);
    expect(diff.sameCount + diff.changedCount + diff.removedCount).toBe(352);
    expect(await ask(server, compareGraphSources, { before, after: before })).toMatchObject({
      differences: [],
      sameCount: 352,
    });
  });

  test("the whole graph as its bytes, as GraphDef, as text and as JSON", async () => {
    const source = await content(server, { run: one });
    expect(source.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": expect.stringContaining(".pb") as string,
      "x-content-type-options": "nosniff",
    });
    const [pb, pbtxt, json] = await Promise.all(
      ["pb", "pbtxt", "json"].map((format) =>
        content(server, { run: one, tag: "__run_graph__", plugin: "graphs", format }),
      ),
    );
    expect(pb?.rawPayload.equals(source.rawPayload)).toBe(true);
    const message = decodeMessage(GraphDefSchema, new Uint8Array(source.rawPayload));
    expect(message?.node).toHaveLength(352);
    expect(pbtxt?.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(pbtxt?.body.match(/^node \{$/gm)).toHaveLength(352);
    expect(json?.json<{ node: object[] }>().node).toHaveLength(352);

    const query = { run: one, limit_attr_size: "64", large_attrs_key: "_left_out" };
    for (const format of ["pb", "pbtxt", "json"]) {
      const { rawPayload } = await content(server, { ...query, format });
      expect(rawPayload.includes("_left_out"), format).toBe(true);
    }
    expect(pbtxt?.body).not.toContain("_left_out");
  });

  test("what is not there is named", async () => {
    expect(await refusal(server, readGraphScope, { graph: logged("no such run") })).toMatchObject({
      code: "graph_not_found",
      detail: expect.stringContaining("no such run") as string,
    });
    for (const source of [
      logged(one, "no such tag"),
      logged(one, "step050"),
      logged(one, "__run_graph__", "scalars"),
    ])
      expect(await refusal(server, readGraphScope, { graph: source })).toMatchObject({
        code: "graph_not_found",
      });
    expect(await refusal(server, readGraphScope, { graph, part: "no such part" })).toMatchObject({
      code: "graph_not_found",
    });
    for (const endpoint of [readGraphScope, readGraphNode, traceGraph])
      for (const at of ["nowhere", "accuracy/", "/accuracy", "accuracy//x", "..", "\0", "x".repeat(60_000)])
        expect(await refusal(server, endpoint, { graph, path: at })).toMatchObject({
          code: "graph_item_not_found",
        });
    expect(await refusal(server, traceGraph, { graph, path: "x", to: "nowhere" })).toMatchObject({
      code: "graph_item_not_found",
    });
    // What a step took is no graph, and says so.
    expect(
      await refusal(server, readGraphScope, { graph: logged(one, "step050", "graph_tagged_run_metadata") }),
    ).toMatchObject({
      code: "graph_unreadable",
    });
    expect((await content(server, { run: "none" })).statusCode).toBe(404);
    expect((await content(server, { run: one, part: "none", format: "pbtxt" })).statusCode).toBe(404);
  });

  test.each([
    [readGraphScope, { graph: logged("a"), limit: 0 }],
    [readGraphScope, { graph: logged("a"), limit: MAX_GRAPH_ROWS_LIMIT + 1 }],
    [readGraphScope, { graph: logged("a"), limit: 1e300 }],
    [readGraphScope, { graph: {} }],
    [readGraphScope, {}],
    [readGraphNode, { graph: logged("a"), path: "x".repeat(70_000) }],
    [searchGraphItems, { graph: logged("a"), query: "x".repeat(1_001) }],
    [traceGraph, { graph: logged("a"), direction: "sideways" }],
    [compareGraphSources, { before: { graph: logged("a") } }],
    [listGraphs, { runs: Array.from({ length: 1_001 }, (_, run) => `run ${run}`) }],
    [readGraphScope, { graph: { file: "" } }],
    [readGraphScope, { graph: { file: "x".repeat(5_000) } }],
  ])("what makes no sense is refused (%#)", async (endpoint, body) => {
    expect(await refusal(server, endpoint, body)).toMatchObject({ code: "invalid_request" });
  });

  test.each([
    {},
    { run: one, limit_attr_size: "0" },
    { run: one, limit_attr_size: "many" },
    { run: one, format: "exe" },
  ])("a download that makes no sense is refused: %j", async (query) => {
    const { statusCode, body } = await content(server, query);
    expect([statusCode, Problem.parse(JSON.parse(body)).code]).toEqual([400, "invalid_request"]);
  });
});

const kerasModel = {
  class_name: "Sequential",
  config: {
    name: "sequential",
    layers: [
      {
        class_name: "Dense",
        config: { name: "dense", units: 8, batch_input_shape: [null, 4], dtype: "float32" },
      },
      { class_name: "Dense", config: { name: "dense_1", units: 2, dtype: "float32" } },
    ],
  },
};

/** A function that calls itself, called once. */
const recursive = encodeMessage(GraphDefSchema, {
  node: [{ name: "outer/call", op: "again" }],
  library: {
    function: [
      {
        signature: { name: "again", inputArg: [{ name: "x" }], outputArg: [{ name: "y" }] },
        nodeDef: [
          { name: "inner/call", op: "again", input: ["x"] },
          { name: "inner/id", op: "Identity", input: ["x"] },
        ],
      },
    ],
  },
});

const wide = encodeMessage(GraphDefSchema, {
  node: Array.from({ length: 100_000 }, (_, node) => ({
    name: `scope/${node.toString(26).replace(/\d/g, (digit) => "qrstuvwxyz".charAt(Number(digit)))}_`,
    op: node % 2 === 0 ? "A" : "B",
    // The first by name.
    ...(node !== 10 && { input: ["scope/a_"] }),
  })),
});

const deep = encodeMessage(GraphDefSchema, {
  node: [{ name: Array.from({ length: 5_000 }, () => "d").join("/"), op: "NoOp" }],
});

/** Sizes whose product is beyond doubles. */
const huge = encodeMessage(GraphDefSchema, {
  node: ["a", "b"].map((name) => ({
    name: `huge/${name}`,
    op: "VariableV2",
    ...(name === "b" && { input: ["huge/a"] }),
    attr: {
      dtype: { value: { case: "type", value: 1 } },
      shape: {
        value: { case: "shape", value: { dim: Array.from({ length: 30 }, () => ({ size: 2n ** 52n })) } },
      },
      _output_shapes: {
        value: {
          case: "list",
          value: { shape: [{ dim: Array.from({ length: 30 }, () => ({ size: 2n ** 52n })) }] },
        },
      },
    },
  })),
});

describe("files beside runs", () => {
  let root: string;
  let logdir: string;
  let server: ServedLogdir;
  const run = RunName.parse("run");
  const inRun = (name: string): string => join(logdir, "run", name);
  const fixture = (name: string): string => path(`packages/graph/fixtures/${name}`);

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "runboard-graphs-"));
    logdir = join(root, "logdir");
    for (const directory of ["run/export", "run/other", "run/folder.pb", "big"])
      mkdirSync(join(logdir, directory), { recursive: true });
    const write = (writer: EventWriter): void => {
      writer.writeSummary(
        [
          tensorValue({
            tag: "keras",
            tensor: stringTensor([new TextEncoder().encode(JSON.stringify(kerasModel))]),
            plugin: "graph_keras_model",
          }),
        ],
        { step: 2, wallTimeSeconds: 102 },
      );
    };
    writeFileSync(inRun(EVENTS), eventFile(write));
    // A run below a run is its own.
    writeFileSync(
      inRun(`other/${EVENTS}`),
      eventFile((writer) => writer.writeGraph(recursive, { step: 1, wallTimeSeconds: 101 })),
    );
    writeFileSync(inRun("other/other.pb"), recursive);
    for (const name of ["graph.pb", "graph.pbtxt", "layers_model.json", "torch.onnx"])
      copyFileSync(fixture(name), inRun(name));
    copyFileSync(fixture("saved_model.pb"), inRun("export/saved_model.pb"));
    writeFileSync(inRun("export/fingerprint.pb"), "");
    writeFileSync(
      inRun("export/model.json"),
      JSON.stringify({ format: "graph-model", modelTopology: { node: [{ name: "a", op: "b" }] } }),
    );
    writeFileSync(inRun("notes.txt"), "secret");
    writeFileSync(inRun("wide.pb"), wide);
    writeFileSync(inRun("deep.pb"), deep);
    writeFileSync(inRun("huge.pb"), huge);
    writeFileSync(inRun("recursive.pb"), recursive);
    copyFileSync(path("docs/screenshot.png"), inRun("picture.pb"));
    writeFileSync(inRun("cut.pb"), readFileSync(fixture("graph.pb")).subarray(0, 700));
    writeFileSync(inRun("empty.pb"), "");
    execFileSync("mkfifo", [inRun("pipe.pb")]);
    writeFileSync(join(root, "outside.pb"), readFileSync(fixture("graph.pb")));
    symlinkSync(join(root, "outside.pb"), inRun("outside.pb"));
    symlinkSync(root, inRun("up"));
    symlinkSync("graph.pb", inRun("inside.pb"));
    symlinkSync("nowhere.pb", inRun("dangling.pb"));
    writeFileSync(
      join(logdir, "big", EVENTS),
      eventFile((writer) => writer.writeGraph(recursive, { step: 1, wallTimeSeconds: 101 })),
    );
    writeFileSync(join(logdir, "big", "big.pb"), "");
    // A hole: it takes no room on the disk.
    truncateSync(join(logdir, "big", "big.pb"), MAX_GRAPH_BYTES_LIMIT + 1);
    server = await serveLogdir(logdir);
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  });

  const scopeOf = (file: string, rest: object = {}) =>
    ask(server, readGraphScope, { graph: { file }, ...rest });

  test("are listed with their runs, and nothing that is no file of the log directory", async () => {
    const { graphs, isComplete } = await ask(server, listGraphs, { runs: [run] });
    expect(isComplete).toBe(true);
    expect(
      graphs.map(({ source, kind, run: of }) => ["file" in source ? source.file : source.tag, kind, of]),
    ).toEqual([
      ["keras", "layers", "run"],
      ["run/cut.pb", "operations", "run"],
      ["run/deep.pb", "operations", "run"],
      ["run/empty.pb", "operations", "run"],
      ["run/graph.pb", "operations", "run"],
      ["run/graph.pbtxt", "operations", "run"],
      ["run/huge.pb", "operations", "run"],
      ["run/inside.pb", "operations", "run"],
      ["run/layers_model.json", "layers", "run"],
      ["run/picture.pb", "operations", "run"],
      ["run/recursive.pb", "operations", "run"],
      ["run/torch.onnx", "operations", "run"],
      ["run/wide.pb", "operations", "run"],
      ["run/export/model.json", "operations", "run"],
      ["run/export/saved_model.pb", "operations", "run"],
    ]);
    const client = createClient(server);
    expect(await client.graphs([run])).toMatchObject({ graphs });
  });

  test("a Keras model that was logged is read as layers", async () => {
    const graph = logged("run", "keras", "graph_keras_model");
    const { kind, format, scope, items } = await ask(server, readGraphScope, { graph });
    expect([kind, format, scope.operationCount]).toEqual(["layers", "keras_model", 2]);
    expect(items.map(({ label }) => label)).toEqual(["sequential"]);
    const { rows } = await ask(server, listGraphParameters, { graph });
    expect(rows[0]?.parameterCount).toBe(4 * 8 + 8 + 8 * 2 + 2);
    const text = await content(server, {
      run: "run",
      tag: "keras",
      plugin: "graph_keras_model",
      format: "pbtxt",
    });
    expect(text.body).toContain('name: "sequential/dense"');
  });

  test.each([
    ["run/graph.pb", "graph_def"],
    ["run/inside.pb", "graph_def"],
    ["run/graph.pbtxt", "graph_def_text"],
    ["run/layers_model.json", "tfjs_model"],
    ["run/torch.onnx", "onnx"],
    ["run/export/saved_model.pb", "saved_model"],
    ["run/export/model.json", "tfjs_model"],
  ])("%s is read as %s, and given as it is and as text", async (file, format) => {
    const { format: read, items, parts } = await scopeOf(file);
    expect(read).toBe(format);
    expect(items.length).toBeGreaterThan(0);
    for (const part of parts) expect((await scopeOf(file, { part })).items.length).toBeGreaterThan(0);
    const source = await content(server, { file });
    expect(source.rawPayload.equals(readFileSync(join(logdir, file)))).toBe(true);
    expect(source.headers["content-disposition"]).toContain(file.split("/").at(-1));
    const text = await content(server, { file, format: "pbtxt" });
    expect([text.statusCode, text.body.startsWith("node {")]).toEqual([200, true]);
  });

  test("what leads out of the log directory is as if it were not there", async () => {
    const details = new Set<string>();
    for (const file of [
      "../outside.pb",
      "../nowhere.pb",
      "run/../../outside.pb",
      "run/outside.pb",
      "run/up/outside.pb",
      "run/up/nowhere.pb",
      join(root, "outside.pb"),
      "run/dangling.pb",
      "none.pb",
      "run/graph.pb\0.pb",
      "run/graph.pb/x.pb",
    ]) {
      for (const answer of [
        await refusal(server, readGraphScope, { graph: { file } }),
        Problem.parse((await content(server, { file })).json()),
      ]) {
        expect(answer.code).toBe("graph_not_found");
        details.add(answer.detail.replace(JSON.stringify(file), "FILE"));
      }
    }
    expect([...details]).toHaveLength(1);
  });

  test("what is no file of a graph is not read, whatever it is called", async () => {
    for (const file of [
      "run/notes.txt",
      `run/${EVENTS}`,
      "run/pipe.pb",
      "run/folder.pb",
      "run",
      ".",
      "..",
      "run/",
    ]) {
      expect(await refusal(server, readGraphScope, { graph: { file } })).toMatchObject({
        code: "graph_not_found",
      });
      expect((await content(server, { file })).statusCode).toBe(404);
    }
    for (const [file, reason] of [
      ["run/picture.pb", "PNG"],
      ["run/empty.pb", "empty"],
    ] as const) {
      const { code, detail } = await refusal(server, readGraphScope, { graph: { file } });
      expect([code, detail]).toEqual(["graph_unreadable", expect.stringContaining(reason)]);
    }
    expect(await refusal(server, readGraphScope, { graph: { file: "big/big.pb" } })).toMatchObject({
      code: "too_large",
      detail: expect.stringContaining(String(MAX_GRAPH_BYTES_LIMIT)) as string,
    });
    expect((await content(server, { file: "big/big.pb" })).statusCode).toBe(413);
  });

  test("of a file that is cut short what is there is shown, and said", async () => {
    const { items, findings } = await scopeOf("run/cut.pb");
    expect(items.length).toBeGreaterThan(0);
    expect(findings.map(({ code }) => code)).toContain("cut_short");
  });

  test("a file that is written anew is read anew", async () => {
    const file = "run/other/other.pb";
    expect((await scopeOf(file)).items.map(({ label }) => label)).toEqual(["outer"]);
    writeFileSync(join(logdir, file), deep);
    expect((await scopeOf(file)).items.map(({ label }) => label)).toEqual(["d"]);
  });

  test("a scope of a hundred thousand operations is cut at the limit", async () => {
    const few = await scopeOf("run/wide.pb", { path: "scope", limit: 10 });
    expect([few.items.length, few.itemCount, few.edges.length, few.edgeCount]).toEqual([
      10, 100_000, 9, 99_999,
    ]);
    const all = await scopeOf("run/wide.pb", { path: "scope", limit: MAX_GRAPH_ROWS_LIMIT });
    expect([all.items.length, all.edges.length]).toEqual([100_000, 99_999]);
    const node = await ask(server, readGraphNode, {
      graph: { file: "run/wide.pb" },
      path: "scope/a_",
      limit: 5,
    });
    expect([node.outputs.connections.length, node.outputs.totalCount]).toEqual([5, 99_999]);
  }, 30_000);

  test("names as deep as they come, and sizes beyond numbers", async () => {
    const all = Array.from({ length: 5_000 }, () => "d").join("/");
    expect((await scopeOf("run/deep.pb", { path: all })).scope).toMatchObject({
      kind: "operation",
      path: all,
    });
    const graph = { file: "run/huge.pb" };
    expect((await scopeOf("run/huge.pb", { path: "huge" })).edges[0]?.elementCount).toBeGreaterThan(1e300);
    expect((await ask(server, listGraphParameters, { graph })).rows[0]?.parameterCount).toBeGreaterThan(
      1e300,
    );
    expect((await ask(server, readGraphNode, { graph, path: "huge" })).item.parameterCount).toBeGreaterThan(
      1e300,
    );
  });

  test("a body that calls itself opens as often as somebody asks", async () => {
    const body = (times: number): string =>
      Array.from({ length: times }, (_, at) => `${at === 0 ? "outer" : "inner"}/call//again`).join("//");
    const first = await scopeOf("run/recursive.pb", { path: "outer/call" });
    expect(first.scope).toMatchObject({ kind: "call", op: "again" });
    const { scope, items } = await scopeOf("run/recursive.pb", { path: body(50) });
    expect(scope).toMatchObject({ kind: "body", label: "again", path: body(50) });
    const [inner] = items.filter(({ label }) => label === "inner");
    expect(inner?.path).toBe(`${body(50)}//inner`);
    const call = await ask(server, readGraphNode, {
      graph: { file: "run/recursive.pb" },
      path: `${body(50)}//inner/call`,
    });
    expect(call.item).toMatchObject({ kind: "call", path: `${body(50)}//inner/call` });
    expect(call.childCount).toBeGreaterThan(0);
    // Each body once.
    const found = await ask(server, searchGraphItems, {
      graph: { file: "run/recursive.pb" },
      query: "op:Identity",
    });
    expect(found.totalCount).toBe(1);
    expect(
      await refusal(server, traceGraph, {
        graph: { file: "run/recursive.pb" },
        path: "outer/call",
        to: body(1),
      }),
    ).toMatchObject({
      code: "invalid_request",
    });
    expect(
      await refusal(server, readGraphScope, {
        graph: { file: "run/recursive.pb" },
        path: "outer/call//none",
      }),
    ).toMatchObject({
      code: "graph_item_not_found",
    });
  });

  test("downloads give back the memory that they hold", async () => {
    // All answers together may hold 256 MiB.
    const sizeBytes = 48 * 2 ** 20;
    truncateSync(join(logdir, "big", "big.pb"), sizeBytes);
    for (let at = 0; at < 8; at++)
      expect((await content(server, { file: "big/big.pb" })).rawPayload.length).toBe(sizeBytes);
  });
});

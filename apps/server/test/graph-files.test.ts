// Graph files beside runs, over REST: which are found and read, what is not, and graphs as large, deep and odd as they come.
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
import {
  createClient,
  downloadGraph,
  listGraphParameters,
  listGraphs,
  MAX_GRAPH_BYTES_LIMIT,
  MAX_GRAPH_ROWS_LIMIT,
  Problem,
  readGraphNode,
  readGraphScope,
  RunName,
  searchGraphItems,
  traceGraph,
} from "@runboard/contract";
import {
  DataType,
  encodeMessage,
  type EventWriter,
  GraphDefSchema,
  stringTensor,
  tensorValue,
} from "@runboard/tfevents";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventFile } from "./event-file.ts";
import { ask, content, logged, refusal, repositoryPath } from "./graph-requests.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const EVENTS = "events.out.tfevents.1700000000.host";

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
const hugeShape = { dim: Array.from({ length: 30 }, () => ({ size: 2n ** 52n })) };
const hugeAttributes = () => ({
  dtype: { value: { case: "type" as const, value: DataType.DT_FLOAT } },
  shape: { value: { case: "shape" as const, value: hugeShape } },
  _output_shapes: { value: { case: "list" as const, value: { shape: [hugeShape] } } },
});
const huge = encodeMessage(GraphDefSchema, {
  node: [
    { name: "huge/a", op: "VariableV2", attr: hugeAttributes() },
    { name: "huge/b", op: "VariableV2", attr: hugeAttributes(), input: ["huge/a"] },
  ],
});

describe("files beside runs", () => {
  let root: string;
  let logdir: string;
  let server: ServedLogdir;
  const run = RunName.parse("run");
  const inRun = (name: string): string => join(logdir, "run", name);
  const fixture = (name: string): string => repositoryPath(`packages/graph/fixtures/${name}`);

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
    copyFileSync(repositoryPath("docs/screenshot.png"), inRun("picture.pb"));
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
    const url = `${server.baseUrl}${downloadGraph.path}?file=big/big.pb`;
    for (let at = 0; at < 8; at++)
      expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(sizeBytes);
  });
});

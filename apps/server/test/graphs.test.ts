// Graphs that runs logged, over REST: what there is, what one holds, and every way a request can be wrong.
import {
  compareGraphSources,
  listGraphParameters,
  listGraphs,
  MAX_GRAPH_ROWS_LIMIT,
  Problem,
  readGraphNode,
  readGraphScope,
  readGraphStats,
  RunName,
  searchGraphItems,
  Tag,
  traceGraph,
} from "@runboard/contract";
import { decodeMessage, GraphDefSchema } from "@runboard/tfevents";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, content, logged, refusal, repositoryPath } from "./graph-requests.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

describe("graphs that TensorFlow logged", () => {
  const one = "lr_1E-03,conv=2,fc=1";
  const two = "lr_1E-03,conv=2,fc=2";
  const graph = logged(one);
  let server: ServedLogdir;
  beforeAll(async () => {
    server = await serveLogdir(repositoryPath("fixtures/tf1_mnist/logdir"));
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

  test("a measured step tells time and bytes of each operation, and of no step that was not", async () => {
    const entry = { run: RunName.parse(one), tag: Tag.parse("step050"), step: 50 };
    const measured = { ...entry, plugin: "graph_tagged_run_metadata" };
    const costs = await ask(server, readGraphStats, measured);
    expect([costs.operationCount, costs.isCut, new Set(costs.names).size]).toEqual([110, false, 110]);
    const of = (name: string) => {
      const at = costs.names.indexOf(name);
      return [costs.computeMicros[at], costs.outputBytes[at]];
    };
    expect(of("Reshape")).toEqual([expect.any(Number), 100 * 28 * 28 * 4]);
    // A resource has no size that is told.
    expect(of("conv1/B/Adam_1")).toEqual([14, null]);
    const few = await ask(server, readGraphStats, { ...measured, limit: 2 });
    expect(few).toMatchObject({ names: costs.names.slice(0, 2), operationCount: 110 });
    expect(few.outputBytes.length).toBe(2);
    expect(await refusal(server, readGraphStats, { ...measured, step: 51 })).toEqual({
      code: "graph_not_found",
      detail: expect.stringContaining("step 51") as string,
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
    expect(fc.item).toMatchObject({ kind: "scope", parameterCount: 784 * 10 + 10 });
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

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ValueReader } from "@runboard/logdir";
import { openStore, type EventStore, type FileCommit } from "@runboard/store";
import type { SeriesMetadata } from "@runboard/tfevents";
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CheckpointWork } from "../checkpoints/checkpoint-work.ts";
import { GraphWork } from "../graphs/graph-work.ts";
import { BlobSource } from "../blobs/blob-source.ts";
import { tensorboardRoutes } from "./routes.ts";

let directory: string;
let store: EventStore;
let app: FastifyInstance;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "runboard-tensorboard-"));
  store = await openStore({ kind: "sqlite", path: join(directory, "index.sqlite") });
  app = await appOver({});
});

afterEach(async () => {
  await app.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function appOver(samplesPerPlugin: Readonly<Record<string, number>>): Promise<FastifyInstance> {
  const built = Fastify();
  const values = new ValueReader();
  await built.register(tensorboardRoutes, {
    store,
    values,
    blobs: new BlobSource(store, values),
    graphs: new GraphWork(),
    checkpoints: new CheckpointWork([]),
    roots: [],
    windowTitle: "My runs",
    logdirText: "logs/here",
    samplesPerPlugin,
    version: "1.2.3",
    loading: () => ({ phase: "ready", filesTotal: 1, filesRead: 1, bytesTotal: 5, bytesRead: 5 }),
  });
  return built;
}

interface Series {
  readonly tag: string;
  readonly values: readonly number[];
  readonly metadata?: Partial<SeriesMetadata>;
}

/** Puts a file with these series into a run; steps count from 0, one second apart. */
async function log(
  run: string,
  series: readonly Series[],
  firstWallTimeSeconds: number | null = 1000.5,
): Promise<void> {
  const startSeconds = firstWallTimeSeconds ?? 0;
  const commit: FileCommit = {
    cursor: {
      run,
      path: `/logs/${run}/tfevents`,
      identity: run,
      sizeBytes: 100,
      modifiedMillis: 0,
      offsetBytes: 100,
      state: "reading",
      skippedRecordCount: 0,
      firstSkippedOffsetBytes: null,
      skipReason: "",
      lateOffsetsBytes: [],
      reason: "",
    },
    fromOffsetBytes: 0,
    isReplacement: false,
    firstWallTimeSeconds,
    lastWallTimeSeconds: firstWallTimeSeconds,
    sessionEnded: null,
    scalars: series.map(({ tag, values, metadata }) => ({
      tag,
      metadata: metadataOf(metadata),
      steps: Float64Array.from(values, (_, index) => index),
      wallTimesSeconds: Float64Array.from(values, (_, index) => startSeconds + index),
      values: Float64Array.from(values),
    })),
    records: [],
    startMark: null,
  };
  expect((await store.commit([commit])).refusedPaths).toEqual([]);
}

function metadataOf(given: Partial<SeriesMetadata> = {}): SeriesMetadata {
  return {
    dataClass: "scalar",
    plugin: "scalars",
    pluginContent: new Uint8Array(),
    displayName: "",
    description: "",
    ...given,
  };
}

const scalars = "/data/plugin/scalars";
const timeSeries = "/data/plugin/timeseries";

function postForm(
  url: string,
  fields: readonly (readonly [string, string])[],
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
  });
}

describe("core routes", () => {
  test("environment", async () => {
    const response = await app.inject("/data/environment");
    expect(response.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-cache, must-revalidate",
      expires: "0",
      "x-content-type-options": "nosniff",
    });
    expect(response.json()).toMatchObject({
      version: "1.2.3",
      data_location: "logs/here",
      window_title: "My runs",
      experiment_name: "",
      experiment_description: "",
      creation_time: 0,
      debug: { loading: { phase: "ready" } },
    });
  });

  test.each([
    ["logdir", { logdir: "logs/here" }],
    ["window_properties", { window_title: "My runs" }],
    ["experiments", []],
    ["experiment_runs", []],
    ["notifications", { notifications: [] }],
    ["runs", []],
  ])("%s of an empty log directory", async (path, body) => {
    expect((await app.inject(`/data/${path}`)).json()).toEqual(body);
  });

  test("runs are ordered by their first event, then by name; runs without any are left out", async () => {
    await log("z", [], 5);
    await log("b", [], 7);
    await log("a", [], 7);
    await log("empty", [], null);
    expect((await app.inject("/data/runs")).json()).toEqual(["z", "a", "b"]);
  });

  test("names are ASCII on the wire, as Python writes them", async () => {
    await log("größe/\u{1f600}\x7f", []);
    const { body } = await app.inject("/data/runs");
    expect(body).toBe('["gr\\u00f6\\u00dfe/\\ud83d\\ude00\\u007f"]');
  });

  test("plugins are enabled when they have data", async () => {
    const enabled = async () => {
      const plugins = (await app.inject("/data/plugins_listing")).json<
        Record<string, { enabled: boolean }>
      >();
      return Object.keys(plugins).filter((name) => plugins[name]?.enabled);
    };
    expect(await enabled()).toEqual([]);
    await log("r", [{ tag: "t", values: [1] }]);
    expect(await enabled()).toEqual(["timeseries", "scalars"]);
  });

  test("an experiment in the path changes nothing", async () => {
    await log("r", [{ tag: "t", values: [1] }]);
    for (const path of [
      "/data/runs",
      `${scalars}/tags`,
      `${scalars}/scalars?run=r&tag=t`,
      `${timeSeries}/tags`,
    ]) {
      const plain = await app.inject(path);
      expect(plain.statusCode).toBe(200);
      expect((await app.inject(`/experiment/any%20one${path}`)).body).toBe(plain.body);
    }
  });
});

describe("scalars", () => {
  beforeEach(async () => {
    await log("b", [{ tag: "loss", values: [0.5, NaN] }]);
    await log("a", [
      { tag: "loss", values: [1], metadata: { displayName: "The loss", description: "*how* bad" } },
      { tag: "other", values: [1], metadata: { plugin: "another" } },
    ]);
  });

  test("tags are of the scalars plugin, with descriptions as HTML", async () => {
    expect((await app.inject(`${scalars}/tags`)).json()).toEqual({
      a: { loss: { displayName: "The loss", description: "<p><em>how</em> bad</p>" } },
      b: { loss: { displayName: "", description: "" } },
    });
  });

  test("points as JSON", async () => {
    const response = await app.inject(`${scalars}/scalars?run=b&tag=loss`);
    expect(response.headers["content-type"]).toBe("application/json");
    expect(response.body).toBe('[[1000.5, 0, 0.5], [1001.5, 1, "NaN"]]');
  });

  test("points as CSV", async () => {
    const response = await app.inject(`${scalars}/scalars?run=b&tag=loss&format=csv`);
    expect(response.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(response.body).toBe("Wall time,Step,Value\r\n1000.5,0,0.5\r\n1001.5,1,nan\r\n");
  });

  test.each([
    ["run=none&tag=loss", 404, "Not found: No scalar data for run=none, tag=loss"],
    ["run=a&tag=none", 404, "Not found: No scalar data for run=a, tag=none"],
    ["run=a&tag=other", 404, "Not found: No scalar data for run=a, tag=other"],
    ["run=a", 400, "Invalid argument: Both run and tag must be specified"],
    ["tag=loss", 400, "Invalid argument: Both run and tag must be specified"],
  ])("%s answers %d", async (query, status, text) => {
    const response = await app.inject(`${scalars}/scalars?${query}`);
    expect([response.statusCode, response.body]).toEqual([status, text]);
    expect(response.headers["content-type"]).toBe("text/plain; charset=utf-8");
  });

  test("several runs at once, those without the tag left out", async () => {
    const response = await postForm(`${scalars}/scalars_multirun`, [
      ["tag", "loss"],
      ["runs", "b"],
      ["runs", "none"],
      ["runs", "a"],
      ["runs", "b"],
    ]);
    expect(response.headers["content-type"]).toBe("application/json");
    expect(response.body).toBe('{"a": [[1000.5, 0, 1.0]], "b": [[1000.5, 0, 0.5], [1001.5, 1, "NaN"]]}');
  });

  test("several runs at once with an unknown tag", async () => {
    const response = await postForm(`${scalars}/scalars_multirun`, [
      ["tag", "none"],
      ["runs", "a"],
    ]);
    expect([response.statusCode, response.body]).toEqual([200, "{}"]);
  });

  test.each([
    ["no tag", [["runs", "a"]]],
    [
      "two tags",
      [
        ["tag", "x"],
        ["tag", "y"],
        ["runs", "a"],
      ],
    ],
    ["no run", [["tag", "x"]]],
    ["nothing", []],
  ] as const)("several runs at once with %s is refused", async (_what, fields) => {
    const response = await postForm(`${scalars}/scalars_multirun`, fields);
    expect(response.statusCode).toBe(400);
    expect(response.body).toMatch(/^Invalid argument: /);
  });

  test("several runs at once take POST only, and forms only", async () => {
    const response = await app.inject(`${scalars}/scalars_multirun`);
    expect([response.statusCode, response.headers["allow"]]).toEqual([405, "POST"]);
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const broken = await app.inject({
      method: "POST",
      url: `${scalars}/scalars_multirun`,
      headers,
      payload: "y",
    });
    expect([broken.statusCode, broken.body]).toEqual([400, "Invalid argument: the form could not be read"]);
  });

  test("an answer of many blocks is whole", async () => {
    const values = Array.from({ length: 100_000 }, (_, index) => Math.fround(index / 7));
    await log("long", [{ tag: "loss", values }]);
    const response = await app.inject(`${scalars}/scalars?run=long&tag=loss`);
    expect(response.rawPayload.length).toBeGreaterThan(3_000_000);
    expect(response.json<number[][]>().map((row) => row[2])).toEqual(values);
    const form = await postForm(`${scalars}/scalars_multirun`, [
      ["tag", "loss"],
      ["runs", "long"],
      ["runs", "a"],
    ]);
    expect(form.json()).toEqual({ a: [[1000.5, 0, 1]], long: response.json<number[][]>() });
  });

  test("samples_per_plugin limits points", async () => {
    await log("long", [{ tag: "loss", values: [0, 1, 2, 3, 4, 5, 6] }]);
    await app.close();
    app = await appOver({ scalars: 3, images: 1 });
    const rows = (await app.inject(`${scalars}/scalars?run=long&tag=loss`)).json<number[][]>();
    expect(rows.map((row) => row[1])).toEqual([0, 3, 6]);
    await app.close();
    app = await appOver({ scalars: 0 });
    expect((await app.inject(`${scalars}/scalars?run=long&tag=loss`)).json()).toHaveLength(7);
  });
});

test.each([
  ["histograms/histograms?run=a&tag=h", 404, "Not found: No histogram data for run=a, tag=h"],
  ["distributions/distributions?run=a", 400, "Invalid argument: Both run and tag must be specified"],
  ["images/images?run=a&tag=h", 404, "Not found: No image data for run=a, tag=h"],
  ["images/images?run=a&tag=h&sample=-1", 400, "Invalid argument: sample must be a number from 0 on"],
  ["images/individualImage", 400, "Invalid argument: blob_key must be specified"],
  ["timeseries/imageData", 400, "Invalid argument: imageId must be specified"],
  [
    "images/individualImage?blob_key=x",
    404,
    "no event file here has a blob of this name: ask for the records again",
  ],
])("%s answers %d", async (path, status, text) => {
  const response = await app.inject(`/data/plugin/${path}`);
  expect([response.statusCode, response.body]).toEqual([status, text]);
  expect(response.headers["content-type"]).toBe("text/plain; charset=utf-8");
});

describe("timeseries", () => {
  const describedBy = (description: string) => ({ metadata: { description } });

  test("tags by run and descriptions by tag", async () => {
    await log("b", [{ tag: "y", values: [1] }]);
    await log("a", [
      { tag: "y", values: [1], ...describedBy("only *one*") },
      { tag: "x", values: [1] },
    ]);
    expect((await app.inject(`${timeSeries}/tags`)).json()).toEqual({
      scalars: {
        runTagInfo: { a: ["x", "y"], b: ["y"] },
        tagDescriptions: { y: "<p>only <em>one</em></p>" },
      },
      histograms: { runTagInfo: {}, tagDescriptions: {} },
      images: { tagDescriptions: {}, tagRunSampledInfo: {} },
    });
  });

  test("descriptions that differ are merged, and names of runs are no Markdown", async () => {
    await log("b", [{ tag: "t", values: [1], ...describedBy("second") }]);
    await log("a_*x*", [{ tag: "t", values: [1], ...describedBy("first") }]);
    await log("c", [{ tag: "t", values: [1], ...describedBy("second") }]);
    const { scalars } = (await app.inject(`${timeSeries}/tags`)).json<{
      scalars: { tagDescriptions: Record<string, string> };
    }>();
    expect(scalars.tagDescriptions["t"]).toBe(
      "<h1>Multiple descriptions</h1>\n<h2>For run: a_*x*</h2>\n<p>first</p>\n<h2>For runs: b, c</h2>\n<p>second</p>",
    );
  });

  test("series of all runs or of one, errors beside them, in the order asked", async () => {
    await log("b", [{ tag: "t", values: [2] }]);
    await log("a", [{ tag: "t", values: [1] }]);
    const requests = [
      { plugin: "scalars", tag: "t" },
      { plugin: "scalars", tag: "t", run: "b" },
      { plugin: "scalars", tag: "none" },
      { plugin: "scalars" },
      { plugin: "text", tag: "t" },
      { tag: "t" },
      { plugin: "histograms", tag: "t" },
      { plugin: "images", tag: "t", run: "a" },
      { plugin: "images", tag: "t", run: "a", sample: 0 },
    ];
    const response = await postForm(`${timeSeries}/timeSeries`, [["requests", JSON.stringify(requests)]]);
    const datum = (value: number) => ({ wallTime: 1000.5, step: 0, value });
    expect(response.json()).toEqual([
      { plugin: "scalars", tag: "t", runToSeries: { a: [datum(1)], b: [datum(2)] } },
      { plugin: "scalars", tag: "t", run: "b", runToSeries: { b: [datum(2)] } },
      { plugin: "scalars", tag: "none", runToSeries: {} },
      { plugin: "scalars", tag: null, error: "Missing tag" },
      { plugin: "text", tag: "t", error: "Invalid plugin" },
      { plugin: null, tag: "t", error: "Invalid plugin" },
      { plugin: "histograms", tag: "t", error: "Missing run" },
      { plugin: "images", tag: "t", run: "a", error: "Missing sample" },
      { plugin: "images", tag: "t", run: "a", sample: 0, runToSeries: {} },
    ]);
    const query = new URLSearchParams({ requests: JSON.stringify(requests) }).toString();
    expect((await app.inject(`${timeSeries}/timeSeries?${query}`)).body).toBe(response.body);
  });

  test.each([
    ["", "Invalid argument: Missing 'requests' field"],
    ["{", "Invalid argument: Unable to parse 'requests' as a JSON array of objects"],
    ["{}", "Invalid argument: Unable to parse 'requests' as a JSON array of objects"],
    ["[1]", "Invalid argument: Unable to parse 'requests' as a JSON array of objects"],
  ])("requests=%s is refused", async (requests, text) => {
    const response = await postForm(`${timeSeries}/timeSeries`, [["requests", requests]]);
    expect([response.statusCode, response.body]).toEqual([400, text]);
  });
});

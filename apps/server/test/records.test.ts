// Records and tensors over event files of real writers: places and details, and every kind of tensor over the wire.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  ApiError,
  ARROW_STREAM,
  callEndpoint,
  createClient,
  MAX_TENSOR_BYTES_LIMIT,
  MAX_TENSOR_ELEMENTS_LIMIT,
  readRecords,
  readTensors,
  type Client,
  type TensorPoint,
} from "@runboard/contract";
import { numberTensor, stringTensor, type TensorInit, tensorValue } from "@runboard/tfevents";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Breath } from "../src/api/long-work.ts";
import { eventFile } from "./event-file.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

describe("event files of TensorFlow 2", () => {
  let server: ServedLogdir;
  let client: Client;
  beforeAll(async () => {
    const logdir = fileURLToPath(new URL("../../../fixtures/tf2_summaries/logdir", import.meta.url));
    server = await serveLogdir(logdir);
    client = createClient({ baseUrl: server.baseUrl });
  });
  afterAll(() => server.close());

  test("records: where they stand, what is known of them, and a name for each sample", async () => {
    const { revision, series } = await client.records({ runs: ["rich"], plugin: "images" });
    expect(revision).toBe(await server.store.revision());
    expect(series.map(({ tag, dataClass, pointCount }) => [tag, dataClass, pointCount])).toEqual([
      ["grey", "blob_sequence", 12],
      ["im", "blob_sequence", 12],
    ]);
    const [, images] = series;
    expect(images?.details).toEqual(
      new Array(12).fill({ kind: "images", width: 14, height: 10, sampleCount: 3 }),
    );
    expect(images?.blobs?.map((ids) => ids.length)).toEqual(new Array(12).fill(3));
    // Of three pictures with what the summary says of them.
    const [ids] = images?.blobs ?? [];
    const lengths = await Promise.all(
      (ids ?? []).map(async (id) => (await (await client.blob(id)).arrayBuffer()).byteLength),
    );
    const picturesBytes = lengths.reduce((sum, lengthBytes) => sum + lengthBytes, 0);
    expect(images?.sizesBytes[0]).toBeGreaterThan(picturesBytes);
    expect(images?.sizesBytes[0]).toBeLessThan(picturesBytes + 200);
    expect(new Set(images?.blobs?.flat()).size).toBe(36);
    const first = await client.blob(images?.blobs?.[0]?.[0] ?? "");
    expect(first.headers.get("content-type")).toBe("image/png");
  });

  test("of tensors there are no blobs; scalars are no records", async () => {
    const { series } = await client.records({ runs: ["rich"], tags: ["h", "mesh_FACE"] });
    expect(series.map(({ details, blobs }) => [details[0], blobs])).toEqual([
      [{ kind: "tensor", dtype: "float64", shape: [20, 3] }, undefined],
      [{ kind: "tensor", dtype: "int32", shape: [1, 4, 3] }, undefined],
    ]);
    const all = await client.records({ runs: ["rich"] });
    const scalars = await client.tags({ dataClass: "scalar" });
    expect(all.series.filter(({ tag }) => scalars.tags.some((entry) => entry.tag === tag))).toEqual([]);
    const blobs = await client.records({ runs: ["rich"], dataClass: "blob_sequence" });
    expect(blobs.series.map(({ tag }) => tag)).toEqual(["au", "grey", "im"]);
  });

  test("no more than maxPoints, the first and the last among them; or those of a range", async () => {
    const ask = { runs: ["rich"], tags: ["h"] };
    const [whole] = (await client.records(ask)).series;
    const [few] = (await client.records({ ...ask, maxPoints: 4 })).series;
    expect(few?.steps).toHaveLength(4);
    expect([few?.steps[0], few?.steps[3]]).toEqual([whole?.steps[0], whole?.steps[11]]);
    expect([few?.pointCount, few?.pointCountInRange]).toEqual([12, 12]);
    const steps = [...(whole?.steps ?? [])];
    const range: [number, number] = [steps[3] ?? 0, steps[5] ?? 0];
    const [part] = (await client.records({ ...ask, range })).series;
    expect([...(part?.steps ?? [])]).toEqual(steps.slice(2, 7));
    expect(part?.pointCountInRange).toBe(3);
    const [inside] = (await client.tensors({ ...ask, range, includeNeighbors: false })).series;
    expect([...(inside?.steps ?? [])]).toEqual(steps.slice(3, 6));
    await expect(client.records({ ...ask, range: [5, 3] })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  test("tensors as JSON and as Arrow are the same", async () => {
    const body = { runs: ["rich"], tags: ["h", "empty", "mesh_FACE", "table"] };
    const arrow = await client.tensors(body);
    const json = await callEndpoint(readTensors, { body }, { baseUrl: server.baseUrl });
    const plain = (answer: typeof json) =>
      answer.series.map(({ tag, steps, tensors }) => ({
        tag,
        steps: [...steps],
        tensors: tensors.map((point) =>
          "values" in point ? { ...point, values: [...point.values] } : point,
        ),
      }));
    expect(plain(arrow)).toEqual(plain(json));
    expect(arrow.series.map(({ tag, tensors }) => [tag, tensors.length])).toEqual([
      ["empty", 12],
      ["h", 12],
      ["mesh_FACE", 12],
      ["table", 12],
    ]);
    const [histogram] = arrow.series[1]?.tensors ?? [];
    expect(histogram).toMatchObject({ kind: "numbers", dtype: "float64", shape: [20, 3] });
    expect(arrow.series[3]?.tensors[0]).toMatchObject({ kind: "strings", shape: [2, 2] });
  });
});

describe("every kind of tensor", () => {
  let logdir: string;
  let path: string;
  let server: ServedLogdir;
  let client: Client;
  const tensors: Record<string, TensorInit> = {
    float: numberTensor(Float32Array.of(0.5, NaN, -Infinity), [3]),
    bytes: numberTensor(Uint8Array.of(0, 255), [2]),
    long: { dtype: 9, tensorShape: { dim: [{ size: 2n }] }, int64Val: [2n ** 53n + 1n, -1n] },
    complex: { dtype: 8, tensorShape: {}, tensorContent: new Uint8Array(Float32Array.of(1, -2).buffer) },
    text: stringTensor([Buffer.from("\ufeffnäh"), Uint8Array.of(0xff, 0x00), Buffer.from("a\ufffdb")]),
    large: {
      dtype: 1,
      tensorShape: { dim: [{ size: BigInt(MAX_TENSOR_ELEMENTS_LIMIT) }] },
      floatVal: [1],
    },
    filled: {
      dtype: 7,
      tensorShape: { dim: [{ size: 10_000n }] },
      // Half of what an answer may have, twice.
      stringVal: [new Uint8Array(MAX_TENSOR_BYTES_LIMIT / 20_000 + 1).fill(0x61)],
    },
    many: { dtype: 7, tensorShape: { dim: [{ size: 20_000n }] } },
    tooMany: { dtype: 7, tensorShape: { dim: [{ size: 100_001n }] } },
  };
  beforeAll(async () => {
    logdir = mkdtempSync(join(tmpdir(), "runboard-tensors-"));
    path = join(logdir, "events.out.tfevents.100.here");
    writeFileSync(
      path,
      eventFile((writer) => {
        for (let step = 0; step < 2; step++)
          for (const [tag, tensor] of Object.entries(tensors))
            writer.writeSummary([tensorValue({ tag, plugin: "mine", tensor })], {
              step,
              wallTimeSeconds: 100 + step,
            });
      }),
    );
    server = await serveLogdir(logdir);
    client = createClient({ baseUrl: server.baseUrl });
  });
  afterAll(async () => {
    await server.close();
    rmSync(logdir, { recursive: true, force: true });
  });

  async function firstOf(tag: string): Promise<TensorPoint | undefined> {
    return (await client.tensors({ tags: [tag] })).series[0]?.tensors[0];
  }

  test("comes over the wire as it is", async () => {
    expect(await firstOf("float")).toMatchObject({
      dtype: "float32",
      values: Float64Array.of(0.5, NaN, -Infinity),
    });
    expect(await firstOf("bytes")).toMatchObject({ dtype: "uint8", values: Float64Array.of(0, 255) });
    expect(await firstOf("long")).toMatchObject({ kind: "integers", values: [2n ** 53n + 1n, -1n] });
    expect(await firstOf("complex")).toMatchObject({
      kind: "complex",
      shape: [],
      values: Float64Array.of(1, -2),
    });
    expect(await firstOf("text")).toMatchObject({ values: ["\ufeffnäh", { base64: "/wA=" }, "a\ufffdb"] });
  });

  test("more elements than an answer may have are refused before a value is read", async () => {
    const two = { tags: ["large"] };
    await expect(client.tensors(two)).rejects.toMatchObject({ code: "too_large", status: 413 });
    await expect(client.tensors(two)).rejects.toThrow(ApiError);
    expect((await client.records(two)).series[0]?.details).toHaveLength(2);
  });

  test("a text that fills a shape counts as often as it would be sent", async () => {
    const [series] = (await client.tensors({ tags: ["filled"] })).series;
    expect(series?.tensors).toMatchObject([{ kind: "strings" }, { kind: "problem", code: "too_large" }]);
  });

  test("many strings are decoded with a pause after each, too many not at all", async () => {
    const taken = vi.spyOn(Breath.prototype, "take");
    try {
      expect(await firstOf("many")).toMatchObject({ kind: "strings" });
      expect(taken.mock.calls.length).toBeGreaterThanOrEqual(2 * 20_000);
    } finally {
      taken.mockRestore();
    }
    expect(await firstOf("tooMany")).toEqual({
      kind: "problem",
      code: "too_large",
      reason: "tensor has 100001 strings; at most 100000 are read",
    });
  });

  test("too few or too many points are no question", async () => {
    for (const maxPoints of [3, 10_001])
      await expect(client.records({ maxPoints })).rejects.toMatchObject({ code: "invalid_request" });
    const response = await fetch(`${server.baseUrl}${readRecords.path}`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: ARROW_STREAM },
      body: "{}",
    });
    expect(response.status).toBe(406);
  });

  test("a value that cannot be read is a problem of its own", async () => {
    expect(await firstOf("float")).toMatchObject({ kind: "numbers" });
    rmSync(path);
    const { series } = await client.tensors({ tags: ["float"] });
    expect(series[0]?.steps).toEqual(Float64Array.of(0, 1));
    expect(series[0]?.tensors).toMatchObject([
      { kind: "problem", code: "file_gone" },
      { kind: "problem", code: "file_gone" },
    ]);
  });
});

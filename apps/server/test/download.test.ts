// Complete downloads in three formats, and that they wait for slow clients.

import { once } from "node:events";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { createClient, downloadPath } from "@runboard/contract";
import type { FileCommit } from "@runboard/store";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPointPages } from "../src/api/point-pages.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}/logdir`, import.meta.url));

/** A series with a gap, values of all kinds, and a restart that goes back a quarter. */
const LONG_POINTS = 120_000;

function longSeries(run: string, tag: string): FileCommit {
  const steps = Float64Array.from({ length: LONG_POINTS }, (_, index) =>
    index < LONG_POINTS / 2
      ? index * 3
      : index < LONG_POINTS * 0.75
        ? index * 3 + 1e12
        : (index - LONG_POINTS / 4) * 3 + 1e12,
  );
  return {
    cursor: {
      run,
      path: `/nowhere/${run}/events.out.tfevents.1`,
      identity: "1",
      sizeBytes: 1,
      modifiedMillis: 0,
      offsetBytes: 1,
      state: "reading",
      skippedRecordCount: 0,
      firstSkippedOffsetBytes: null,
      skipReason: "",
      lateOffsetsBytes: [],
      reason: "",
    },
    fromOffsetBytes: 0,
    isReplacement: false,
    firstWallTimeSeconds: 1,
    lastWallTimeSeconds: LONG_POINTS,
    sessionEnded: null,
    scalars: [
      {
        tag,
        metadata: {
          dataClass: "scalar",
          plugin: "scalars",
          pluginContent: new Uint8Array(),
          displayName: "",
          description: "",
        },
        steps,
        wallTimesSeconds: steps.map((_, index) => 1 + index / 7),
        values: steps.map((_, index) =>
          index % 1000 === 0 ? Number.NaN : index % 1001 === 0 ? -Infinity : Math.sin(index),
        ),
      },
    ],
    records: [],
    startMark: null,
  };
}

const awkward = 'a "quoted", run/ö';
let server: ServedLogdir;
/** Reads of the store since the start. */
let readCount = 0;
beforeAll(async () => {
  server = await serveLogdir(
    fixture("tf1_mnist"),
    {},
    {
      store: (store) => ({
        readScalars: (query) => {
          readCount += 1;
          return store.readScalars(query);
        },
      }),
    },
  );
  const { refusedPaths } = await server.store.commit([longSeries("long", "x"), longSeries(awkward, "=tag")]);
  expect(refusedPaths).toEqual([]);
});
afterAll(() => server.close());

describe("every point", () => {
  test("as CSV", async () => {
    const client = createClient(server);
    const { series } = await client.series({
      maxPoints: 100_000,
      tags: ["accuracy/accuracy", "xent/xent_1"],
    });
    const response = await client.download({ tags: ["accuracy/accuracy", "xent/xent_1"] });
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="runboard.csv"; filename*=UTF-8''runboard.csv`,
    );
    const lines = (await response.text()).split("\r\n");
    const expected = series.flatMap(({ run, tag, steps, wallTimesSeconds, values }) =>
      Array.from(
        steps,
        (step, index) => `"${run}",${tag},${step},${wallTimesSeconds[index]},${values[index]}`,
      ),
    );
    expect(lines).toEqual(["run,tag,step,wall_time,value", ...expected, ""]);
  });

  test("of a long series, page by page, in all formats alike", async () => {
    const client = createClient(server);
    const [columns] = await server.store.readScalars({
      runs: ["long"],
      axis: "step",
      smoothing: 0,
      includeSuperseded: false,
    });
    if (!columns) throw new Error("no series");
    expect(columns.steps.length).toBe(LONG_POINTS / 2 + LONG_POINTS / 4);
    const csv = (await (await client.download({ runs: ["long"] })).text()).split("\r\n").slice(1, -1);
    expect(csv.length).toBe(columns.steps.length);
    const rows = csv.map((line) => line.split(",").slice(2).map(Number));
    expect(Float64Array.from(rows, ([step]) => step ?? 0)).toEqual(columns.steps);
    expect(Float64Array.from(rows, ([, , value]) => value ?? 0)).toEqual(columns.values);

    const json = (await (await client.download({ runs: ["long"], format: "json" })).json()) as {
      readonly series: readonly {
        readonly points: readonly (readonly [number, number, number | string])[];
      }[];
    };
    expect(json.series.length).toBe(1);
    expect(Float64Array.from(json.series[0]?.points ?? [], ([, wallTime]) => wallTime)).toEqual(
      columns.wallTimesSeconds,
    );
    expect(Float64Array.from(json.series[0]?.points ?? [], ([, , value]) => Number(value))).toEqual(
      columns.values,
    );

    const response = await client.download({ runs: ["long", awkward], format: "arrow" });
    expect(response.headers.get("content-type")).toBe("application/vnd.apache.arrow.stream");
    const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
    expect(table.schema.fields.map(({ name, type }) => `${name} ${String(type)}`)).toEqual([
      "run Dictionary<Int32, Utf8>",
      "tag Dictionary<Int32, Utf8>",
      "step Int64",
      "wall_time Float64",
      "value Float64",
    ]);
    expect(table.numRows).toBe(2 * columns.steps.length);
    expect(table.get(0)?.toJSON()).toMatchObject({ run: awkward, tag: "=tag", step: 0n });
    expect(table.get(columns.steps.length)?.toJSON()).toMatchObject({ run: "long", tag: "x", step: 0n });
    const last = table.slice(columns.steps.length);
    expect(last.getChild("value")?.toArray()).toEqual(columns.values);
    expect(Float64Array.from(last.getChild("step")?.toArray() as BigInt64Array, Number)).toEqual(
      columns.steps,
    );
  });

  test("and the superseded ones when asked for", async () => {
    const text = await (
      await createClient(server).download({ runs: ["long"], includeSuperseded: true })
    ).text();
    const lines = text.split("\r\n").slice(0, -1);
    expect(lines[0]).toBe("run,tag,step,wall_time,value,superseded");
    expect(lines.length - 1).toBe(LONG_POINTS);
    expect(lines.filter((line) => line.endsWith(",1")).length).toBe(LONG_POINTS / 4);
  });

  test("of a restarted run in Arrow", async () => {
    const restarts = await serveLogdir(fixture("restarts"));
    try {
      const response = await createClient(restarts).download({
        runs: ["crashed"],
        format: "arrow",
        includeSuperseded: true,
      });
      const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
      const series = await restarts.store.readScalars({
        runs: ["crashed"],
        axis: "step",
        smoothing: 0,
        includeSuperseded: true,
      });
      const marks = series.flatMap(({ superseded }) => Array.from(superseded ?? []));
      expect(marks).toContain(1);
      expect(Array.from(table.getChild("superseded") ?? [], Number)).toEqual(marks);
    } finally {
      await restarts.close();
    }
  });
});

test("names that CSV and headers cannot hold as they are", async () => {
  const response = await createClient(server).download({ runs: [awkward], format: "csv" });
  expect(response.headers.get("content-disposition")).toBe(
    `attachment; filename="runboard-a _quoted_, run__-=tag.csv"; filename*=UTF-8''runboard-a%20_quoted_%2C%20run_%C3%B6-%3Dtag.csv`,
  );
  expect((await response.text()).split("\r\n")[1]).toMatch(/^"a ""quoted"", run\/ö",=tag,0,1,NaN$/);
});

test("an address may name hundreds of runs", async () => {
  const runs = Array.from({ length: 600 }, (_, index) => `experiment ${index} with quite a long name/train`);
  const response = await createClient(server).download({
    runs: [...runs, "long"],
    tags: ["x"],
    format: "csv",
  });
  expect(response.status).toBe(200);
  await response.body?.cancel();
  await expect(
    createClient(server).download({ runs: Array.from({ length: 9000 }, () => "x".repeat(30)) }),
  ).rejects.toMatchObject({
    code: "too_large",
    message: "the address and headers are larger than 262144 bytes",
  });
});

test("pages of any size give the series", async () => {
  const [row] = await server.store.listSeries({ runs: ["long"] });
  const [columns] = await server.store.readScalars({
    runs: ["long"],
    axis: "step",
    smoothing: 0,
    includeSuperseded: false,
  });
  if (!row) throw new Error("no series");
  for (const pagePoints of [5_000, 60_001]) {
    const steps: number[] = [];
    for await (const page of readPointPages(row, {
      store: server.store,
      includeSuperseded: false,
      pagePoints,
    })) {
      expect(page.steps.length).toBeLessThanOrEqual(pagePoints);
      for (const step of page.steps) steps.push(step);
    }
    expect(Float64Array.from(steps)).toEqual(columns?.steps);
  }
});

test("a client that does not read holds the server back, and one that leaves ends it", async () => {
  const start = readCount;
  const request = http.get(`${server.baseUrl}${downloadPath}?run=long&run=${encodeURIComponent(awkward)}`);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  response.pause();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const held = readCount - start;
  // The first of two series is under way; what sockets buffer is a fraction of it.
  expect(held).toBeGreaterThan(0);
  response.destroy();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(readCount - start).toBe(held);
});

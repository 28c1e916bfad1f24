// The API over real event files: every endpoint, and every way a request can be wrong.
import { fileURLToPath } from "node:url";
import {
  ApiError,
  ARROW_STREAM,
  createClient,
  decodeSeriesTable,
  listRuns,
  MAX_TOTAL_POINTS_LIMIT,
  Problem,
  readLatest,
  readSeries,
  tableFetcher,
  type Client,
  type Run,
} from "@runboard/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}/logdir`, import.meta.url));

let server: ServedLogdir;
let client: Client;
beforeAll(async () => {
  server = await serveLogdir(fixture("tf1_mnist"), { windowTitle: "digits" });
  client = createClient({ baseUrl: server.baseUrl });
});
afterAll(() => server.close());

const one = "lr_1E-03,conv=2,fc=1";
const two = "lr_1E-03,conv=2,fc=2";

describe("what there is", () => {
  test("status", async () => {
    expect(await client.status()).toMatchObject({
      version: "0.0.0",
      logdir: fixture("tf1_mnist"),
      logdirState: "ok",
      windowTitle: "digits",
      readOnly: false,
      loading: { phase: "ready", filesTotal: 2, filesRead: 2 },
      runCount: 2,
    });
  });

  test("runs", async () => {
    const { revision, runs } = await client.runs();
    expect(revision).toBeGreaterThan(0);
    expect(runs.map(({ run }) => run)).toEqual([one, two]);
    expect(runs[0]).toMatchObject({
      seriesCount: 16,
      pointCount: 296,
      restartCount: 0,
      problems: [],
      fileCount: 1,
    });
  });

  test("tags in natural order, all or by plugin or kind", async () => {
    const { tags } = await client.tags();
    expect(tags.length).toBeGreaterThan(15);
    const scalars = await client.tags({ plugin: "scalars" });
    expect(scalars.tags.map(({ tag, runs }) => [tag, runs])).toEqual([
      ["accuracy/accuracy", [one, two]],
      ["xent/xent_1", [one, two]],
    ]);
    const blobs = await client.tags({ dataClass: "blob_sequence" });
    expect(new Set(blobs.tags.map(({ plugin }) => plugin))).toEqual(
      new Set(["images", "graphs", "graph_tagged_run_metadata"]),
    );
  });

  test("the latest values are those of the series", async () => {
    const { series } = await client.latest({ tags: ["accuracy/accuracy"] });
    expect(series.map(({ run }) => run)).toEqual([one, two]);
    const [full] = (await client.series({ runs: [one], tags: ["accuracy/accuracy"] })).series;
    expect(series[0]?.last).toEqual({
      step: full?.steps.at(-1),
      wallTimeSeconds: full?.wallTimesSeconds.at(-1),
      value: full?.values.at(-1),
    });
    expect(series[0]?.max?.value).toBe(Math.max(...(full?.values ?? [])));
  });
});

describe("series", () => {
  const query = { runs: [one], tags: ["accuracy/accuracy"] };

  test("as JSON and as Arrow are the same", async () => {
    for (const options of [{}, { smoothing: 0.6 }, { includeSuperseded: true }, { runs: ["none"] }]) {
      const body = { ...query, ...options };
      const response = await fetch(`${server.baseUrl}${readSeries.path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const json = readSeries.response.parse(await response.json());
      expect(await client.series(body)).toEqual(json);
      expect(json.series.length).toBe("runs" in options ? 0 : 1);
      expect(json.series.every(({ smoothed }) => (smoothed !== undefined) === "smoothing" in options)).toBe(
        true,
      );
    }
  });

  test("in screen precision: the same points, wall times to seven digits", async () => {
    for (const options of [
      {},
      { smoothing: 0.6, maxPoints: 8 },
      { smoothing: 0.6, range: [20, 60] as [number, number] },
      { includeSuperseded: true },
      { runs: [one, two], tags: ["accuracy/accuracy", "xent/xent"] },
    ]) {
      const full = await client.series({ ...query, ...options });
      const screen = await client.series({ ...query, ...options, precision: "screen" });
      expect(screen.series.length).toBe(full.series.length);
      for (const [index, { smoothed, wallTimesSeconds, ...rest }] of screen.series.entries()) {
        const exact = full.series[index];
        const { steps, values } = rest;
        // In half the memory where that is enough.
        expect([steps, values].map(({ BYTES_PER_ELEMENT }) => BYTES_PER_ELEMENT)).toEqual([4, 4]);
        const doubles = { steps: Float64Array.from(steps), values: Float64Array.from(values) };
        expect({ ...rest, ...doubles, smoothed: undefined, wallTimesSeconds: [] }).toEqual({
          ...exact,
          smoothed: undefined,
          wallTimesSeconds: [],
        });
        expect(wallTimesSeconds).toHaveLength(steps.length);
        const spanSeconds = (exact?.wallTimesSeconds.at(-1) ?? 0) - (exact?.wallTimesSeconds[0] ?? 0);
        wallTimesSeconds.forEach((seconds, point) =>
          expect(Math.abs(seconds - (exact?.wallTimesSeconds[point] ?? NaN))).toBeLessThanOrEqual(
            spanSeconds * 2e-7 + 1e-6,
          ),
        );
        if (smoothed) expect(smoothed).toEqual(exact?.smoothed);
      }
    }
  });

  test("in screen precision, who gets every point smooths them, and the table is smaller", async () => {
    const sizeAndColumns = async (options: object) => {
      const response = await fetch(`${server.baseUrl}${readSeries.path}`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: ARROW_STREAM },
        body: JSON.stringify({ smoothing: 0.6, ...options }),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      return {
        sizeBytes: bytes.length,
        isSmoothed: decodeSeriesTable(bytes).series[0]?.smoothed !== undefined,
      };
    };
    const full = await sizeAndColumns({});
    const whole = await sizeAndColumns({ precision: "screen" });
    const reduced = await sizeAndColumns({ precision: "screen", maxPoints: 8 });
    expect([full.isSmoothed, whole.isSmoothed, reduced.isSmoothed]).toEqual([true, false, true]);
    const weightIn = async (options: object) => {
      const body = JSON.stringify({ smoothing: 0.6, precision: "screen", ...options });
      const headers = { "content-type": "application/json", accept: ARROW_STREAM };
      const answer = await tableFetcher()({ url: `${server.baseUrl}${readSeries.path}`, headers, body });
      return "table" in answer ? answer.table.metadata["smoothing"] : answer.refusal;
    };
    expect(await Promise.all([{}, { maxPoints: 8 }, { smoothing: 0 }].map(weightIn))).toEqual([
      "0.6",
      undefined,
      undefined,
    ]);
    const header = (await sizeAndColumns({ precision: "screen", runs: [] })).sizeBytes;
    expect(whole.sizeBytes - header).toBeLessThan(full.sizeBytes - header);
  });

  test("a range has a point beyond each end", async () => {
    for (const precision of ["full", "screen"] as const) {
      const { series } = await client.series({ ...query, precision, range: [22, 41] });
      expect(Array.from(series[0]?.steps ?? [])).toEqual([20, 25, 30, 35, 40, 45]);
      // What is said of the whole series does not depend on the range.
      expect(series[0]).toMatchObject({ pointCount: 21, pointCountInRange: 4, firstStep: 0, lastStep: 100 });
    }
  });

  test("maxPoints reduces", async () => {
    const { series } = await client.series({ ...query, maxPoints: 8 });
    expect(series[0]?.steps.length).toBeLessThanOrEqual(8);
    expect(series[0]?.steps[0]).toBe(0);
    expect(series[0]?.steps.at(-1)).toBe(100);
  });

  test("smoothing is the debiased moving average of all points", async () => {
    const { series } = await client.series({ ...query, smoothing: 0.5 });
    const values = Array.from(series[0]?.values ?? []);
    let sum = 0;
    const expected = values.map((value, index) => {
      sum = sum * 0.5 + value * 0.5;
      return sum / (1 - 0.5 ** (index + 1));
    });
    for (const [index, value] of expected.entries())
      expect(series[0]?.smoothed?.[index]).toBeCloseTo(value, 9);
  });

  test("unknown names are left out", async () => {
    expect((await client.series({ runs: [one, "none"], tags: ["xent/xent_1", "none"] })).series.length).toBe(
      1,
    );
  });
});

describe("restarts and broken files", () => {
  let restarts: ServedLogdir;
  let runs: ReadonlyMap<string, Run>;
  beforeAll(async () => {
    restarts = await serveLogdir(fixture("restarts"));
    runs = new Map((await createClient(restarts).runs()).runs.map((run) => [run.run, run]));
  });
  afterAll(() => restarts.close());

  test("are told on their runs", () => {
    expect(runs.get("crashed")).toMatchObject({ fileCount: 3, problems: [] });
    expect(runs.get("crashed")?.restartCount).toBeGreaterThan(0);
    expect(runs.get("crashed")?.supersededPointCount).toBeGreaterThan(0);
    expect(runs.get("flipped")?.problems).toMatchObject([
      { path: "flipped/events.out.tfevents.1700000000.host", kind: "skipped", skippedRecordCount: 1 },
    ]);
    expect(runs.get("long_length")?.problems).toMatchObject([{ kind: "corrupt" }]);
    expect(runs.get("long_length")?.problems[0]?.offsetBytes).toBeGreaterThan(0);
  });

  test("superseded points come when asked for, marked", async () => {
    const client = createClient(restarts);
    const [visible] = (await client.series({ runs: ["crashed"] })).series;
    const [all] = (await client.series({ runs: ["crashed"], includeSuperseded: true })).series;
    const hidden = all?.superseded?.filter((mark) => mark === 1).length ?? 0;
    expect(hidden).toBeGreaterThan(0);
    expect(all?.steps.length).toBe((visible?.steps.length ?? 0) + hidden);
    expect(visible?.superseded).toBeUndefined();
  });
});

describe("a run's state", () => {
  test("is live while its files grow, then stale", async () => {
    const { runs } = await client.runs();
    const modifiedMillis = Math.max(...runs.map((run) => run.modifiedSeconds * 1000));
    const live = await serveLogdir(fixture("tf1_mnist"), {}, { clock: () => modifiedMillis + 59_000 });
    const stale = await serveLogdir(fixture("tf1_mnist"), {}, { clock: () => modifiedMillis + 61_000 });
    try {
      expect((await createClient(live).runs()).runs.map(({ state }) => state)).toContain("live");
      expect((await createClient(stale).runs()).runs.map(({ state }) => state)).toEqual(["stale", "stale"]);
    } finally {
      await Promise.all([live.close(), stale.close()]);
    }
  });
});

describe("what a client has already", () => {
  test("is not sent again", async () => {
    const first = await server.app.inject({ url: listRuns.path });
    const { etag } = first.headers;
    expect(etag).toBeDefined();
    expect(first.headers["cache-control"]).toBe("no-cache");
    const second = await server.app.inject({ url: listRuns.path, headers: { "if-none-match": etag } });
    expect([second.statusCode, second.payload]).toEqual([304, ""]);
    const other = await server.app.inject({ url: listRuns.path, headers: { "if-none-match": 'W/"old"' } });
    expect(other.statusCode).toBe(200);
  });

  test("of /data neither", async () => {
    const url = "/data/plugin/scalars/tags";
    const { etag } = (await server.app.inject({ url })).headers;
    const again = await server.app.inject({ url, headers: { "if-none-match": etag } });
    expect([again.statusCode, again.payload]).toEqual([304, ""]);
    expect((await server.app.inject({ url: "/data/environment" })).headers.etag).toBeUndefined();
  });
});

describe("a wrong request is answered with a problem", () => {
  const json = { "content-type": "application/json" };
  const post = { method: "POST", url: readSeries.path, headers: json } as const;

  test.each([
    ["unknown path", { url: "/api/v1/nothing" }, 404, "not_found"],
    ["wrong method", { method: "DELETE", url: listRuns.path }, 405, "method_not_allowed"],
    ["no JSON", { ...post, payload: "{" }, 400, "invalid_request"],
    ["a misspelt selection", { ...post, payload: '{"tag": ["loss"]}' }, 400, "invalid_request"],
    ["empty body", { ...post, payload: "" }, 400, "invalid_request"],
    ["no body", { method: "POST", url: readLatest.path }, 400, "invalid_request"],
    [
      "another media type",
      { ...post, headers: { "content-type": "text/plain" }, payload: "x" },
      415,
      "unsupported_media_type",
    ],
    ["a body too large", { ...post, payload: `"${"x".repeat(5_000_000)}"` }, 413, "too_large"],
    [
      "nothing acceptable",
      { ...post, headers: { ...json, accept: "image/png" }, payload: "{}" },
      406,
      "not_acceptable",
    ],
    ["a malformed address", { url: "/%zz" }, 400, "invalid_request"],
    ["an unknown parameter value", { url: "/api/v1/tags?dataClass=x" }, 400, "invalid_request"],
    ["a parameter twice", { url: "/api/v1/tags?plugin=a&plugin=b" }, 400, "invalid_request"],
    ["a download of an unknown run", { url: "/api/v1/download?run=none" }, 404, "run_not_found"],
    ["a download of an unknown tag", { url: `/api/v1/download?run=${one}&tag=none` }, 404, "tag_not_found"],
    ["a download in an unknown format", { url: "/api/v1/download?format=xml" }, 400, "invalid_request"],
  ] as const)("%s", async (_name, request, status, code) => {
    const response = await server.app.inject(request as { url: string });
    expect(response.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    const problem = Problem.parse(response.json());
    expect(problem).toMatchObject({ status, code, type: `urn:runboard:problem:${code}` });
    expect(response.statusCode).toBe(status);
  });

  test("405 says what is allowed", async () => {
    const response = await server.app.inject({
      method: "POST",
      url: listRuns.path,
      headers: json,
      payload: "{}",
    });
    expect(response.headers.allow).toBe("GET, HEAD");
  });

  test("a key that is refused is told apart from what is no JSON", async () => {
    for (const [payload, detail] of [
      ['{"runs": [], "__proto__": {}}', /^the body has a key that is refused: `__proto__`/],
      ['{"constructor": {"prototype": {}}}', /^the body has a key that is refused/],
      ['{"runs": [}', /^the body is not JSON/],
      ["", /^the body is not JSON/],
    ] as const) {
      const problem = Problem.parse((await server.app.inject({ ...post, payload })).json());
      expect(problem).toMatchObject({ status: 400, code: "invalid_request" });
      expect(problem.detail).toMatch(detail);
    }
  });

  test("validation names every wrong field", async () => {
    const body = { runs: ["a", ""], maxPoints: 3, range: [1], smoothing: "0.6" };
    const response = await server.app.inject({ ...post, payload: body });
    const { fields, detail } = Problem.parse(response.json());
    expect(fields?.map(({ field }) => field).sort()).toEqual([
      "body.maxPoints",
      "body.range",
      "body.runs[1]",
      "body.smoothing",
    ]);
    expect(detail).toContain("body.runs[1]: ");
    const reversed = client.series({ range: [2, 1] });
    await expect(reversed).rejects.toBeInstanceOf(ApiError);
    await expect(reversed).rejects.toMatchObject({ fields: [{ field: "body.range" }] });
  });

  test("a selection beyond the limits says what to do", async () => {
    const rows = Array.from({ length: 30 }, () => ({ pointCount: 1e9, supersededPointCount: 0 }));
    const large = await serveLogdir(
      fixture("tf1_mnist"),
      {},
      {
        store: () => ({ listSeries: () => Promise.resolve(rows as never) }),
      },
    );
    try {
      await expect(createClient(large).series({ maxPoints: 100_000 })).rejects.toMatchObject({
        code: "too_large",
        message: expect.stringContaining(String(MAX_TOTAL_POINTS_LIMIT)) as string,
      });
    } finally {
      await large.close();
    }
  });

  test("a failure of the server is logged and not told", async () => {
    const lines: string[] = [];
    const broken = await serveLogdir(
      fixture("tf1_mnist"),
      {},
      {
        store: () => ({ listSeries: () => Promise.reject(new Error("disk on fire")) }),
        log: (line) => lines.push(line),
      },
    );
    try {
      const response = await broken.app.inject({ url: "/api/v1/tags" });
      expect(response.statusCode).toBe(500);
      expect(response.payload).not.toContain("fire");
      expect(lines.join("\n")).toContain("disk on fire");
    } finally {
      await broken.close();
    }
  });
});

describe("the description of the API", () => {
  test("is what it was", async () => {
    const document: unknown = (await server.app.inject({ url: "/api/openapi.json" })).json();
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot("./openapi.snapshot");
  });

  test("lists every route below /api/v1", async () => {
    const { paths } = (await server.app.inject({ url: "/api/openapi.json" })).json<{ paths: object }>();
    const routes = routesOf(server.app.printRoutes({ commonPrefix: false })).filter((route) =>
      route.startsWith("/api/v1/"),
    );
    expect(Object.keys(paths).sort()).toEqual([...new Set(routes)].sort());
  });

  test("can be tried on a page without inline scripts or outside addresses", async () => {
    const page = await server.app.inject({ url: "/api/docs" });
    expect(page.headers["content-security-policy"]).toContain("script-src 'self';");
    expect(page.payload).not.toMatch(/<script>|https?:/);
    for (const [, address] of page.payload.matchAll(/(?:href|src)="([^"]+)"/g)) {
      const asset = await server.app.inject({ url: `/api/${address ?? ""}` });
      expect([address, asset.statusCode]).toEqual([address, 200]);
    }
    expect((await server.app.inject({ url: "/api/docs/package.json" })).statusCode).toBe(404);
  });
});

describe("operations", () => {
  test("/healthz", async () => {
    expect((await server.app.inject({ url: "/healthz" })).payload).toBe("ok\n");
    const closed = await serveLogdir(fixture("tf1_mnist"));
    await closed.store.close();
    const response = await closed.app.inject({ url: "/healthz" });
    expect([response.statusCode, Problem.parse(response.json()).code]).toEqual([503, "store_unavailable"]);
    await closed.close();
  });

  test("/metrics", async () => {
    await client.status();
    const { headers, payload } = await server.app.inject({ url: "/metrics" });
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    const values = new Map(
      payload
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => {
          const at = line.lastIndexOf(" ");
          return [line.slice(0, at), Number(line.slice(at + 1))];
        }),
    );
    expect(values.get("runboard_runs")).toBe(2);
    expect(values.get("runboard_points")).toBe(676);
    expect(values.get("runboard_ingest_ready")).toBe(1);
    expect(values.get("runboard_ingest_lag_bytes")).toBe(0);
    expect(values.get("runboard_ingest_bytes_total")).toBe(979131);
    const labels = 'method="GET",route="/api/v1/status",status="2xx"';
    const count = values.get(`runboard_http_request_duration_seconds_count{${labels}}`) ?? 0;
    expect(count).toBeGreaterThan(0);
    expect(values.get(`runboard_http_request_duration_seconds_bucket{${labels},le="+Inf"}`)).toBe(count);
    expect([...values.values()].filter(Number.isNaN)).toEqual([]);
    // Every sample belongs to a metric that was announced.
    const announced = [...payload.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1] ?? "");
    for (const name of values.keys()) expect(announced.some((prefix) => name.startsWith(prefix))).toBe(true);
  });
});

/** Paths of a printed tree of routes, in which each line holds what it adds to the one above. */
function routesOf(tree: string): readonly string[] {
  const pieces: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const match = /^(.*)[├└]── (\S+)( \(.+\))?$/.exec(line);
    if (!match) return [];
    const [, indent = "", piece = "", methods] = match;
    pieces.splice(indent.length / 4, pieces.length, piece);
    return methods === undefined ? [] : [pieces.join("")];
  });
}

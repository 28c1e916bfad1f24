// Curves over real event files: every number is worked out again from the points of the series.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  callEndpoint,
  createClient,
  MAX_CURVE_POINTS_READ,
  Problem,
  readCurves,
  type Client,
  type Curve,
  type CurvesAnswer,
  type NumberColumn,
  type ScalarSeries,
} from "@runboard/contract";
import { EventWriter } from "@runboard/tfevents";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}/logdir`, import.meta.url));

type Query = Parameters<Client["curves"]>[0];
type Point = readonly [step: number, wallTimeSeconds: number, value: number];

const logdir = mkdtempSync(join(tmpdir(), "runboard-curves-"));
let server: ServedLogdir;
let client: Client;

function writeRun(run: string, series: Readonly<Record<string, readonly Point[]>>): void {
  const chunks: Uint8Array[] = [];
  const writer = new EventWriter({ write: (bytes) => void chunks.push(bytes), wallTimeSeconds: 1000 });
  for (const [tag, points] of Object.entries(series))
    for (const [step, wallTimeSeconds, value] of points)
      writer.writeScalar(tag, value, { step, wallTimeSeconds });
  writer.flush();
  mkdirSync(join(logdir, run), { recursive: true });
  writeFileSync(join(logdir, run, "events.out.tfevents.1700000000.host"), Buffer.concat(chunks));
}

/** A point a step from `first`, `every` steps apart, two seconds a step. */
const along = (values: readonly number[], { first = 0, every = 1 } = {}): Point[] =>
  values.map((value, i) => [first + i * every, 1000 + 2 * (first + i * every), value]);

beforeAll(async () => {
  writeRun("a", {
    "loss/train": along([8, 4, 2, 1, 0.5]),
    "loss/valid": along([9, 3, 2], { every: 2 }),
    lr: along([5, 4, 4, 1, 2]),
  });
  writeRun("b", {
    "loss/train": along([4, 2, NaN, 6], { first: 1 }),
    "loss/valid": along([7], { first: 9 }),
  });
  writeRun("c", { "loss/train": along([10, 20], { first: 2, every: 4 }) });
  writeRun("d/long", { long: along(Array.from({ length: 1000 }, (_, i) => Math.fround(Math.sin(i / 20)))) });
  server = await serveLogdir(logdir);
  client = createClient(server);
});
afterAll(async () => {
  await server.close();
  rmSync(logdir, { recursive: true, force: true });
});

const curves = async (query: Query): Promise<readonly Curve[]> => (await client.curves(query)).curves;
const plain = (column: NumberColumn | undefined) => column && [...column];
const train = { tag: "loss/train" } as const;

describe("formulas", () => {
  test("join their tags on steps; runs without one are left out", async () => {
    const [a, b, ...others] = await curves({ sources: [{ expression: "loss/valid - loss/train" }] });
    expect(others).toEqual([]);
    expect(a).toMatchObject({ source: 0, run: "a", group: null, pointCount: 3, pointCountInRange: 3 });
    expect([plain(a?.xs), plain(a?.values)]).toEqual([
      [0, 2, 4],
      [1, 1, 1.5],
    ]);
    expect([plain(a?.steps), plain(a?.wallTimesSeconds)]).toEqual([
      [0, 2, 4],
      [1000, 1004, 1008],
    ]);
    expect([b?.run, plain(b?.xs)]).toEqual(["b", []]);
    expect(a && Object.keys(a)).not.toContain("runCounts");
  });

  test("are ordered by source, then as the runs were named", async () => {
    const answer = await curves({
      runs: ["c", "a", "none"],
      sources: [{ expression: "2*`loss/train`" }, train],
    });
    expect(answer.map(({ source, run }) => [source, run])).toEqual([
      [0, "c"],
      [0, "a"],
      [1, "c"],
      [1, "a"],
    ]);
    expect(plain(answer[0]?.values)).toEqual([20, 40]);
  });

  test("are refused with the field and the place", async () => {
    const sources = [train, { expression: "loss/trian + 1" }, { expression: "2 *" }];
    await expect(client.curves({ sources })).rejects.toMatchObject({
      code: "invalid_request",
      fields: [
        {
          field: "body.sources[1].expression",
          message: 'at character 1, "loss/trian": there is no tag "loss/trian"; did you mean "loss/train"?',
        },
        {
          field: "body.sources[2].expression",
          message: "at the end: the expression ends where a tag, a number or ( is expected",
        },
      ],
    });
  });
});

describe("x", () => {
  test("is seconds since the first tag's first point, or since 1970", async () => {
    const [, b] = await curves({ sources: [train], x: { axis: "relative" } });
    expect(plain(b?.xs)).toEqual([0, 2, 4, 6]);
    const [wall] = await curves({ runs: ["b"], sources: [train], x: { axis: "wall" } });
    expect(plain(wall?.xs)).toEqual([1002, 1004, 1006, 1008]);
    const [other] = await curves({
      runs: ["a"],
      sources: [{ expression: "cumsum(loss/valid) / lr" }],
      x: { axis: "relative" },
    });
    expect(plain(other?.xs)).toEqual([0, 4, 8]);
  });

  test("may be a tag, in ascending order", async () => {
    const [a, ...others] = await curves({ sources: [train], x: { tag: "lr" } });
    expect(others).toEqual([]);
    expect([plain(a?.xs), plain(a?.values), plain(a?.steps)]).toEqual([
      [1, 2, 4, 4, 5],
      [1, 0.5, 4, 2, 8],
      [3, 4, 1, 2, 0],
    ]);
  });

  test("has a range with one point beyond each end", async () => {
    const [a] = await curves({ runs: ["a"], sources: [train], range: [1.5, 3] });
    expect(plain(a?.xs)).toEqual([1, 2, 3, 4]);
    expect(a).toMatchObject({ pointCount: 5, pointCountInRange: 2, firstStep: 0, lastStep: 4 });
    const [whole] = await curves({ runs: ["a"], sources: [train] });
    expect(whole?.firstWallTimeSeconds).toBe(whole?.wallTimesSeconds?.[0]);
    expect(a?.firstWallTimeSeconds).toBe(whole?.firstWallTimeSeconds);
    await expect(client.curves({ sources: [train], range: [3, 1] })).rejects.toMatchObject({
      fields: [{ field: "body.range" }],
    });
  });
});

describe("a baseline", () => {
  test("is interpolated, and nothing outside its points", async () => {
    const query = { runs: ["a", "b"], sources: [train], baseline: { run: "c" } };
    const [a, b] = await curves(query);
    // c rises from 10 at step 2 to 20 at step 6.
    expect(plain(a?.values)).toEqual([NaN, NaN, -8, -11.5, -14.5]);
    expect(plain(b?.values)).toEqual([NaN, -8, NaN, -9]);
    const [ratio] = await curves({ ...query, baseline: { run: "c", mode: "ratio" } });
    expect(ratio?.values[2]).toBe(0.2);
  });

  test("must exist, and have the tags of the source", async () => {
    await expect(client.curves({ sources: [train], baseline: { run: "none" } })).rejects.toMatchObject({
      code: "invalid_request",
      fields: [
        { field: "body.baseline.run", message: 'there is no run "none" with scalars to compare with' },
      ],
    });
    const answer = await curves({ sources: [{ tag: "lr" }, train], baseline: { run: "c" } });
    expect(new Set(answer.map(({ source }) => source))).toEqual(new Set([1]));
  });
});

describe("groups", () => {
  const groups = [
    { name: "all", runs: ["c", "a", "b", "a", "none"] },
    { name: "none", runs: ["none", "d/long"] },
    { name: "one", runs: ["b"] },
  ];

  test("are the mean of what their runs have where", async () => {
    const answer = await curves({ sources: [train], groups, band: "minmax" });
    expect(answer.map(({ group, run }) => [group, run])).toEqual([
      ["all", null],
      ["one", null],
    ]);
    const [all, one] = answer;
    expect(plain(all?.xs)).toEqual([0, 1, 2, 3, 4, 6]);
    expect(plain(all?.runCounts)).toEqual([1, 2, 3, 2, 3, 1]);
    // a: 8 4 2 1 0.5; b: – 4 2 NaN 6; c: – – 10 12.5 15 (17.5) 20.
    expect(plain(all?.values)).toEqual([8, 4, 14 / 3, 13.5 / 2, 21.5 / 3, 20]);
    expect(plain(all?.lower)).toEqual([8, 4, 2, 1, 0.5, 20]);
    expect(plain(all?.upper)).toEqual([8, 4, 10, 12.5, 15, 20]);
    expect(all?.steps).toBeUndefined();
    expect([plain(one?.values), plain(one?.runCounts)]).toEqual([
      [4, 2, NaN, 6],
      [1, 1, 0, 1],
    ]);
  });

  test("of a range are those of the whole there", async () => {
    const query = { sources: [train], groups: groups.slice(0, 1) };
    const [whole] = await curves(query);
    const [part] = await curves({ ...query, range: [1.5, 3] });
    expect(part).toMatchObject({ pointCount: 6, pointCountInRange: 2 });
    expect(plain(part?.xs)).toEqual([1, 2, 3, 4]);
    expect(plain(part?.upper)).toEqual(plain(whole?.upper?.slice(1, 5)));
    const [smoothed] = await curves({ ...query, smoothing: 0.5 });
    const [smoothedPart] = await curves({ ...query, range: [1.5, 3], smoothing: 0.5 });
    expect(smoothedPart).toMatchObject({ pointCount: 6, pointCountInRange: 2 });
    expect(plain(smoothedPart?.smoothed)).toEqual(plain(smoothed?.smoothed?.slice(1, 5)));
    expect(plain(smoothedPart?.smoothedLower)).toEqual(plain(smoothed?.smoothedLower?.slice(1, 5)));
    // What is not smoothed stays as it is.
    expect(plain(smoothedPart?.lower)).toEqual(plain(part?.lower));
    expect(part?.smoothedLower).toBeUndefined();
  });

  test("have medians, bands or none", async () => {
    const of = async (query: Partial<Query>) =>
      (await curves({ sources: [train], groups: groups.slice(0, 1), ...query }))[0];
    expect(plain((await of({ center: "median", band: "none" }))?.values)).toEqual([8, 4, 2, 6.75, 6, 20]);
    expect((await of({ band: "none" }))?.lower).toBeUndefined();
    const deviation = Math.sqrt(((2 - 14 / 3) ** 2 * 2 + (10 - 14 / 3) ** 2) / 2);
    const width = async (band: Query["band"]): Promise<number> => {
      const curve = await of({ band });
      expect([curve?.lower?.[0], curve?.upper?.[0]]).toEqual([8, 8]);
      return ((curve?.upper?.[2] ?? NaN) - (curve?.lower?.[2] ?? NaN)) / 2;
    };
    expect(await width("std")).toBeCloseTo(deviation, 12);
    expect(await width("stderr")).toBeCloseTo(deviation / Math.sqrt(3), 12);
    expect(await width("ci95")).toBeCloseTo((4.302652729749462 * deviation) / Math.sqrt(3), 12);
  });

  test("are compared with the baseline run by run", async () => {
    const [all] = await curves({ sources: [train], groups, baseline: { run: "a" }, band: "none" });
    expect(plain(all?.xs)).toEqual([0, 1, 2, 3, 4, 6]);
    // a - a is 0; b - a: – 0 0 NaN 5.5; c - a: – – 8 (11.25) 14.5 NaN, which is between its points at 2 and 6.
    expect(plain(all?.values)?.slice(0, 2)).toEqual([0, 0]);
    expect(all?.values[2]).toBeCloseTo(8 / 3, 12);
    expect(all?.values[5]).toBeNaN();
    expect(plain(all?.runCounts)).toEqual([1, 2, 3, 1, 2, 0]);
  });
});

describe("smoothing and reduction", () => {
  test("smooth all points, then reduce", async () => {
    const long = { tag: "long" };
    const [full] = await curves({ sources: [long], smoothing: 0.5 });
    const [few] = await curves({ sources: [long], smoothing: 0.5, maxPoints: 40, range: [100, 900] });
    expect(full?.smoothed?.length).toBe(1000);
    expect(few?.xs.length).toBeLessThanOrEqual(40);
    expect([few?.xs[0], few?.xs.at(-1)]).toEqual([99, 901]);
    few?.xs.forEach((x, i) => {
      expect([few.values[i], few.smoothed?.[i]]).toEqual([full?.values[x], full?.smoothed?.[x]]);
    });
    const [series] = (await client.series({ tags: ["long"], smoothing: 0.5 })).series;
    expect(plain(full?.smoothed)).toEqual(plain(series?.smoothed));
  });

  test("keep a group's columns together", async () => {
    const query = { sources: [{ tag: "long" }], groups: [{ name: "g", runs: ["d/long"] }], smoothing: 0.5 };
    const [few] = await curves({ ...query, maxPoints: 40, band: "minmax" });
    expect(few?.pointCount).toBe(1000);
    expect([few?.lower, few?.upper].map(plain)).toEqual([plain(few?.values), plain(few?.values)]);
    expect([few?.smoothedLower, few?.smoothedUpper].map(plain)).toEqual([
      plain(few?.smoothed),
      plain(few?.smoothed),
    ]);
    expect(few?.runCounts?.length).toBe(few?.xs.length);
  });
});

describe("what other writers wrote", () => {
  let digits: ServedLogdir;
  beforeAll(async () => (digits = await serveLogdir(fixture("tf1_mnist"))));
  afterAll(() => digits.close());

  test("has the mean of its series", async () => {
    const tag = "accuracy/accuracy";
    const { series } = await createClient(digits).series({ tags: [tag] });
    const runs = series.map(({ run }) => run);
    const query = { sources: [{ tag }], groups: [{ name: "both", runs }] };
    const answer = await createClient(digits).curves(query);
    const [curve] = answer.curves;
    expect(series.length).toBe(2);
    expect(plain(curve?.xs)).toEqual(plain(series[0]?.steps));
    curve?.values.forEach((value, i) => {
      const [one = NaN, two = NaN] = series.map(({ values }: ScalarSeries) => values[i]);
      expect(value).toBeCloseTo((one + two) / 2, 12);
      expect((curve.upper?.[i] ?? NaN) - value).toBeCloseTo(Math.abs(one - two) / Math.SQRT2, 12);
    });
  });

  test("comes as JSON just as it comes as Arrow", async () => {
    const tag = "xent/xent_1";
    const [run = ""] = (await createClient(digits).runs()).runs.map((one) => one.run);
    const queries: Query[] = [
      { sources: [{ tag }], groups: [{ name: "g", runs: [run] }], smoothing: 0.3 },
      {
        sources: [{ expression: "log(xent/xent_1) - 1" }, { tag }],
        baseline: { run },
        x: { axis: "relative" },
      },
      { sources: [{ tag: "none" }] },
    ];
    for (const body of queries) {
      const arrow = await createClient(digits).curves(body);
      const json: CurvesAnswer = await callEndpoint(readCurves, { body }, digits);
      expect(arrow).toEqual(json);
    }
  });

  test("leaves superseded points out", async () => {
    const restarts = await serveLogdir(fixture("restarts"));
    try {
      const restarted = createClient(restarts);
      const { series } = await restarted.series({ runs: ["crashed"] });
      for (const { tag, steps, values } of series) {
        const {
          curves: [curve],
        } = await restarted.curves({ runs: ["crashed"], sources: [{ tag }] });
        expect([plain(curve?.steps), plain(curve?.values)]).toEqual([plain(steps), plain(values)]);
      }
      expect(series.length).toBeGreaterThan(0);
    } finally {
      await restarts.close();
    }
  });
});

describe("too much", () => {
  const manyGroups = (run: string) =>
    Array.from({ length: 1000 }, (_, i) => ({ name: String(i), runs: [run] }));
  const manySources = (tag: string) => Array.from({ length: 32 }, () => ({ tag }));

  test("to read is refused before anything is read", async () => {
    await expect(
      client.curves({ sources: manySources("long"), groups: manyGroups("d/long") }),
    ).rejects.toMatchObject({
      code: "too_large",
      message: `these curves are worked out from 32000000 points; at most ${MAX_CURVE_POINTS_READ} are read at once: name fewer runs, groups or sources`,
    });
  });

  test("to give is refused", async () => {
    await expect(
      client.curves({ sources: manySources("loss/train"), groups: manyGroups("a") }),
    ).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("these are 32000 curves of up to 160000 points") as string,
    });
  });

  test.each([
    [{ sources: [] }, "body.sources"],
    [{ sources: [{ tag: "x", expression: "x" }] }, "body.sources[0]"],
    [{ sources: [{ expression: "" }] }, "body.sources[0].expression"],
    [{ sources: [train], groups: [{ name: "g", runs: [] }] }, "body.groups[0].runs"],
    [{ sources: [train], x: { axis: "epoch" } }, "body.x"],
    [{ sources: [train], smoothing: 1 }, "body.smoothing"],
    [{ sources: [train], maxPoints: 1 }, "body.maxPoints"],
  ])("or what is not of the contract: %j", async (payload, field) => {
    const answer = await server.app.inject({ method: "POST", url: readCurves.path, payload });
    expect(answer.statusCode).toBe(400);
    expect(Problem.parse(answer.json()).fields?.map((one) => one.field)).toContain(field);
  });
});

test("ends when the client has left", async () => {
  let readCount = 0;
  const slow = await serveLogdir(
    logdir,
    {},
    {
      store: (store) => ({
        readScalars: async (query) => {
          readCount += 1;
          await pause(10);
          return store.readScalars(query);
        },
      }),
    },
  );
  try {
    const sources = Array.from({ length: 32 }, () => train);
    const leaving = new AbortController();
    const asked = createClient(slow).curves({ sources }, { signal: leaving.signal });
    while (readCount === 0) await pause(2);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await pause(200);
    const countAfter = readCount;
    expect(countAfter).toBeLessThan(10);
    await createClient(slow).curves({ sources });
    expect(readCount - countAfter).toBe(32);
  } finally {
    await slow.close();
  }
});

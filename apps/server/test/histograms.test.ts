// Histograms over event files of real writers, and over hostile ones.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeHistogram, evenEdges, histogramQuantiles, rebin } from "@runboard/analysis";
import {
  callEndpoint,
  createClient,
  type Client,
  type HistogramsAnswer,
  readHistogramGrid,
  readHistogramQuantiles,
  readHistograms,
} from "@runboard/contract";
import { ValueReader } from "@runboard/logdir";
import {
  type EventWriter,
  histogramValue,
  histoValue,
  numberTensor,
  stringTensor,
  type TensorInit,
  tensorValue,
} from "@runboard/tfevents";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { eventFile } from "./event-file.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

type Series = HistogramsAnswer["series"][number];

/** Rows of each histogram. */
function rowsOf({ rowCounts, rows }: Series): number[][] {
  let end = 0;
  return Array.from(rowCounts, (count) => {
    const start = end;
    end += 3 * count;
    return [...rows.subarray(start, end)];
  });
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

describe.each(["tf1_legacy", "tf1_mnist", "tf2_summaries", "torch_all"])("event files of %s", (fixture) => {
  let server: ServedLogdir;
  let client: Client;
  beforeAll(async () => {
    server = await serveLogdir(
      fileURLToPath(new URL(`../../../fixtures/${fixture}/logdir`, import.meta.url)),
    );
    client = createClient({ baseUrl: server.baseUrl });
  });
  afterAll(() => server.close());

  test("have histograms without a fault, as they were logged", async () => {
    const { revision, series } = await client.histograms({ maxSteps: 10_000 });
    expect(revision).toBe(await server.store.revision());
    const { series: tensors } = await client.tensors({ plugin: "histograms", maxPoints: 10_000 });
    expect(series.length).toBeGreaterThan(0);
    expect(series.map(({ run, tag }) => [run, tag])).toEqual(tensors.map(({ run, tag }) => [run, tag]));
    for (const [i, one] of series.entries()) {
      expect(one.problems).toEqual([]);
      expect(one.steps).toEqual(tensors[i]?.steps);
      expect(one.steps).toHaveLength(one.pointCount);
      expect(rowsOf(one)).toEqual(
        tensors[i]?.tensors.map((point) => (point.kind === "numbers" ? [...point.values] : point)),
      );
      const facts = rowsOf(one).map(describeHistogram);
      expect([...one.means]).toEqual(facts.map(({ mean }) => mean));
      const finite = facts.filter(({ least }) => !Number.isNaN(least));
      expect(one.valueRange).toEqual(
        finite.length === 0
          ? null
          : [
              Math.min(...finite.map(({ least }) => least)),
              Math.max(...finite.map(({ greatest }) => greatest)),
            ],
      );
    }
  });

  test("are re-binned without loss", async () => {
    for (const one of (await client.histograms({ maxSteps: 10_000 })).series) {
      for (const bins of rowsOf(one)) {
        const { least, greatest, counts } = describeHistogram(bins);
        if (Number.isNaN(least)) continue;
        const kept = sum(rebin(bins, evenEdges([least, greatest], 30, { kind: "linear" })));
        expect(Math.abs(kept - counts)).toBeLessThanOrEqual(1e-9 * counts);
      }
    }
  });

  test("have TensorBoard's quantiles where the outermost rows have counts", async () => {
    const { series } = await client.histogramQuantiles({ maxPoints: 10_000 });
    const { series: rows } = await client.histograms({ maxSteps: 10_000 });
    let compared = 0;
    for (const [i, one] of series.entries()) {
      const histograms = rows[i] ? rowsOf(rows[i]) : [];
      expect(one.steps).toHaveLength(histograms.length);
      for (const [step, bins] of histograms.entries()) {
        const found = [...one.quantiles.subarray(9 * step, 9 * step + 9)];
        if (describeHistogram(bins).counts === 0) expect(found).toEqual(new Array(9).fill(NaN));
        else if (bins.every((edge) => Math.abs(edge) < 1e300)) {
          expect(found).toEqual(histogramQuantiles(bins));
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  test("stand on a grid, with all their counts", async () => {
    const { series } = await client.histogramGrid({
      rows: 50,
      scale: { kind: "symlog", linearWithin: 1e-6 },
    });
    const { series: rows } = await client.histograms({ maxSteps: 10_000 });
    for (const [i, grid] of series.entries()) {
      expect(grid.columnEdges.length - 1).toBe(new Set(rows[i]?.steps).size);
      expect(sum(grid.stepCounts)).toBe(grid.pointCount);
      expect(grid.valueRange).toEqual(rows[i]?.valueRange);
      if (!grid.valueRange || grid.stepCounts.some((count) => count !== 1)) continue;
      for (const [column, bins] of (rows[i] ? rowsOf(rows[i]) : []).entries())
        if (describeHistogram(bins).counts > 0)
          expect(sum(grid.shares.subarray(50 * column, 50 * column + 50))).toBeCloseTo(1, 9);
    }
  });

  test("are the same as JSON and as Arrow", async () => {
    const { baseUrl } = server;
    expect(await callEndpoint(readHistograms, { body: {} }, { baseUrl })).toEqual(
      await client.histograms({}),
    );
    expect(await callEndpoint(readHistogramQuantiles, { body: {} }, { baseUrl })).toEqual(
      await client.histogramQuantiles({}),
    );
    const grid = { columns: 7, rows: 5 };
    expect(await callEndpoint(readHistogramGrid, { body: grid }, { baseUrl })).toEqual(
      await client.histogramGrid(grid),
    );
  });
});

const momentOf = (step: number) => ({ step, wallTimeSeconds: 100 + 2 * step });

/** A histogram of these rows, whatever they are. */
function writeRows(writer: EventWriter, step: number, rows: readonly number[], tag: string): void {
  const tensor = numberTensor(Float64Array.from(rows), [rows.length / 3, 3]);
  writer.writeSummary([tensorValue({ tag, plugin: "histograms", tensor })], momentOf(step));
}

function firstOf<S>(answer: { readonly series: readonly S[] }): S {
  const [series] = answer.series;
  if (!series) throw new Error("no series");
  return series;
}

const MAX = Number.MAX_VALUE;
const fileName = "events.out.tfevents.100.here";
const file = join("odd", fileName);

const faulty: readonly (readonly [words: string, rows: readonly number[]])[] = [
  ["row 2 of 2: the left edge 3 is beyond the right edge 2", [0, 1, 1, 3, 2, 4]],
  ["row 2 of 2: begins at 0, before the row before it, at 1", [1, 2, 1, 0, 3, 1]],
  ["row 1 of 1: the count is -1", [0, 1, -1]],
  ["row 1 of 1: the count is NaN", [0, 1, NaN]],
];

const extreme = [
  [],
  [5, 5, 10],
  [-MAX, MAX, 4],
  [NaN, NaN, 3, -Infinity, 0, 2, 0, 1, 5, 1, Infinity, 7],
  [-1, -1, 1, 0, 0, 2, 1, 1, 1],
];

function writeOdd(writer: EventWriter): void {
  const writeTensor = (tag: string, step: number, tensor: TensorInit): void =>
    writer.writeSummary([tensorValue({ tag, plugin: "histograms", tensor })], momentOf(step));
  for (const [step, [, rows]] of faulty.entries()) writeRows(writer, step, rows, "faulty");
  writeTensor("faulty", 4, numberTensor(Float64Array.of(1, 2, 3, 4), [2, 2]));
  writeTensor("faulty", 5, stringTensor([Buffer.from("a"), Buffer.from("b"), Buffer.from("c")], [1, 3]));
  writeTensor("faulty", 6, numberTensor(Float64Array.of(1, 2, 3), [3]));
  writeRows(writer, 7, [0, 1, 8], "faulty");

  writeRows(writer, 0, [0, 1, 1], "large");
  const many = Float64Array.from({ length: 3e6 }, (_, i) => (i % 3 === 2 ? 1 : Math.floor(i / 3) + (i % 3)));
  writeTensor("large", 1, numberTensor(many, [1e6, 3]));
  // A few bytes that say that they are many rows.
  const tensorShape = { dim: [{ size: 10n ** 9n }, { size: 3n }] };
  writeTensor("large", 2, { dtype: 2, tensorShape, doubleVal: [1] });

  for (const [step, rows] of extreme.entries()) writeRows(writer, step, rows, "extreme");
  for (let step = 0; step < 1200; step++) writeRows(writer, step, [0, 1, -1], "all faulty");
  for (let step = 0; step < 2600; step++) writeRows(writer, step, [0, 1, 1], "even");

  writeRows(writer, 5, [0, 1, 1, 1, 2, 3], "twice");
  writeRows(writer, 5, [0, 1, 3, 1, 2, 1], "twice");
  // Values below zero, zeros, a row that reaches up from zero, and one above.
  writeRows(writer, 0, [-2, 0, 4, 0, 0, 2, 0, 1, 10, 1, 10, 4], "log");
  writeRows(writer, 1, [-2, -1, 4], "negative");
  for (let step = 0; step < 3; step++)
    writer.writeSummary(
      [
        histoValue({ tag: "buckets", values: Float32Array.of(step, -step, 0.05) }),
        histoValue({ tag: "empty", values: new Float32Array(0) }),
      ],
      momentOf(step),
    );
}

const STEPS = 500;

function writeLong(writer: EventWriter): void {
  for (let step = 0; step < STEPS; step++) {
    // The least value at step 123, the greatest at 321; each step moves by one.
    const shift = step === 123 ? -10_000 : step === 321 ? 10_000 : step;
    writeRows(
      writer,
      step,
      Array.from({ length: 30 }, (_, row) => [shift + row, shift + row + 1, 1 + row]).flat(),
      "h",
    );
    const values = Float64Array.of(step, 1);
    writer.writeSummary([histogramValue({ tag: "between", values, bucketCount: 30 })], momentOf(step));
  }
}

describe("event files of a test", () => {
  let logdir: string;
  let server: ServedLogdir;
  let client: Client;
  let values: ValueReader;
  beforeAll(async () => {
    logdir = mkdtempSync(join(tmpdir(), "runboard-histograms-"));
    const writers = {
      odd: writeOdd,
      long: writeLong,
      vanishing: (writer: EventWriter) => writeRows(writer, 3, [0, 1, 1], "h"),
    };
    for (const [run, write] of Object.entries(writers)) {
      mkdirSync(join(logdir, run));
      writeFileSync(join(logdir, run, fileName), eventFile(write));
    }
    values = new ValueReader();
    server = await serveLogdir(logdir, {}, { values });
    client = createClient({ baseUrl: server.baseUrl });
  });
  afterAll(async () => {
    await server.close();
    rmSync(logdir, { recursive: true, force: true });
  });

  describe("that make no sense", () => {
    const ask = { runs: ["odd"], tags: ["faulty"] };

    test("are problems with their file and step, the others are given", async () => {
      const problems = [
        ...faulty.map(([reason], step) => ({ step, file, code: "malformed", reason })),
        { step: 4, file, code: "malformed", reason: expect.stringContaining("shape [2, 2]") as string },
        { step: 5, file, code: "malformed", reason: expect.stringContaining("type string") as string },
        { step: 6, file, code: "malformed", reason: expect.stringContaining("shape [3]") as string },
      ];
      const rows = firstOf(await client.histograms(ask));
      expect(rows).toMatchObject({ problems, problemCount: 7, pointCount: 8, valueRange: [0, 1] });
      expect([...rows.steps]).toEqual([7]);
      const quantiles = firstOf(await client.histogramQuantiles(ask));
      expect(quantiles).toMatchObject({ problems, problemCount: 7, change: null });
      expect([...quantiles.steps]).toEqual([7]);
      const grid = firstOf(await client.histogramGrid({ ...ask, rows: 2 }));
      expect(grid).toMatchObject({ problems, problemCount: 7 });
      // Their steps are there, and empty.
      expect([...grid.stepCounts]).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
      expect([...grid.shares.subarray(12)]).toEqual([NaN, NaN, 0.5, 0.5]);
    });

    test("of more rows than any writer gives are not read", async () => {
      const before = values.bytesRead;
      const { problems, steps } = firstOf(await client.histograms({ tags: ["large"] }));
      expect(problems).toMatchObject([
        { step: 1, code: "too_large", reason: "the histogram has 1000000 rows; at most 100000 are read" },
        { step: 2, code: "too_large" },
      ]);
      expect([...steps]).toEqual([0]);
      expect(values.bytesRead - before).toBeLessThan(10_000);
    });

    test("are told a thousand at most, and counted", async () => {
      const { problems, problemCount } = firstOf(await client.histogramQuantiles({ tags: ["all faulty"] }));
      expect([problems.length, problems[999]?.step, problemCount]).toEqual([1000, 999, 1200]);
    });
  });

  test("that vanish are problems, too", async () => {
    const ask = { runs: ["vanishing"] };
    rmSync(join(logdir, "vanishing", fileName));
    const gone = {
      problems: [{ step: 3, file: join("vanishing", fileName), code: "file_gone" }],
      problemCount: 1,
      valueRange: null,
    };
    const nothing = new Float64Array(0);
    expect(firstOf(await client.histograms(ask))).toMatchObject({ ...gone, rows: nothing });
    expect(firstOf(await client.histogramQuantiles(ask))).toMatchObject({ ...gone, change: null });
    expect(firstOf(await client.histogramGrid(ask))).toMatchObject({
      ...gone,
      rowEdges: nothing,
      stepCounts: Float64Array.of(0),
    });
  });

  test("at the ends of what there may be are given as they are", async () => {
    const ask = { tags: ["extreme"] };
    const answer = firstOf(await client.histograms(ask));
    expect(answer.problems).toEqual([]);
    expect(rowsOf(answer)).toEqual(extreme);
    expect(answer.valueRange).toEqual([-MAX, MAX]);
    expect([...answer.counts]).toEqual([0, 10, 4, 17, 4]);
    expect([...answer.leasts]).toEqual([NaN, 5, -MAX, 0, -1]);
    expect([...answer.zeroShares]).toEqual([NaN, 0, 1, 5 / 17, 0.5]);
    const { nanCounts, negativeInfinityCounts, positiveInfinityCounts } = answer;
    expect([nanCounts[3], negativeInfinityCounts[3], positiveInfinityCounts[3]]).toEqual([3, 2, 7]);
    const { quantiles } = firstOf(
      await client.histogramQuantiles({ ...ask, basisPoints: [0, 5000, 10_000] }),
    );
    expect([...quantiles.subarray(0, 6)]).toEqual([NaN, NaN, NaN, 5, 5, 5]);
    expect([...quantiles.subarray(9, 12)]).toEqual([0, 0.5, 1]);
    const grid = firstOf(await client.histogramGrid({ ...ask, rows: 4 }));
    expect([...grid.rowEdges].map((edge) => Math.round((edge / MAX) * 1e9) / 1e9)).toEqual([
      -1, -0.5, 0, 0.5, 1,
    ]);
    expect([...grid.shares.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, 1, 0]);
    for (const share of grid.shares.subarray(8, 12)) expect(share).toBeCloseTo(0.25, 12);
    expect([grid.nanCounts[3], grid.negativeInfinityCounts[3], grid.positiveInfinityCounts[3]]).toEqual([
      3, 2, 7,
    ]);
    expect([...grid.belowCounts]).toEqual([0, 0, 0, 0, 0]);
  });

  describe("with a long series", () => {
    const ask = { runs: ["long"], tags: ["h"] };
    const bytesOf = async (tag: string) => {
      const { series } = await client.records({ runs: ["long"], tags: [tag], maxPoints: STEPS });
      return sum(series[0]?.sizesBytes ?? []);
    };

    test("are read at a named step only", async () => {
      const before = values.bytesRead;
      const answer = firstOf(await client.histograms({ ...ask, maxSteps: 0, steps: [77] }));
      expect([...answer.steps]).toEqual([77]);
      expect(answer.valueRange).toBeNull();
      // Its bytes, and the head by which the file is known.
      const read = values.bytesRead - before;
      expect(read).toBeGreaterThan(0);
      expect(read).toBeLessThan((await bytesOf("h")) / STEPS + 1024);
    });

    test("give the first, the last, the extremes, and those of named steps or the newest before", async () => {
      const stepsOf = async (query: { maxSteps: number; steps?: number[]; range?: [number, number] }) => [
        ...firstOf(await client.histograms({ ...ask, ...query })).steps,
      ];
      const ten = await stepsOf({ maxSteps: 10 });
      expect(ten).toHaveLength(10);
      expect(ten).toEqual(expect.arrayContaining([0, 123, 321, 499]));
      const gaps = ten.slice(1).map((step, i) => step - (ten[i] ?? 0));
      expect(Math.max(...gaps)).toBeLessThan((2 * STEPS) / 9 + 1);
      expect(await stepsOf({ maxSteps: 10, steps: [40.5, 123, 1e9, -1] })).toEqual(
        [...new Set([...ten, 40])].sort((a, b) => a - b),
      );
      expect(await stepsOf({ maxSteps: 0, steps: [3, 3.7, -1, 1000] })).toEqual([3, 499]);
      expect(await stepsOf({ maxSteps: 4 })).toEqual([0, 123, 321, 499]);
      expect(await stepsOf({ maxSteps: 3 })).toEqual([0, 321, 499]);
      expect(await stepsOf({ maxSteps: 1 })).toEqual([499]);
      expect(await stepsOf({ maxSteps: 0 })).toEqual([]);
      expect(await stepsOf({ maxSteps: 3, range: [10, 20], steps: [5] })).toEqual([10, 15, 20]);
      const whole = firstOf(await client.histograms({ ...ask, maxSteps: 4, range: [10, 20] }));
      expect(whole).toMatchObject({ pointCount: STEPS, pointCountInRange: 11, valueRange: [10, 50] });
    });

    test("keep odd steps in quantiles and on a grid", async () => {
      const quantiles = firstOf(await client.histogramQuantiles({ ...ask, maxPoints: 20 }));
      expect(quantiles.steps.length).toBeLessThanOrEqual(20);
      expect([...quantiles.steps]).toEqual(expect.arrayContaining([0, 123, 321, 499]));
      expect([...quantiles.steps]).toEqual([...quantiles.steps].sort((a, b) => a - b));
      expect(quantiles.valueRange).toEqual([-10_000, 10_030]);
      // All counts moved by 499, of a deviation that stays.
      expect(quantiles.change).toBeCloseTo(499 / (quantiles.deviations[0] ?? NaN), 9);
      const some = firstOf(await client.histogramQuantiles({ ...ask, range: [10, 20], basisPoints: [5000] }));
      expect([...some.steps]).toEqual(Array.from({ length: 13 }, (_, i) => 9 + i));
      expect(some.valueRange).toEqual([10, 50]);
      expect(some.change).toBeCloseTo(10 / (some.deviations[0] ?? NaN), 9);
      const grid = firstOf(await client.histogramGrid({ ...ask, columns: 5, rows: 3 }));
      expect([...grid.columnEdges]).toEqual([0, 1, 2, 3, 4, 5].map((i) => (499 * i) / 5));
      expect([...grid.stepCounts]).toEqual([100, 100, 100, 100, 100]);
      expect([...grid.firstSteps]).toEqual([0, 100, 200, 300, 400]);
      expect([...grid.lastSteps]).toEqual([99, 199, 299, 399, 499]);
      expect([grid.shares[3], grid.shares[3 * 3 + 2]]).toEqual([1, 1]);
      expect(Number(grid.shares[0])).toBe(0);
    });

    test("have columns of their own for each step where there is room, on every axis", async () => {
      const edges = async (axis: "step" | "relative" | "wall") => {
        const grid = firstOf(
          await client.histogramGrid({
            ...ask,
            axis,
            rows: 1,
            range: axis === "wall" ? [104, 108] : axis === "step" ? [2, 4] : [4, 8],
          }),
        );
        expect([...grid.firstSteps]).toEqual([2, 3, 4]);
        return [...grid.columnEdges];
      };
      expect(await edges("step")).toEqual([1.5, 2.5, 3.5, 4.5]);
      expect(await edges("relative")).toEqual([3, 5, 7, 9]);
      expect(await edges("wall")).toEqual([103, 105, 107, 109]);
    });

    test("are read once, with little of what lies between", async () => {
      const fresh = new ValueReader();
      const other = await serveLogdir(logdir, {}, { values: fresh });
      try {
        const asking = createClient({ baseUrl: other.baseUrl });
        await asking.histograms({ ...ask, maxSteps: STEPS });
        const read = fresh.bytesRead;
        // The other series lies between each two, near enough to be read with them.
        expect(read).toBeLessThanOrEqual(1.2 * ((await bytesOf("h")) + (await bytesOf("between"))));
        await asking.histogramGrid(ask);
        await asking.histogramQuantiles(ask);
        expect(fresh.bytesRead - read).toBeLessThan(10_000);
      } finally {
        await other.close();
      }
    });
  });

  test("asked for in a way that makes no sense, or too much of, are refused", async () => {
    const refused = { code: "invalid_request", status: 400 };
    await expect(client.histograms({ range: [2, 1] })).rejects.toMatchObject(refused);
    await expect(client.histogramQuantiles({ basisPoints: [2, 1] })).rejects.toMatchObject(refused);
    await expect(client.histogramGrid({ valueRange: [2, 1] })).rejects.toMatchObject(refused);
    const before = values.bytesRead;
    await expect(client.histogramGrid({ columns: 4000, rows: 1000 })).rejects.toMatchObject({
      code: "too_large",
      status: 413,
      message: expect.stringMatching(
        /^the grids have \d+ cells; at most 4000000 .* lower columns or rows$/,
      ) as string,
    });
    expect(values.bytesRead).toBe(before);
  });

  test("of one step are in one column", async () => {
    const grid = firstOf(await client.histogramGrid({ tags: ["twice"], rows: 2, includeSuperseded: true }));
    expect([...grid.columnEdges]).toEqual([4.5, 5.5]);
    expect([...grid.stepCounts]).toEqual([2]);
    expect([...grid.shares]).toEqual([0.75, 0.75]);
  });

  test("on a logarithmic grid are told of below it, too", async () => {
    const log = { scale: { kind: "log" } as const };
    const grid = firstOf(await client.histogramGrid({ tags: ["log"], rows: 2, ...log }));
    expect(grid.valueRange).toEqual([-2, 10]);
    expect([...grid.rowEdges].map((edge) => Number(edge.toPrecision(12)))).toEqual([0.1, 1, 10]);
    expect(grid.belowCounts[0]).toBeCloseTo(4 + 2 + 1, 12);
    expect(grid.shares[0]).toBeCloseTo(9 / 20, 12);
    expect(grid.shares[1]).toBeCloseTo(4 / 20, 12);
    const zoomed = { tags: ["log"], rows: 1, ...log };
    const upper = firstOf(await client.histogramGrid({ ...zoomed, valueRange: [2, 4] }));
    expect([...upper.rowEdges]).toEqual([2, 4]);
    expect(upper.belowCounts[0]).toBeCloseTo(16, 12);
    const own = firstOf(await client.histogramGrid({ ...zoomed, valueRange: [-5, 4] }));
    expect([...own.rowEdges]).toEqual([0.1, 4]);
    const negative = firstOf(await client.histogramGrid({ ...zoomed, tags: ["negative"] }));
    expect(negative).toMatchObject({ rowEdges: new Float64Array(0), shares: new Float64Array(0) });
    expect([...negative.belowCounts]).toEqual([4]);
  });

  test("with buckets as TensorFlow 1 writes them are no problem, nor are those of nothing", async () => {
    const { series } = await client.histograms({ tags: ["buckets", "empty"] });
    expect(series.map(({ problems }) => problems)).toEqual([[], []]);
    expect([...(series[0]?.counts ?? [])]).toEqual([3, 3, 3]);
    expect(series[1]).toMatchObject({ valueRange: null, counts: new Float64Array(3) });
    const quantiles = await client.histogramQuantiles({ tags: ["empty"] });
    expect(quantiles.series[0]?.quantiles).toEqual(new Float64Array(27).fill(NaN));
  });

  test("that no one waits for are not read on", async () => {
    const left = new AbortController();
    const readTensors = values.readTensors.bind(values);
    let batchCount = 0;
    const reading = vi.spyOn(values, "readTensors").mockImplementation(async (columns, selection) => {
      batchCount += 1;
      left.abort();
      const found = await readTensors(columns, selection);
      // Until the server has heard of it.
      await new Promise<void>((resolve) => selection?.signal?.addEventListener("abort", () => resolve()));
      return found;
    });
    try {
      const asked = client.histogramGrid({ tags: ["even"] }, { signal: left.signal });
      await expect(asked).rejects.toThrow();
      await vi.waitFor(() => expect(batchCount).toBe(1));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(batchCount).toBe(1);
    } finally {
      reading.mockRestore();
    }
  });
});

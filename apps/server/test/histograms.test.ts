// Histograms over event files of real writers, and over hostile ones.
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
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

// What every store notices in series: stretches that are not finite, spikes, plateaus.
import { expect, it } from "vitest";
import type { EventStore } from "../event-store.ts";
import { FILE, fileCommit, recordPoints, scalarPoints } from "./builders.ts";

export function describeFindings(connect: () => Promise<EventStore>): void {
  const count = 3000;
  const steps = Array.from({ length: count }, (_, i) => i * 2);
  const noise = steps.map((step) => Math.sin(step * 7.7) + Math.sin(step * 1.3));
  /** Commits values of steps 0, 2, 4, … in parts of some points. */
  const commitInParts = async (store: EventStore, values: readonly number[], partPoints: number) => {
    for (let from = 0; from < values.length; from += partPoints) {
      const to = Math.min(values.length, from + partPoints);
      const part = scalarPoints("loss", steps.slice(from, to), values.slice(from, to));
      await store.commit([fileCommit(FILE, [from, to], [part])]);
    }
  };
  const found = async (store: EventStore) =>
    (await store.listFindings({})).map(({ kind, step, lastStep, value, pointCount }) => [
      kind,
      step,
      lastStep,
      value,
      pointCount,
    ]);

  it("finds what is worth a look, however reading was cut into commits", async () => {
    const values = [...noise];
    values[200] = 30;
    values.splice(600, 3, -40, -50, NaN);
    values.splice(1020, 10, ...Array.from({ length: 10 }, () => Infinity));
    values.fill(2.5, 1700);
    for (const partPoints of [3000, 1024, 701, 90]) {
      const store = await connect();
      await commitInParts(store, values, partPoints);
      expect(await found(store)).toEqual([
        ["spike", 400, 400, 30, 1],
        ["spike", 1200, 1202, -40, 2],
        ["non_finite", 1204, 1204, NaN, 1],
        ["non_finite", 2040, 2058, Infinity, 10],
        ["plateau", 3400, 5998, 2.5, 1300],
      ]);
      expect((await store.listFindings({}))[0]).toMatchObject({
        run: "run",
        tag: "loss",
        wallTimeSeconds: 1.7e9 + 400,
      });
      expect((await store.listRuns())[0]?.findingCount).toBe(5);
    }
  });

  it("finds nothing in noise, trends, steps, new levels, and what never changed", async () => {
    const store = await connect();
    const ordinary: Record<string, (i: number) => number> = {
      noise: (i) => noise[i] ?? 0,
      decay: (i) => 5 * Math.exp(-i / 100) + (noise[i] ?? 0) * 0.01,
      schedule: (i) => (i < 300 ? i / 300 : (1 + Math.cos((i - 300) / 900)) / 2),
      saw: (i) => i % 100,
      steps: (i) => Math.floor(i / 700),
      levels: (i) => (i % 1500 > 1018 ? 50 : 0) + (noise[i] ?? 0),
      "wide peak": (i) => 20 * Math.exp(-(((i - 1500) / 9) ** 2)) + (noise[i] ?? 0),
      constant: () => 0.1,
      "rarely set": (i) => (i % 60 === 7 ? 1 : 0),
    };
    const scalars = Object.entries(ordinary).map(([tag, value]) =>
      scalarPoints(
        tag,
        steps,
        steps.map((_, i) => value(i)),
      ),
    );
    await store.commit([fileCommit(FILE, [0, 1], scalars)]);
    expect(await store.listFindings({})).toEqual([]);
    expect((await store.listRuns())[0]?.findingCount).toBe(0);
  });

  it("forgets a plateau that ended, and finds of a plateau only as much as is long enough", async () => {
    const store = await connect();
    const values = noise.slice(0, 1000).fill(1, 500);
    await commitInParts(store, values.slice(0, 800), 50);
    expect(await found(store)).toEqual([]);
    const grown = await connect();
    await commitInParts(grown, values.slice(0, 900), 50);
    expect(await found(grown)).toEqual([["plateau", 1000, 1798, 1, 400]]);
    const next = scalarPoints("loss", [1800], [7]);
    await grown.commit([fileCommit(FILE, [900, 901], [next])]);
    expect(await found(grown)).toEqual([]);
    expect((await grown.listRuns())[0]?.findingCount).toBe(0);
  });

  it("keeps the first findings of a series and its plateau", async () => {
    const store = await connect();
    const values = noise.map((value, i) => (i % 50 === 49 ? NaN : value)).fill(3, 1500);
    await commitInParts(store, values, 400);
    const findings = await found(store);
    expect(findings.length).toBe(16);
    expect(findings.slice(0, 15)).toEqual(
      Array.from({ length: 15 }, (_, i) => ["non_finite", 98 + 100 * i, 98 + 100 * i, NaN, 1]),
    );
    expect(findings[15]).toEqual(["plateau", 3000, 5998, 3, 1500]);
  });

  it("judges visible points only: what a restart supersedes, or a removed file gave, is gone", async () => {
    const store = await connect();
    const second = ["run", "/logs/run/events.2"] as const;
    const values = [...noise];
    values[500] = 99;
    values[2500] = -99;
    const again = scalarPoints(
      "loss",
      steps.slice(2000),
      noise.slice(2000),
      steps.slice(2000).map((step) => 1.8e9 + step),
    );
    await store.commit([fileCommit(second, [0, 1], [again])]);
    await store.commit([fileCommit(FILE, [0, 1], [scalarPoints("loss", steps, values)])]);
    expect(await found(store)).toEqual([["spike", 1000, 1000, 99, 1]]);
    await store.removeFiles([second[1]]);
    expect(await found(store)).toEqual([
      ["spike", 1000, 1000, 99, 1],
      ["spike", 5000, 5000, -99, 1],
    ]);
    await store.commit([
      { ...fileCommit(FILE, [0, 2], [scalarPoints("loss", steps, noise)]), isReplacement: true },
    ]);
    expect(await found(store)).toEqual([]);
    await store.removeFiles([FILE[1]]);
    expect(await store.listFindings({})).toEqual([]);
  });

  it("gives those of a selection, in order", async () => {
    const store = await connect();
    const points = ["b", "a", "fine"].map((tag) =>
      scalarPoints(tag, [1, 2, 3], tag === "fine" ? [1, 2, 3] : [1, NaN, 3]),
    );
    await store.commit([
      fileCommit(["r2", "/l/r2"], [0, 1], [...points, recordPoints("img", [1], "blob_sequence")]),
      fileCommit(["r1", "/l/r1"], [0, 1], points.slice(1)),
    ]);
    const keys = async (filter: Parameters<EventStore["listFindings"]>[0]) =>
      (await store.listFindings(filter)).map(({ run, tag }) => `${run} ${tag}`);
    expect(await keys({})).toEqual(["r1 a", "r2 a", "r2 b"]);
    expect(await keys({ runs: ["r2", "none"], tags: ["b", "none"] })).toEqual(["r2 b"]);
    expect(await keys({ tags: ["a"], dataClass: "scalar" })).toEqual(["r1 a", "r2 a"]);
    expect(await keys({ runs: [] })).toEqual([]);
    expect(await keys({ plugin: "images" })).toEqual([]);
  });
}

// Which points count: the situations that trainers bring about, one by one.
import { expect, it } from "vitest";
import type { EventStore } from "../event-store.ts";
import { ALL, fileCommit, scalarPoints } from "./builders.ts";

const OLD = ["run", "/l/run/events.1"] as const;
const NEW = ["run", "/l/run/events.2"] as const;

/** Points of `tag` at one second each from a start on. */
function logged(tag: string, steps: readonly number[], startSeconds: number) {
  return scalarPoints(
    tag,
    steps,
    steps.map((step) => startSeconds + step),
    steps.map((_, i) => startSeconds + i),
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Steps that are shown, and all of them with superseded ones, by tag. */
async function stepsOf(
  store: EventStore,
): Promise<Record<string, { shown: number[]; superseded: number[] }>> {
  const all = await store.readScalars({ ...ALL, includeSuperseded: true });
  const shown = await store.readScalars(ALL);
  return Object.fromEntries(
    shown.map(({ tag, steps }, i) => [
      tag,
      {
        shown: [...steps],
        superseded: [...(all[i]?.steps ?? [])].filter((_, at) => all[i]?.superseded?.[at] === 1),
      },
    ]),
  );
}

async function restartsOf(store: EventStore, tag: string) {
  const [row] = await store.listSeries({ tags: [tag] });
  const restarts = await store.listRestarts({ tags: [tag] });
  return { count: row?.restartCount, steps: restarts.map(({ step }) => step) };
}

export function describeRestarts(connect: () => Promise<EventStore>): void {
  it("shows what a job logged that came back, series by series from its first step on", async () => {
    const store = await connect();
    await store.commit([
      fileCommit(OLD, [0, 9], [logged("train", [0, 5, 10, 15, 20], 100), logged("val", [0, 10, 20], 100)]),
      fileCommit(NEW, [0, 9], [logged("train", [10, 15], 200)]),
    ]);
    expect(await stepsOf(store)).toEqual({
      train: { shown: [0, 5, 10, 15], superseded: [10, 15, 20] },
      val: { shown: [0, 10, 20], superseded: [] },
    });
    expect(await restartsOf(store, "train")).toEqual({ count: 1, steps: [10] });
    expect(await restartsOf(store, "val")).toEqual({ count: 0, steps: [] });
    const [run] = await store.listRuns();
    expect(run).toMatchObject({ restartCount: 1, supersededPointCount: 3 });
  });

  it("takes no file for a restart that repeats no step, however low it begins", async () => {
    const store = await connect();
    const [first, second, third] = [1, 5, 3].map((step, i) =>
      fileCommit(["run", `/l/run/events.${i}`], [0, 9], [logged("eval", [step], 100 * i)]),
    );
    await store.commit([first, second, third].filter((one) => one !== undefined));
    expect(await stepsOf(store)).toEqual({ eval: { shown: [1, 3, 5], superseded: [] } });
    expect(await restartsOf(store, "eval")).toEqual({ count: 0, steps: [] });
  });

  it("hides at a START mark what was written before it at or beyond its step, in all tags", async () => {
    const store = await connect();
    const old = [logged("train", [0, 50, 100, 150], 100), logged("val", [0, 80, 120], 100)];
    await store.commit([fileCommit(OLD, [0, 9], old)]);
    const mark = { step: 100, wallTimeSeconds: 500 };
    await store.commit([{ ...fileCommit(NEW, [0, 1], []), startMark: mark }]);
    // Wall times that somebody made up say nothing about the order in a file.
    await store.commit([fileCommit(NEW, [1, 9], [logged("train", [100, 110], 50)])]);
    expect(await stepsOf(store)).toEqual({
      train: { shown: [0, 50, 100, 110], superseded: [100, 150] },
      val: { shown: [0, 80], superseded: [120] },
    });
    expect(await restartsOf(store, "train")).toEqual({ count: 1, steps: [100] });
    expect(await restartsOf(store, "val")).toEqual({ count: 1, steps: [100] });
    await store.removeFiles([NEW[1]]);
    expect((await stepsOf(store))["val"]).toEqual({ shown: [0, 80, 120], superseded: [] });
  });

  it("says of a series that it is plain when a mark hides none of it, however it was committed", async () => {
    const mark = { step: 100, wallTimeSeconds: 500 };
    const marked = { ...fileCommit(NEW, [0, 1], []), startMark: mark };
    const points = (steps: readonly number[]) => logged("loss", steps, steps[0] === 0 ? 100 : 600);
    const [early, late] = [points([0, 1]), points([200, 201])];
    const whole = await connect();
    const both = scalarPoints("loss", [0, 1, 200, 201], [1, 2, 3, 4], [100, 101, 600, 601]);
    await whole.commit([fileCommit(OLD, [0, 9], [both]), marked]);
    const bit = await connect();
    await bit.commit([fileCommit(OLD, [0, 5], [early])]);
    await bit.commit([marked]);
    await bit.commit([fileCommit(OLD, [5, 9], [late])]);
    for (const store of [whole, bit])
      expect((await store.listSeries({}))[0]).toMatchObject({
        isPlain: true,
        pointCount: 4,
        supersededPointCount: 0,
      });
  });

  it("keeps a series of which a mark leaves nothing", async () => {
    const store = await connect();
    await store.commit([fileCommit(OLD, [0, 9], [logged("loss", [3, 4], 100)])]);
    await store.commit([{ ...fileCommit(NEW, [0, 1], []), startMark: { step: 0, wallTimeSeconds: 500 } }]);
    expect(await stepsOf(store)).toEqual({ loss: { shown: [], superseded: [3, 4] } });
    const [row] = await store.listSeries({});
    expect(row).toMatchObject({
      pointCount: 0,
      supersededPointCount: 2,
      firstStep: 3,
      lastStep: 4,
      last: null,
    });
  });

  it("shows the second time when one file goes back and repeats its steps", async () => {
    const store = await connect();
    await store.commit([fileCommit(OLD, [0, 9], [logged("loss", [0, 1, 2, 3, 0, 1], 100)])]);
    expect(await stepsOf(store)).toEqual({ loss: { shown: [0, 1], superseded: [0, 1, 2, 3] } });
    await store.commit([fileCommit(OLD, [9, 12], [logged("loss", [2], 300)])]);
    expect((await stepsOf(store))["loss"]).toEqual({ shown: [0, 1, 2], superseded: [0, 1, 2, 3] });
    expect(await restartsOf(store, "loss")).toEqual({ count: 1, steps: [0] });
  });

  it("shows steps out of order, and the second time of those, too", async () => {
    const store = await connect();
    const order = [1, 2, 5, 3, 4, 8, 7, 6, 10, 9];
    const sorted = order.toSorted((a, b) => a - b);
    await store.commit([fileCommit(OLD, [0, 9], [logged("eval", order, 100)])]);
    expect(await stepsOf(store)).toEqual({ eval: { shown: sorted, superseded: [] } });
    expect(await restartsOf(store, "eval")).toEqual({ count: 0, steps: [] });
    await store.commit([fileCommit(OLD, [9, 19], [logged("eval", order, 200)])]);
    expect(await stepsOf(store)).toEqual({ eval: { shown: sorted, superseded: sorted } });
    const [columns] = await store.readScalars(ALL);
    expect([...(columns?.values ?? [])]).toEqual(sorted.map((step) => 200 + step));
  });

  it("shows chunks out of order by step, each in order by itself", async () => {
    const store = await connect();
    const [early, late] = [0, 2048].map((from) => Array.from({ length: 1024 }, (_, i) => from + i));
    await store.commit([fileCommit(OLD, [0, 9], [logged("eval", [...(late ?? []), ...(early ?? [])], 100)])]);
    const sorted = [...(early ?? []), ...(late ?? [])];
    expect(await stepsOf(store)).toEqual({ eval: { shown: sorted, superseded: [] } });
    const [page] = await store.readScalars({ ...ALL, slice: [1000, 1048] });
    expect([...(page?.steps ?? [])]).toEqual(sorted.slice(1000, 1048));
    expect(await store.listSeries({})).toMatchObject([{ isPlain: false }]);
  });

  it("shows all of two writers at once", async () => {
    const store = await connect();
    await store.commit([
      fileCommit(OLD, [0, 9], [logged("loss", [2, 4, 6, 8], 100)]),
      fileCommit(NEW, [0, 9], [logged("loss", [1, 3, 4, 5], 101)]),
    ]);
    expect(await stepsOf(store)).toEqual({ loss: { shown: [1, 2, 3, 4, 4, 5, 6, 8], superseded: [] } });
    // The older one turns out to have gone on for longer: until then the other had come after it.
    const later = ["run", "/l/run/events.3"] as const;
    await store.commit([fileCommit(later, [0, 9], [logged("loss", [6, 8], 300)])]);
    expect((await stepsOf(store))["loss"]?.superseded).toEqual([6, 8]);
    await store.commit([fileCommit(OLD, [9, 12], [logged("other", [9], 400)])]);
    expect((await stepsOf(store))["loss"]?.superseded).toEqual([]);
  });

  it("counts a file's way back the same however it was committed, though another file's mark hid what it repeats", async () => {
    const [before, after] = [range(0, 51), range(30, 60)];
    const mark = { step: 20, wallTimeSeconds: 500 };
    const marked = { ...fileCommit(NEW, [0, 1], []), startMark: mark };
    const whole = await connect();
    const [first, second] = [logged("loss", before, 100), logged("loss", after, 600)];
    await whole.commit([fileCommit(OLD, [0, 5], [first]), fileCommit(OLD, [5, 9], [second]), marked]);
    const bit = await connect();
    await bit.commit([fileCommit(OLD, [0, 5], [first])]);
    await bit.commit([marked]);
    await bit.commit([fileCommit(OLD, [5, 9], [second])]);
    for (const store of [whole, bit]) {
      expect(await restartsOf(store, "loss")).toEqual({ count: 2, steps: [20, 30] });
      expect((await stepsOf(store))["loss"]?.shown).toEqual([...range(0, 20), ...after]);
    }
  });

  it("knows a file that came back by its steps, however many, and however they are shuffled", async () => {
    const store = await connect();
    const shuffled = (odd: number) => range(0, 20_000).map((i) => 2 * ((i * 7919) % 20_000) + odd);
    await store.commit([
      fileCommit(OLD, [0, 9], [logged("even", shuffled(0), 100), logged("loss", shuffled(0), 100)]),
      fileCommit(NEW, [0, 9], [logged("even", shuffled(1), 1e5), logged("loss", [39_998], 1e5)]),
    ]);
    expect(await restartsOf(store, "even")).toEqual({ count: 0, steps: [] });
    expect(await restartsOf(store, "loss")).toEqual({ count: 1, steps: [39_998] });
  });

  it("shows every point of one step, in order of writing", async () => {
    const store = await connect();
    const values = Array.from({ length: 3000 }, (_, i) => Math.sin(i));
    const walls = values.map((_, i) => 100 + i / 10);
    const points = scalarPoints("loss", new Array<number>(3000).fill(0), values, walls);
    await store.commit([fileCommit(OLD, [0, 9], [points])]);
    const [columns] = await store.readScalars(ALL);
    expect(columns?.values).toEqual(Float64Array.from(values));
    expect(columns).toMatchObject({ pointCount: 3000, firstWallTimeSeconds: 100 });
    const [byTime] = await store.readScalars({ ...ALL, axis: "relative", range: [10, 20] });
    expect(byTime?.pointCountInRange).toBe(101);
    const [page] = await store.readScalars({ ...ALL, slice: [2990, 3010] });
    expect(page?.values).toEqual(Float64Array.from(values.slice(2990)));
    expect((await store.listSeries({}))[0]).toMatchObject({ restartCount: 0, supersededPointCount: 0 });
  });
}

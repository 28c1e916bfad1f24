// Curves worked out over all points (see `readCurves` in the contract). Second half: points are read run after run, and only what a curve needs of them is kept.
import {
  aggregate,
  areEqual,
  ascendingOrder,
  commonSteps,
  compareWithBaseline,
  evaluateExpression,
  numbersAt,
  reduceRange,
  smooth,
  type StepColumns,
  type XyColumns,
} from "@runboard/analysis";
import {
  ARROW_STREAM,
  readCurves,
  type Curve,
  type CurveHeader,
  type CurvesQuery,
  type RunName,
} from "@runboard/contract";
import type { EventStore, ScalarColumns } from "@runboard/store";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { serveEndpoint } from "../serve-endpoint.ts";
import { planCurves, TagNames, type PlannedRun, type PlannedSource } from "./curves-plan.ts";
import { Breath, WorkSlots } from "./long-work.ts";

/** From so many points on an answer may need some hundred MB: one of these is worked out at a time, and two others, which need not wait for it. */
const HEAVY_POINTS = 2_000_000;
/** Read at once, over some runs: some 3 MB of columns. A longer run is read whole. */
const PAGE_POINTS = 131_072;

export function serveCurves(app: FastifyInstance, { store, config }: AppParts): void {
  const heavySlots = new WorkSlots(1);
  const lightSlots = new WorkSlots(2);
  const tagNames = new TagNames(store);
  serveEndpoint(
    { app, isReadOnly: config.isReadOnly },
    readCurves,
    async ({ body }, clientLeft) => {
      const revision = await store.revision();
      const plan = await planCurves(body, store, tagNames);
      const work = { query: body, store, breath: new Breath(clientLeft) };
      const slots = plan.pointCount >= HEAVY_POINTS ? heavySlots : lightSlots;
      return await slots.take(async () => {
        const curves: Curve[] = [];
        for (const source of plan.sources) curves.push(...(await curvesOfSource(source, work)));
        return { revision, curves };
      }, clientLeft);
    },
    {
      encode: {
        [ARROW_STREAM]: async (answer, _, memory) =>
          (await import("./curves-table.ts")).encodeCurvesTable(answer, memory),
      },
    },
  );
}

interface Work {
  readonly query: CurvesQuery;
  readonly store: EventStore;
  readonly breath: Breath;
}

/** A run's curve, every point of it, x ascending. */
interface RunCurve extends XyColumns, StepColumns {
  readonly run: RunName;
  /** Wall time of the first visible point of the expression's first tag. */
  readonly firstWallTimeSeconds: number | null;
}

async function curvesOfSource(source: PlannedSource, work: Work): Promise<readonly Curve[]> {
  const { query } = work;
  const baseline = source.baseline && (await firstOf(readRunCurves([source.baseline], source, work)));
  // Between the plan and now it may have been deleted.
  if (source.baseline && !baseline) return [];
  const compared = (curve: RunCurve): RunCurve =>
    baseline && query.baseline
      ? { ...curve, values: compareWithBaseline(curve, baseline, query.baseline.mode) }
      : curve;
  const curves: Curve[] = [];
  for await (const curve of readRunCurves(source.runs, source, work)) {
    const { run, firstWallTimeSeconds, ...columns } = compared(curve);
    curves.push(shownCurve({ source: source.index, run, group: null, firstWallTimeSeconds }, columns, query));
  }
  for (const { name, runs } of source.groups) {
    const members: XyColumns[] = [];
    for await (const curve of readRunCurves(runs, source, work)) {
      const { xs, values } = compared(curve);
      const before = members.at(-1)?.xs;
      // Runs mostly log at the same steps: one column serves them all.
      members.push({ xs: before && areEqual(before, xs) ? before : xs, values });
    }
    if (members.length === 0) continue;
    const { memberCounts, unionCount, unionCountInRange, ...columns } = await aggregated(members, work);
    const curve = shownCurve(
      { source: source.index, run: null, group: name, firstWallTimeSeconds: null },
      { ...columns, runCounts: memberCounts },
      query,
    );
    curves.push({
      ...curve,
      pointCount: unionCount,
      ...(!smoothsPast(query) && { pointCountInRange: unionCountInRange }),
    });
  }
  return curves;
}

async function aggregated(members: readonly XyColumns[], { query, breath }: Work) {
  const { center, band, range } = query;
  const steps = aggregate(members, { center, band, ...(range && !smoothsPast(query) && { range }) });
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await breath.take();
  }
}

/** Whether points beyond the range bear on those in it. */
function smoothsPast({ range, smoothing }: CurvesQuery): boolean {
  return range !== undefined && smoothing > 0;
}

async function firstOf<T>(all: AsyncIterable<T>): Promise<T | undefined> {
  for await (const one of all) return one;
  return undefined;
}

/** In the order of `runs`; without those that were deleted meanwhile. */
async function* readRunCurves(
  runs: readonly PlannedRun[],
  source: PlannedSource,
  { query, store, breath }: Work,
): AsyncGenerator<RunCurve, void, undefined> {
  for (const page of pagesOf(runs)) {
    const series = await store.readScalars({
      runs: page.map(({ run }) => run),
      tags: source.tags,
      axis: "step",
      smoothing: 0,
      includeSuperseded: false,
    });
    const byRun = new Map<string, Map<string, ScalarColumns>>();
    for (const columns of series) {
      const ofRun = byRun.get(columns.run);
      if (ofRun) ofRun.set(columns.tag, columns);
      else byRun.set(columns.run, new Map([[columns.tag, columns]]));
    }
    for (const { run } of page) {
      const columns = byRun.get(run);
      if (columns?.size === source.tags.length) yield runCurveOf(run, columns, { source, query });
      await breath.take();
    }
  }
}

function* pagesOf(runs: readonly PlannedRun[]): Generator<readonly PlannedRun[]> {
  let page: PlannedRun[] = [];
  let pointCount = 0;
  for (const run of runs) {
    if (page.length > 0 && pointCount + run.pointCount > PAGE_POINTS) {
      yield page;
      page = [];
      pointCount = 0;
    }
    page.push(run);
    pointCount += run.pointCount;
  }
  if (page.length > 0) yield page;
}

/** @param columns of every tag of the source. */
function runCurveOf(
  run: RunName,
  columns: ReadonlyMap<string, ScalarColumns>,
  { source, query }: { readonly source: PlannedSource; readonly query: CurvesQuery },
): RunCurve {
  const result = evaluateExpression(source.expression, columns);
  const placed = placeOnX(result, columns, { source, query });
  const order = ascendingOrder(placed.xs);
  return {
    run,
    firstWallTimeSeconds: columns.get(source.firstTag)?.firstWallTimeSeconds ?? null,
    xs: numbersAt(placed.xs, order),
    values: numbersAt(placed.values, order),
    steps: numbersAt(placed.steps, order),
    wallTimesSeconds: numbersAt(placed.wallTimesSeconds, order),
  };
}

/** In the order of steps. */
function placeOnX(
  curve: StepColumns,
  columns: ReadonlyMap<string, ScalarColumns>,
  { source, query }: { readonly source: PlannedSource; readonly query: CurvesQuery },
): StepColumns & { readonly xs: Float64Array } {
  const { steps, wallTimesSeconds, values } = curve;
  if ("tag" in query.x) {
    const onX = columns.get(query.x.tag);
    const common = onX && commonSteps(steps, onX.steps);
    return {
      xs: numbersAt(onX?.values ?? new Float64Array(0), common?.indexesB),
      steps: numbersAt(steps, common?.indexesA),
      wallTimesSeconds: numbersAt(wallTimesSeconds, common?.indexesA),
      values: numbersAt(values, common?.indexesA),
    };
  }
  switch (query.x.axis) {
    case "step":
      return { xs: steps, steps, wallTimesSeconds, values };
    case "wall":
      return { xs: wallTimesSeconds, steps, wallTimesSeconds, values };
    case "relative": {
      const origin = columns.get(source.firstTag)?.firstWallTimeSeconds ?? NaN;
      const xs = wallTimesSeconds.map((time) => time - origin);
      return { xs, steps, wallTimesSeconds, values };
    }
  }
}

type CurveColumns = Omit<Curve, keyof CurveHeader | "smoothed" | "smoothedLower" | "smoothedUpper">;

/** Smooths over all points, then keeps what the chart needs. */
function shownCurve(
  names: Pick<Curve, "source" | "run" | "group" | "firstWallTimeSeconds">,
  { lower, upper, ...columns }: CurveColumns,
  { range, maxPoints, smoothing }: CurvesQuery,
): Curve {
  const { kept, countInRange } = reduceRange(columns, maxPoints, range);
  const shown = (column: Float64Array) => numbersAt(column, kept);
  const smoothed = (column: Float64Array) => shown(smooth(column, smoothing));
  const { xs, values, runCounts, steps, wallTimesSeconds } = columns;
  return {
    ...names,
    xs: shown(xs),
    values: shown(values),
    ...(lower && { lower: shown(lower) }),
    ...(upper && { upper: shown(upper) }),
    ...(smoothing > 0 && {
      smoothed: smoothed(values),
      ...(lower && { smoothedLower: smoothed(lower) }),
      ...(upper && { smoothedUpper: smoothed(upper) }),
    }),
    ...(runCounts && { runCounts: shown(runCounts) }),
    ...(steps && { steps: shown(steps) }),
    ...(wallTimesSeconds && { wallTimesSeconds: shown(wallTimesSeconds) }),
    pointCount: xs.length,
    pointCountInRange: countInRange,
    ...stepSpan(steps),
  };
}

/** Nulls for none. */
function stepSpan(steps: Float64Array | undefined): Pick<Curve, "firstStep" | "lastStep"> {
  if (!steps || steps.length === 0) return { firstStep: null, lastStep: null };
  let [firstStep, lastStep] = [Infinity, -Infinity];
  for (const step of steps) {
    if (step < firstStep) firstStep = step;
    if (step > lastStep) lastStep = step;
  }
  return { firstStep, lastStep };
}

// Loading and serving as a user meets them: the built command on the two corpora, cold and again, then asked what a dashboard asks.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@runboard/contract";
import { corpora, ensureCorpus, runName, type Corpus } from "./corpora.ts";
import { MeasuredServer, withServer } from "./measured-server.ts";
import { median, quantile, type Figure } from "./figures.ts";

/** What one start on a corpus showed. */
interface LoadSample {
  readonly coldMillis: number;
  readonly secondMillis: number;
  /** Processor time up to loaded: what a busy machine leaves comparable. */
  readonly coldCpuMillis: number;
  readonly peakBytes: number;
}

interface ServeSample {
  readonly multirunMillis: readonly number[];
  readonly seriesMillis: readonly number[];
}

/** Interleaves the corpora, so that a busy minute of the machine falls on all of them. */
export async function measureLoad(repetitions: number): Promise<readonly Figure[]> {
  const samples = { many_runs: [] as LoadSample[], long_runs: [] as LoadSample[] };
  for (const corpus of [corpora.many_runs, corpora.long_runs]) ensureCorpus(corpus);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    samples.many_runs.push(await loadTwice(corpora.many_runs));
    samples.long_runs.push(await loadTwice(corpora.long_runs));
  }
  const { many_runs: many, long_runs: long } = samples;
  const seconds = (values: readonly number[]): number => median(values) / 1000;
  const mebibytes = (values: readonly LoadSample[]): number =>
    Math.max(...values.map(({ peakBytes }) => peakBytes)) / 2 ** 20;
  return [
    figure(
      "cold start to loaded, many_runs",
      "s",
      [6.3, 2],
      seconds(many.map(({ coldMillis }) => coldMillis)),
    ),
    figure(
      "cold start to loaded, long_runs",
      "s",
      [3.75, 1.5],
      seconds(long.map(({ coldMillis }) => coldMillis)),
    ),
    figure("second start, many_runs", "s", [6.3, 0.5], seconds(many.map(({ secondMillis }) => secondMillis))),
    figure(
      "second start, long_runs",
      "s",
      [3.75, 0.5],
      seconds(long.map(({ secondMillis }) => secondMillis)),
    ),
    figure(
      "processor time, cold start, many_runs",
      "s",
      [],
      seconds(many.map((sample) => sample.coldCpuMillis)),
    ),
    figure(
      "processor time, cold start, long_runs",
      "s",
      [],
      seconds(long.map((sample) => sample.coldCpuMillis)),
    ),
    figure("peak memory, many_runs", "MiB", [1146, 400], mebibytes(many)),
    figure("peak memory, long_runs", "MiB", [655, 400], mebibytes(long)),
  ];
}

/** Answer times on a loaded many_runs, and what the server uses while nothing happens. */
export async function measureServe(): Promise<readonly Figure[]> {
  const { sample, idleShare, chartMillis } = await withServer(
    ensureCorpus(corpora.many_runs),
    async (server) => {
      const serve = await askTensorBoardRoutes(server, corpora.many_runs);
      return {
        sample: serve,
        chartMillis: await askChart(server, corpora.many_runs),
        idleShare: await idleCpuShare(server, 5000),
      };
    },
  );
  const longChartMillis = await withServer(ensureCorpus(corpora.long_runs), (server) =>
    askChart(server, corpora.long_runs),
  );
  return [
    figure("one tag over 250 runs, scalars_multirun, p50", "ms", [765, 60], median(sample.multirunMillis)),
    figure("one tag over 250 runs, scalars_multirun, p95", "ms", [], quantile(sample.multirunMillis, 0.95)),
    figure("one series, scalars, p50", "ms", [48, 3], median(sample.seriesMillis)),
    figure("one series, scalars, p95", "ms", [], quantile(sample.seriesMillis, 0.95)),
    figure("chart of one tag, all runs, Arrow, many_runs, p50", "ms", [], median(chartMillis)),
    figure("chart of one tag, all runs, Arrow, long_runs, p50", "ms", [], median(longChartMillis)),
    figure("processor while idle, many_runs", "%", [], idleShare * 100),
  ];
}

/** What 10,000 runs that do not change cost. */
export async function measureIdle(): Promise<readonly Figure[]> {
  const idleShare = await withServer(ensureCorpus(corpora.idle_runs), async (server) => {
    // The poller backs off over the first minute; this is what it settles on.
    await sleep(30_000);
    return idleCpuShare(server, 20_000);
  });
  return [figure("processor with 10,000 idle runs", "%", [undefined, 5], idleShare * 100)];
}

async function loadTwice(corpus: Corpus): Promise<LoadSample> {
  const logdir = ensureCorpus(corpus);
  readFiles(logdir);
  const indexDir = mkdtempSync(join(tmpdir(), "runboard-bench-index-"));
  try {
    const cold = await MeasuredServer.start(logdir, indexDir);
    const coldCpuMillis = cold.cpuMillis();
    await askChart(cold, corpus);
    const peakBytes = cold.peakMemoryBytes();
    await cold.stop();
    const second = await MeasuredServer.start(logdir, indexDir);
    await assertComplete(second, corpus);
    await second.stop();
    return { coldMillis: cold.loadMillis, secondMillis: second.loadMillis, coldCpuMillis, peakBytes };
  } finally {
    rmSync(indexDir, { recursive: true, force: true });
  }
}

/** Leaves the event files in the system's page cache: how fast the disk is, is not measured. */
export function readFiles(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name));
}

/** A figure counts only when every point is there. */
async function assertComplete({ baseUrl }: MeasuredServer, corpus: Corpus): Promise<void> {
  const { runs } = await createClient({ baseUrl }).runs();
  const pointCount = runs.reduce((sum, run) => sum + run.pointCount, 0);
  const expected = corpus.runCount * corpus.tags.length * corpus.stepCount;
  if (runs.length !== corpus.runCount || pointCount !== expected)
    throw new Error(`${corpus.name}: ${runs.length} runs, ${pointCount} points instead of ${expected}`);
}

/** Each tag of every run through `scalars_multirun`, and single series spread over the corpus. */
async function askTensorBoardRoutes({ baseUrl }: MeasuredServer, corpus: Corpus): Promise<ServeSample> {
  const routes = `${baseUrl}/data/plugin/scalars`;
  const multirunMillis: number[] = [];
  const seriesMillis: number[] = [];
  for (const [index, tag] of corpus.tags.entries()) {
    const form = new URLSearchParams([["tag", tag]]);
    for (let run = 0; run < corpus.runCount; run++) form.append("runs", runName(run));
    multirunMillis.push(await timeAnswer(`${routes}/scalars_multirun`, { method: "POST", body: form }));
    for (let sample = 0; sample < 5; sample++) {
      const run = runName((index * 31 + sample * 47) % corpus.runCount);
      const query = new URLSearchParams({ tag, run });
      seriesMillis.push(await timeAnswer(`${routes}/scalars?${query.toString()}`, {}));
    }
  }
  return { multirunMillis, seriesMillis };
}

/** Each tag as the page asks for it: reduced to the width of a chart, as Arrow. */
async function askChart({ baseUrl }: MeasuredServer, corpus: Corpus): Promise<readonly number[]> {
  const client = createClient({ baseUrl });
  const millis: number[] = [];
  for (const tag of corpus.tags) {
    const start = performance.now();
    await client.series({ tags: [tag], maxPoints: 800, smoothing: 0.6 });
    millis.push(performance.now() - start);
  }
  return millis;
}

async function timeAnswer(url: string, init: RequestInit): Promise<number> {
  const start = performance.now();
  const response = await fetch(url, init);
  const body = await response.arrayBuffer();
  const millis = performance.now() - start;
  if (!response.ok || body.byteLength < 1000) throw new Error(`${url} answered ${response.status}`);
  return millis;
}

async function idleCpuShare(server: MeasuredServer, durationMillis: number): Promise<number> {
  const before = server.cpuMillis();
  await sleep(durationMillis);
  return (server.cpuMillis() - before) / durationMillis;
}

function figure(
  name: string,
  unit: string,
  [tensorBoard, target]: readonly [(number | undefined)?, number?],
  value: number,
): Figure {
  return { name, unit, tensorBoard, target, value };
}

// Loading histograms and pictures, and asking for histograms: the built command on twenty rich runs, cold and again, on one run whose summaries are
// merged, and on a series of ten thousand steps.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@runboard/contract";
import { type Figure, median, medianFigure, quantile } from "./figures.ts";
import { LastByte } from "./last-byte.ts";
import { readFiles } from "./load.ts";
import { MeasuredServer } from "./measured-server.ts";
import { ensureRichCorpus, rich } from "./rich-corpus.ts";
import {
  ensureLongHistogram,
  ensureRichRuns,
  longHistogram,
  richRunName,
  richRuns,
} from "./rich-runs-corpus.ts";

/** How long each request of a kind took. */
interface Answers {
  /** The first that the server was asked. */
  readonly firstMillis: number[];
  /** Of series that were not read before. */
  readonly freshMillis: number[];
  /** Of these until the answer's last byte, which the client has then still to read. */
  readonly lastByteMillis: number[];
  /** Of series that were asked for just before. */
  readonly keptMillis: number[];
}

const noAnswers = (): Answers => ({ firstMillis: [], freshMillis: [], lastByteMillis: [], keptMillis: [] });
/** Each reads a series again that is kept. */
const KEPT_SAMPLES = 3;

export async function measureRich(repetitions: number): Promise<readonly Figure[]> {
  const loads: { cold: number; second: number; peak: number }[] = [];
  const single = noAnswers();
  const merged = noAnswers();
  const grid = noAnswers();
  for (let repetition = 0; repetition < repetitions; repetition++) {
    await onLoaded(ensureRichRuns(), async (cold, restart) => {
      await assertComplete(cold);
      await askHistograms(cold, single, richSeries());
      const peak = cold.peakMemoryBytes() / 2 ** 20;
      const second = await restart();
      await assertComplete(second);
      loads.push({ cold: cold.loadMillis / 1000, second: second.loadMillis / 1000, peak });
    });
    await onLoaded({ runs: ensureRichRuns(), rich: ensureRichCorpus() }, async (server) => {
      // As many others first as were asked for the figures above: code that has hardly run yet is slow.
      await askHistograms(server, noAnswers(), richSeries("runs/"));
      const { name, histograms } = rich.runs.merged;
      await askHistograms(server, merged, seriesOf(`rich/${name}`, histograms));
    });
    await onLoaded(ensureLongHistogram(), (server) => askGrid(server, grid));
  }
  const named = (name: string, unit: string, tensorBoard?: number, target?: number) => ({
    name,
    unit,
    tensorBoard,
    target,
  });
  return [
    medianFigure(
      named("cold start to loaded, rich_runs", "s", 3.3, 1),
      loads.map(({ cold }) => cold),
    ),
    medianFigure(
      named("second start, rich_runs", "s", 3.3, 3.3 / 9),
      loads.map(({ second }) => second),
    ),
    {
      ...named("peak memory, rich_runs", "MiB", 653, 300),
      value: Math.max(...loads.map(({ peak }) => peak)),
    },
    ...answerFigures("one histogram series of 500 steps", single, 15),
    medianFigure(named("the same, first of a server just started", "ms"), single.firstMillis),
    ...answerFigures("the same, merged summaries", merged, 15),
    medianFigure(
      named("grid of 10,000 histograms, server just started", "ms", undefined, 250),
      grid.firstMillis,
    ),
    medianFigure(named("grid of 10,000 histograms, kept", "ms", undefined, 100), grid.keptMillis),
  ];
}

function answerFigures(name: string, answers: Answers, target: number): readonly Figure[] {
  const { freshMillis, lastByteMillis, keptMillis } = answers;
  const figure = (how: string, value: number, tensorBoard?: number, most?: number): Figure => ({
    name: `${name}, ${how}`,
    unit: "ms",
    tensorBoard,
    target: most,
    value,
  });
  return [
    figure("p50", median(freshMillis), 52, target),
    figure("answer's last byte, p50", median(lastByteMillis), 52, target),
    figure("p95", quantile(freshMillis, 0.95)),
    figure("kept, p50", median(keptMillis)),
  ];
}

/** Uses a server that starts without an index and with its files in the page cache; `restart` stops it and starts another with its index. */
async function onLoaded(
  logdir: Parameters<typeof MeasuredServer.start>[0],
  use: (cold: MeasuredServer, restart: () => Promise<MeasuredServer>) => Promise<void>,
): Promise<void> {
  for (const directory of typeof logdir === "string" ? [logdir] : Object.values(logdir)) readFiles(directory);
  const indexDir = mkdtempSync(join(tmpdir(), "runboard-bench-index-"));
  let server = await MeasuredServer.start(logdir, indexDir);
  try {
    await use(server, async () => {
      await server.stop();
      server = await MeasuredServer.start(logdir, indexDir);
      return server;
    });
  } finally {
    await server.stop();
    rmSync(indexDir, { recursive: true, force: true });
  }
}

/** A figure counts only when every point is there. */
async function assertComplete({ baseUrl }: MeasuredServer): Promise<void> {
  const { histograms, stepCount, images, imageStepCount, runCount } = richRuns;
  const { runs } = await createClient({ baseUrl }).runs();
  const pointCount = runs.reduce((sum, run) => sum + run.pointCount, 0);
  const expected = runCount * (histograms.length * stepCount + images.length * imageStepCount);
  if (pointCount !== expected) throw new Error(`rich_runs: ${pointCount} points instead of ${expected}`);
}

interface NamedSeries {
  readonly run: string;
  readonly tag: string;
}

function seriesOf(run: string, tags: readonly string[]): readonly NamedSeries[] {
  return tags.map((tag) => ({ run, tag }));
}

/** Two series of every run. @param prefix of the runs' names */
function richSeries(prefix = ""): readonly NamedSeries[] {
  return Array.from({ length: richRuns.runCount }, (_, run) =>
    seriesOf(prefix + richRunName(run), richRuns.histograms.slice(0, 2)),
  ).flat();
}

async function askHistograms(
  { baseUrl }: MeasuredServer,
  answers: Answers,
  series: readonly NamedSeries[],
): Promise<void> {
  const lastByte = new LastByte();
  const client = createClient({ baseUrl, fetch: lastByte.fetch });
  for (const [index, { run, tag }] of series.entries()) {
    for (let sample = 0; sample <= KEPT_SAMPLES; sample++) {
      const start = performance.now();
      const answer = await client.histograms({ runs: [run], tags: [tag], maxSteps: 500 });
      const millis = performance.now() - start;
      if (sample > 0) answers.keptMillis.push(millis);
      else if (index === 0) answers.firstMillis.push(millis);
      else {
        answers.freshMillis.push(millis);
        answers.lastByteMillis.push(lastByte.atMillis - start);
      }
      if (answer.series[0]?.steps.length !== 500) throw new Error(`${run} ${tag}: not 500 histograms`);
    }
  }
}

async function askGrid({ baseUrl }: MeasuredServer, answers: Answers): Promise<void> {
  const client = createClient({ baseUrl });
  const { run, tag, stepCount } = longHistogram;
  for (let sample = 0; sample <= KEPT_SAMPLES; sample++) {
    const start = performance.now();
    const answer = await client.histogramGrid({ runs: [run], tags: [tag], columns: 1000, rows: 100 });
    (sample === 0 ? answers.firstMillis : answers.keptMillis).push(performance.now() - start);
    const count = answer.series[0]?.stepCounts.reduce((sum, steps) => sum + steps, 0);
    if (count !== stepCount) throw new Error(`${count} of ${stepCount} histograms are on the grid`);
  }
}

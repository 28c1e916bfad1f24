// The values of one series of 500 histograms, read from event files: from events of one value each, and from events that hold twenty others.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@runboard/contract";
import { ValueReader } from "@runboard/logdir";
import { openStore, type EventStore } from "@runboard/store";
import { type Figure, median, medianFigure, quantile } from "./figures.ts";
import { LastByte } from "./last-byte.ts";
import { MeasuredServer } from "./measured-server.ts";
import { ensureRichCorpus, rich } from "./rich-corpus.ts";

type Run = (typeof rich.runs)[keyof typeof rich.runs];

interface Millis {
  readonly uncached: number[];
  /** Of these until the answer's last byte, which the client has then still to read; empty in process. */
  readonly lastByte: number[];
  readonly cached: number[];
}

const runs: readonly Run[] = Object.values(rich.runs);
/** Of each series with a warm cache. */
const CACHED_SAMPLES = 5;

export async function measureValues(repetitions: number): Promise<readonly Figure[]> {
  const logdir = ensureRichCorpus();
  const indexDir = mkdtempSync(join(tmpdir(), "runboard-bench-index-"));
  try {
    const loadMillis: number[] = [];
    const overHttp = runs.map((): Millis => ({ uncached: [], lastByte: [], cached: [] }));
    for (let repetition = 0; repetition < repetitions; repetition++) {
      for (const [index, run] of runs.entries()) {
        // What the server keeps goes with it: in each start every series is read once. The other run's come first, for code that has not run yet is slow.
        rmSync(indexDir, { recursive: true, force: true });
        const server = await MeasuredServer.start(logdir, indexDir);
        loadMillis.push(server.loadMillis);
        for (const other of runs) if (other !== run) await askServer(server, other, undefined);
        await askServer(server, run, overHttp[index]);
        await server.stop();
      }
    }
    const store = await openStore({ kind: "sqlite", path: indexFile(indexDir) });
    const inProcess = await Promise.all(runs.map((run) => readInProcess(store, run, repetitions)));
    await store.close();
    const figure = (name: string, unit: string, target: number | undefined, value: number): Figure => ({
      name,
      unit,
      tensorBoard: undefined,
      target,
      value,
    });
    return [
      ...runs.flatMap(({ name }, index) => [
        ...timeFigures(`${name}, over HTTP`, overHttp[index]),
        ...timeFigures(`${name}, in process`, inProcess[index]?.millis),
        figure(`bytes read of those wanted, ${name}`, "×", undefined, inProcess[index]?.readShare ?? NaN),
      ]),
      figure("index of rich", "MB", 4, statSync(indexFile(indexDir)).size / 1e6),
      medianFigure(
        { name: "cold start to loaded, rich", unit: "ms", tensorBoard: undefined, target: undefined },
        loadMillis,
      ),
    ];
  } finally {
    rmSync(indexDir, { recursive: true, force: true });
  }
}

function timeFigures(where: string, millis: Millis | undefined): readonly Figure[] {
  const { uncached = [], lastByte = [], cached = [] } = millis ?? {};
  const figure = (name: string, target: number | undefined, value: number): Figure => ({
    name: `values of ${rich.stepCount} histograms, ${where}, ${name}`,
    unit: "ms",
    tensorBoard: undefined,
    target,
    value,
  });
  return [
    figure("p50", 15, median(uncached)),
    ...(lastByte.length > 0 ? [figure("answer's last byte, p50", 15, median(lastByte))] : []),
    figure("p95", undefined, quantile(uncached, 0.95)),
    figure("kept, p50", undefined, median(cached)),
    figure("kept, p95", undefined, quantile(cached, 0.95)),
  ];
}

async function askServer(server: MeasuredServer, run: Run, millis: Millis | undefined): Promise<void> {
  const lastByte = new LastByte();
  const client = createClient({ baseUrl: server.baseUrl, fetch: lastByte.fetch });
  for (const tag of run.histograms) {
    for (let sample = 0; sample <= CACHED_SAMPLES; sample++) {
      const start = performance.now();
      const { series } = await client.tensors({ runs: [run.name], tags: [tag], maxPoints: rich.stepCount });
      (sample === 0 ? millis?.uncached : millis?.cached)?.push(performance.now() - start);
      if (sample === 0) millis?.lastByte.push(lastByte.atMillis - start);
      const valueCount = series[0]?.tensors.filter(({ kind }) => kind === "numbers").length;
      if (valueCount !== rich.stepCount) throw new Error(`${tag}: ${valueCount} values`);
    }
  }
}

async function readInProcess(
  store: EventStore,
  run: Run,
  repetitions: number,
): Promise<{ readonly millis: Millis; readonly readShare: number }> {
  const millis: Millis = { uncached: [], lastByte: [], cached: [] };
  let wantedBytes = 0;
  let readBytes = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const values = new ValueReader();
    for (const tag of run.histograms) {
      for (let sample = 0; sample <= CACHED_SAMPLES; sample++) {
        const start = performance.now();
        const query = { runs: [run.name], tags: [tag], dataClass: "tensor", axis: "step" } as const;
        const [columns] = await store.readRecords({ ...query, includeSuperseded: false });
        if (!columns) throw new Error(`${run.name} has no ${tag}`);
        const found = await values.readTensors(columns);
        millis[sample === 0 ? "uncached" : "cached"].push(performance.now() - start);
        if (found.some(({ kind }) => kind === "problem")) throw new Error(`${tag} cannot be read`);
        if (sample === 0) for (const lengthBytes of columns.lengthsBytes) wantedBytes += lengthBytes;
      }
    }
    readBytes += values.bytesRead;
  }
  return { millis, readShare: readBytes / wantedBytes };
}

function indexFile(directory: string): string {
  const found = readdirSync(directory, { recursive: true, withFileTypes: true }).find(
    ({ name }) => name === "index.sqlite",
  );
  if (!found) throw new Error(`no index in ${directory}`);
  return join(found.parentPath, found.name);
}

// Whether the server stays quick while it trains: the page's requests for charts, with and without a job beside it.
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, ModelId, type Client } from "@runboard/contract";
import { corpora, ensureCorpus } from "./corpora.ts";
import { quantile, type Figure } from "./figures.ts";
import { withServer } from "./measured-server.ts";

const ROUNDS = 5;
/** A person looks; nobody asks without a pause. */
const PAUSE_MILLIS = 50;

export async function measureServeWhileTraining(): Promise<readonly Figure[]> {
  const logdir = mkdtempSync(join(tmpdir(), "runboard-bench-serve-"));
  try {
    // New runs go beside the corpus, not into it.
    symlinkSync(ensureCorpus(corpora.many_runs), join(logdir, "corpus"));
    return await withServer(logdir, async ({ baseUrl }) => {
      const client = createClient({ baseUrl });
      await askCharts(client);
      const idle = quantile(await askCharts(client), 0.99);
      const { job } = await client.startJob({ model: ModelId.parse("mnist-cnn") });
      await untilSteps(client, 20);
      const training = quantile(await askCharts(client), 0.99);
      await client.cancelJobs([job.job]);
      const named = (name: string, unit: string, value: number, target?: number): Figure => ({
        ...{ name, unit, value, target, tensorBoard: undefined },
      });
      return [
        named("chart request, p99, idle", "ms", idle),
        named("chart request, p99, while a job trains", "ms", training),
        named("the second of the first", "×", training / idle, 2),
      ];
    });
  } finally {
    rmSync(logdir, { recursive: true, force: true });
  }
}

async function askCharts(client: Client): Promise<readonly number[]> {
  const millis: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const tag of corpora.many_runs.tags) {
      const start = performance.now();
      await client.series({ tags: [tag], maxPoints: 800, smoothing: 0.6, precision: "screen" });
      millis.push(performance.now() - start);
      await sleep(PAUSE_MILLIS);
    }
  return millis;
}

async function untilSteps(client: Client, steps: number): Promise<void> {
  for (;;) {
    const { jobs } = await client.jobs();
    const [job] = jobs;
    if (job && job.state.status !== "queued" && job.state.status !== "running")
      throw new Error(`the job is ${job.state.status} before it trained`);
    if ((job?.progress?.step ?? 0) >= steps) return;
    await sleep(200);
  }
}

// Training over HTTP: a real server that runs a real program as jobs, through the client that scripts use.
import { readFileSync, existsSync } from "node:fs";
import path from "node:path";
import {
  createClient,
  eventsPath,
  hasEnded,
  LiveEvent,
  Problem,
  readTraining,
  startJob,
  startSweep,
  type Client,
  type Job,
} from "@runboard/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServedLogdir } from "./served-logdir.ts";
import { foundBackend, TrainingServer } from "./training-server.ts";

const place = new TrainingServer();
let server: ServedLogdir;
let client: Client;
beforeAll(async () => {
  server = await place.serve();
  client = createClient(server);
});
afterAll(() => place.dispose());

const start = async (
  parameters: Record<string, string | number | boolean> = {},
  run?: string,
): Promise<Job> => (await client.startJob({ model: "climb", parameters, run })).job;
const untilRunning = async (job: Job): Promise<void> => {
  await expect
    .poll(async () => (await client.jobs({ job: [job.job] })).jobs[0]?.state.status)
    .toBe("running");
};

describe("what can be trained", () => {
  test("are models and declared commands, with the schemas of their parameters", async () => {
    const { unavailable, backend, models, concurrency } = await client.training();
    expect(unavailable).toBeNull();
    // Before there was a training.
    expect(backend).toEqual(foundBackend);
    expect(concurrency).toBe(2);
    const climb = models.find(({ model }) => model === "climb");
    expect(climb).toMatchObject({ kind: "command", title: "Climb", metric: { tag: "score" } });
    expect(climb?.parameters).toMatchObject({
      properties: { score: { type: "number", default: 1, minimum: 0, maximum: 10 } },
    });
    expect(models.find(({ model }) => model === "mnist-cnn")).toMatchObject({ kind: "model" });
    // How it is run is nobody's business.
    expect(JSON.stringify(await client.training())).not.toContain("training-program");
  });

  test("a plan says which runs would start, or what is wrong", async () => {
    const { runs, problems } = await client.planTraining({
      model: "climb",
      search: { kind: "grid", values: { score: [1, 2], steps: [3, 4] } },
    });
    expect(problems).toEqual([]);
    expect(new Set(runs.map(({ run }) => run)).size).toBe(4);
    expect(runs[0]?.parameters).toEqual({ score: 1, steps: 3, pause: 0, fails: false, diverges: false });
    const wrong = await client.planTraining({ model: "climb", parameters: { score: 11, stepz: 1 } });
    expect(wrong.problems.map(({ field }) => field).sort()).toEqual(["parameters.score", "parameters.stepz"]);
    expect((await client.jobs()).jobs).toEqual([]);
  });
});

describe("a job", () => {
  test("runs, writes its run into the log directory, and tells its metric and log", async () => {
    const seen: Job[] = [];
    const job = await start({ score: 0.5, pause: 300 });
    const ended = await client.waitForJob(job.job, { onChange: (state) => seen.push(state) });
    expect(ended).toMatchObject({
      state: { status: "succeeded" },
      kind: "command",
      parameters: { score: 0.5, steps: 3, fails: false },
      progress: { step: 3, totalSteps: 3 },
      attempt: 1,
    });
    expect(seen.some(({ state }) => state.status === "running")).toBe(true);
    await expect.poll(async () => (await client.runs()).runs.map(({ run }) => run)).toContain(ended.run);
    await expect.poll(async () => (await client.jobs({ job: [job.job] })).jobs[0]?.metricValue).toBe(0.5);
    const log = await client.jobLog(job.job);
    expect(log.text).toContain("step 1/3\nstep 2/3\nstep 3/3\n");
    expect(log.sizeBytes).toBe(Buffer.byteLength(log.text));
    const download = await client.downloadJobLog(job.job);
    expect(download.url).toBe(client.jobLogUrl(job.job));
    expect(await download.text()).toBe(log.text);
  });

  test("that diverged has NaN as its metric, which is the worst", async () => {
    const { sweep } = await client.startSweep({
      model: "climb",
      search: { kind: "grid", values: { diverges: [true, false] } },
    });
    const { jobs } = await client.waitForSweep(sweep.sweep);
    const jobThat = (diverges: boolean) =>
      jobs.find(({ parameters }) => parameters["diverges"] === diverges)?.job;
    const read = async (url: string) => (await server.app.inject({ url })).json<unknown>();
    await expect
      .poll(() => read(`/api/v1/jobs?job=${jobThat(true)}`))
      .toMatchObject({ jobs: [{ metricValue: "NaN" }] });
    await expect
      .poll(() => read(`/api/v1/sweeps?sweep=${sweep.sweep}`))
      .toMatchObject({ sweeps: [{ best: { job: jobThat(false), value: 1 } }] });
  });

  test("that fails says why, and is run again", async () => {
    const job = await start({ fails: true });
    const failed = await client.waitForJob(job.job);
    expect(failed.state).toMatchObject({ status: "failed" });
    expect("reason" in failed.state && failed.state.reason).toContain("told to fail");
    const { jobs } = await client.retryJobs([job.job]);
    expect(jobs[0]).toMatchObject({ attempt: 1, parameters: job.parameters });
    expect(jobs[0]?.run).not.toBe(job.run);
    expect((await client.waitForJob(jobs[0]!.job)).state.status).toBe("failed");
    expect((await client.jobs({ job: [job.job] })).jobs[0]).toEqual(failed);
    const read = async () => (await client.runs()).runs.map(({ run }) => run);
    await expect.poll(read).toEqual(expect.arrayContaining([job.run, jobs[0]!.run]));
  });

  test("leaves no run that looks live once it has ended", async () => {
    const job = await start({ steps: 1000, pause: 5 }, "not-live");
    const stateOf = async () => {
      const { runs } = await client.runs();
      return runs.find(({ run }) => run === job.run)?.state;
    };
    await expect.poll(stateOf, { timeout: 20_000 }).toBe("live");
    await client.cancelJobs([job.job]);
    await expect
      .poll(async () => (await client.jobs({ job: [job.job] })).jobs[0]?.state.status, { timeout: 20_000 })
      .toBe("cancelled");
    expect(await stateOf()).toBe("stale");
  });

  test("is stopped, running or waiting", async () => {
    const jobs = [
      await start({ steps: 1000, pause: 100 }),
      await start({ steps: 1000, pause: 100 }),
      await start({ steps: 1000, pause: 100 }),
    ];
    const ids = jobs.map(({ job }) => job);
    await untilRunning(jobs[0]!);
    await client.prioritizeJobs([ids[2]!], 5);
    expect((await client.jobs({ job: [ids[2]!] })).jobs[0]).toMatchObject({
      priority: 5,
      state: { status: "queued" },
    });
    const { payload } = await server.app.inject({ url: "/metrics" });
    expect(payload).toContain('runboard_jobs{status="queued"} 1\n');
    expect(payload).toContain('runboard_jobs{status="interrupted"} 0\n');
    await client.cancelJobs(ids);
    for (const id of ids) expect((await client.waitForJob(id)).state.status).toBe("cancelled");
    expect((await client.jobs({ status: ["queued", "running", "cancelling"] })).jobs).toEqual([]);
  });
});

describe("a sweep", () => {
  test("runs every combination and tells the best", async () => {
    const { sweep, jobs } = await client.startSweep({
      model: "climb",
      title: "four",
      parameters: { pause: 1 },
      search: { kind: "grid", values: { score: [1, 3], steps: [2, 4] } },
    });
    expect(jobs).toHaveLength(4);
    expect(sweep).toMatchObject({ title: "four", status: "running", metric: { tag: "score" } });
    const ended = await client.waitForSweep(sweep.sweep);
    expect(ended.sweep.jobCounts).toEqual({ succeeded: 4 });
    await expect
      .poll(async () => (await client.sweeps({ sweep: [sweep.sweep] })).sweeps[0]?.best?.value, {
        timeout: 10_000,
      })
      .toBe(3);
    expect((await client.sweeps()).sweeps[0]?.sweep).toBe(sweep.sweep);
    expect((await client.jobs({ sweep: sweep.sweep })).jobs.every(hasEnded)).toBe(true);
  });

  test("is paused, resumed and stopped as one", async () => {
    const { sweep } = await client.startSweep({
      model: "climb",
      parameters: { steps: 1000, pause: 100 },
      search: { kind: "grid", values: { score: [1, 2, 3, 4] } },
    });
    const id = sweep.sweep;
    expect((await client.pauseSweep(id)).sweep.status).toBe("paused");
    const { jobs } = await client.jobs({ sweep: id, status: ["queued"] });
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs[0]?.state).toEqual({ status: "queued", held: "paused" });
    expect((await client.resumeSweep(id)).sweep.status).toBe("running");
    await client.stopSweep(id);
    expect((await client.waitForSweep(id)).sweep.jobCounts).toEqual({ cancelled: 4 });
  });
});

describe("news of jobs", () => {
  test("carry no id, come not too often, and come to those who were away", async () => {
    const aborted = new AbortController();
    const response = await fetch(`${server.baseUrl}${eventsPath}`, { signal: aborted.signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    const job = await start({ steps: 20, pause: 50 });
    const over = new AbortController();
    void client.waitForJob(job.job).then(() => over.abort());
    const begin = performance.now();
    while (!over.signal.aborted) text += Buffer.from((await reader.read()).value ?? []).toString();
    const seconds = (performance.now() - begin) / 1000;
    aborted.abort();
    const news = [...text.matchAll(/event: jobs\ndata: (.*)\n\n/g)];
    expect(news.length).toBeGreaterThan(2);
    expect(news.length).toBeLessThanOrEqual(seconds * 4 + 2);
    expect(LiveEvent.parse(JSON.parse(news[0]?.[1] ?? ""))).toEqual({ kind: "jobs" });

    const lastId = [...text.matchAll(/id: (\S+)/g)].at(-1)?.[1] ?? "";
    const back = new AbortController();
    const again = await fetch(`${server.baseUrl}${eventsPath}`, {
      headers: { "last-event-id": lastId },
      signal: back.signal,
    });
    const next = (again.body as ReadableStream<Uint8Array>).getReader();
    let head = "";
    while (!head.includes("event: jobs")) head += Buffer.from((await next.read()).value ?? []).toString();
    expect(head).not.toContain("event: reset");
    back.abort();
  });
});

describe("what cannot be done", () => {
  async function codeOf(answer: Promise<unknown>): Promise<unknown> {
    return answer.then(
      () => "ok",
      (error: unknown) => (error as { code?: unknown }).code,
    );
  }

  test("has a code", async () => {
    const job = await start({ steps: 1000, pause: 100 });
    await untilRunning(job);
    expect({
      model: await codeOf(client.startJob({ model: "none" })),
      job: await codeOf(client.cancelJobs(["nonenone"])),
      log: await codeOf(client.jobLog("nonenone")),
      download: await codeOf(client.downloadJobLog("nonenone")),
      sweep: await codeOf(client.stopSweep("nonenone")),
      retry: await codeOf(client.retryJobs([job.job])),
      resume: await codeOf(client.resumeJobs([job.job])),
      waiting: await codeOf(client.waitForJob("nonenone")),
    }).toEqual({
      model: "model_not_found",
      job: "job_not_found",
      log: "job_not_found",
      download: "job_not_found",
      sweep: "sweep_not_found",
      retry: "conflict",
      resume: "conflict",
      waiting: "job_not_found",
    });
    await client.cancelJobs([job.job]);
    await client.waitForJob(job.job);
  });

  test("names the wrong fields", async () => {
    await expect(start({ score: 11 })).rejects.toMatchObject({
      code: "invalid_request",
      fields: [{ field: "body.parameters.score" }],
    });
    await expect(start({}, "../outside")).rejects.toMatchObject({
      code: "invalid_request",
      fields: [{ field: "body.run" }],
    });
    await expect(client.startJob({ model: "No Model" })).rejects.toMatchObject({
      fields: [{ field: "body.model" }],
    });
  });

  test("a page of another site starts nothing", async () => {
    const { jobs } = await client.jobs();
    const response = await server.app.inject({
      method: "POST",
      url: startJob.path,
      headers: { origin: "https://evil.example", "content-type": "application/json" },
      payload: { model: "climb" },
    });
    expect(Problem.parse(response.json()).code).toBe("forbidden_origin");
    // Nor does a form, whose content needs no leave.
    const form = await server.app.inject({
      method: "POST",
      url: startSweep.path,
      headers: { "content-type": "text/plain" },
      payload: '{"model":"climb"}',
    });
    expect(form.statusCode).toBe(415);
    expect((await client.jobs()).jobs).toHaveLength(jobs.length);
  });

  test("a server that only reads says so and starts nothing", async () => {
    const readOnly = new TrainingServer();
    try {
      const reader = createClient(await readOnly.serve({ readOnly: "true" }));
      const { unavailable, backend } = await reader.training();
      expect(unavailable).toContain("--read-only");
      expect(backend).toBeNull();
      expect(await codeOf(reader.startJob({ model: "climb" }))).toBe("read_only");
      expect(await codeOf(reader.cancelJobs(["nonenone"]))).toBe("read_only");
      expect((await reader.jobs()).jobs).toEqual([]);
      expect(existsSync(readOnly.logdir)).toBe(false);
    } finally {
      await readOnly.dispose();
    }
  });
});

test("a log directory with a name gives it to the runs", async () => {
  const named = new TrainingServer();
  try {
    const other = createClient(await named.serve({ logdir: undefined, logdirSpec: `mine:${named.logdir}` }));
    const { job } = await other.startJob({ model: "climb", run: "first" });
    const ended = await other.waitForJob(job.job);
    expect([ended.run, ended.state.status]).toEqual(["mine/first", "succeeded"]);
    expect(existsSync(path.join(named.logdir, "first"))).toBe(true);
    await expect.poll(async () => (await other.runs()).runs.map(({ run }) => run)).toEqual(["mine/first"]);
  } finally {
    await named.dispose();
  }
});

test("jobs are remembered over the life of a server, and running ones are interrupted", async () => {
  const job = await start({ steps: 1000, pause: 100 }, "long");
  await expect.poll(async () => (await client.jobLog(job.job)).text).toContain("step 1/1000\n");
  const waiting = client.waitForJob(job.job);
  const { port } = new URL(server.baseUrl);
  await place.close();
  server = await place.serve({ port });
  client = createClient(server);
  expect((await waiting).state.status).toBe("interrupted");
  const { jobs } = await client.jobs();
  expect(jobs.map((each) => each.job)).toContain(job.job);
  expect(
    readFileSync(path.join(place.logdir, "long", "events.out.tfevents.1700000000.host")).length,
  ).toBeGreaterThan(0);
  expect((await server.app.inject({ url: readTraining.path })).headers["cache-control"]).toBe("no-store");
});

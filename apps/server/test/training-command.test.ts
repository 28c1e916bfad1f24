// The commands that speak to a running server, against a real one that runs a real program as jobs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createClient, startJob, type Client } from "@runboard/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommandName } from "../src/cli.ts";
import { runCommand } from "../src/commands/run-command.ts";
import type { ServedLogdir } from "./served-logdir.ts";
import { TrainingServer } from "./training-server.ts";

const place = new TrainingServer();
let server: ServedLogdir;
let client: Client;
beforeAll(async () => {
  server = await place.serve();
  client = createClient(server);
});
afterAll(() => place.dispose());

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  line: string,
  { environment, isTTY = false }: { environment?: Readonly<Record<string, string>>; isTTY?: boolean } = {},
): Promise<Ran> {
  const [name, ...args] = line.split(" ").filter((word) => word !== "");
  let [out, err] = ["", ""];
  const code = await runCommand(
    { name: name as CommandName, args },
    {
      environment: environment ?? { RUNBOARD_SERVER: server.baseUrl },
      stdout: { isTTY, columns: 120, write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
    },
  );
  return { code, out, err };
}

const jsonLines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

describe("train", () => {
  test("starts a job and says how to go on", async () => {
    const { code, out } = await run("train climb --score 0.25 --run quick");
    const id = /^queued quick as job (\w+)\n/.exec(out)?.[1] ?? "";
    expect(code).toBe(0);
    expect(out).toContain(`runboard jobs cancel ${id} stops it`);
    expect(await client.waitForJob(id)).toMatchObject({
      run: "quick",
      parameters: { score: 0.25, steps: 3 },
    });
  });

  test("--wait tells how it goes and how it ended", async () => {
    const { code, out, err } = await run("train climb --pause 200 --run waited --wait");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^(waiting waited\n)?running waited\n(.|\n)*done waited \(.*after \d+ s\)\n$/);
  });

  test("--wait in a terminal writes one line over and over", async () => {
    const { code, out } = await run("train climb --pause 300 --run seen --wait", { isTTY: true });
    expect(code).toBe(0);
    expect(out).toMatch(/\r\u001b\[Kseen {2}\[=*>? *\] {2}[12]\/3 (33|66) %/);
    expect(out.split("\n")).toHaveLength(2);
    expect(out).toMatch(/\r\u001b\[Kdone seen \(.*\n$/);
  });

  test("--wait exits with 1 when the job failed", async () => {
    const { code, out } = await run("train climb --fails --wait --run broken");
    expect(code).toBe(1);
    expect(out).toMatch(/failed broken.*: .*told to fail/);
  });

  test("--json prints the job after every change", async () => {
    const { code, out } = await run("train climb --param score=0.5 --wait --json");
    expect(code).toBe(0);
    const lines = jsonLines(out) as { job: { parameters: object; state: object } }[];
    expect(lines[0]?.job.parameters).toMatchObject({ score: 0.5 });
    expect(lines.at(-1)?.job.state).toEqual({ status: "succeeded" });
  });

  test("--help lists the parameters of a model", async () => {
    expect(await run("train --help")).toMatchObject({
      code: 0,
      out: expect.stringContaining("train MODEL") as string,
    });
    const { out } = await run("train climb --help");
    expect(out).toContain("  --score <VALUE>");
    expect(out).toContain("(default: 0 ms)");
    const { out: tutorial } = await run("train mnist-cnn --help");
    expect(tutorial).toContain("  --learning-rate, --lr <VALUE>");
  });
});

describe("sweep", () => {
  test("runs a grid and tells the best", async () => {
    const { code, out } = await run("sweep climb --grid score=1,2 --grid steps=2,3 --title grid --wait");
    expect([code, out]).toEqual([0, expect.stringContaining("grid: 4 done\nbest: ")]);
    expect(out.match(/^done /gm)).toHaveLength(4);
  });

  test("draws at random, the same for the same seed", async () => {
    const { code, out } = await run(
      "sweep climb --random 3 --seed 7 --param score=uniform:0:1 --steps 2 --json",
    );
    expect(code).toBe(0);
    const [first, ...jobs] = jsonLines(out) as [
      { sweep: { sweep: string } },
      ...{ job: { parameters: object } }[],
    ];
    expect(jobs).toHaveLength(3);
    const drawn = jobs.map(({ job }) => job.parameters);
    const plan = await client.planTraining({
      model: "climb",
      parameters: { steps: 2 },
      search: {
        kind: "random",
        runCount: 3,
        seed: 7,
        distributions: { score: { distribution: "uniform", min: 0, max: 1 } },
      },
    });
    expect(plan.runs.map(({ parameters }) => parameters)).toEqual(drawn);
    await client.waitForSweep(first.sweep.sweep);
  });

  test("is listed and stopped by its id", async () => {
    const started = await run("sweep climb --grid score=1,2,3 --steps 1000 --pause 100");
    const id = /as sweep (\w+):/.exec(started.out)?.[1] ?? "";
    const listed = await run(`jobs --sweep ${id} --status queued,running`);
    expect(listed.out.split("\n")[0]).toMatch(/^JOB +STATE +RUN +STEPS +METRIC$/);
    expect(listed.out.trimEnd().split("\n")).toHaveLength(4);
    expect((await run(`jobs cancel --sweep ${id}`)).code).toBe(0);
    expect((await client.waitForSweep(id)).sweep.jobCounts).toEqual({ cancelled: 3 });
  });
});

test("jobs are listed, stopped, run again, and their logs printed", async () => {
  const { job } = await client.startJob({ model: "climb", parameters: { steps: 1000, pause: 50 } });
  await expect.poll(async () => (await run(`jobs log ${job.job}`)).out).toContain("step 1/1000\n");
  expect((await run(`jobs cancel ${job.job}`)).code).toBe(0);
  expect((await client.waitForJob(job.job)).state.status).toBe("cancelled");
  expect(jsonLines((await run("jobs --status stopped --json")).out)).toContainEqual(
    expect.objectContaining({ job: expect.objectContaining({ job: job.job }) as object }),
  );
  const again = await run(`jobs retry ${job.job} --json`);
  const { job: made } = startJob.response.parse(jsonLines(again.out)[0]);
  expect(made).toMatchObject({ attempt: 1, parameters: job.parameters });
  expect(made.job).not.toBe(job.job);
  await run(`jobs cancel ${made.job}`);
  await client.waitForJob(made.job);
  expect((await client.jobs({ job: [job.job] })).jobs[0]?.state.status).toBe("cancelled");
});

describe("mistakes say what was meant", () => {
  test.each([
    ["train", "give what to train: "],
    ["train clmb", "there is no model clmb: did you mean climb?"],
    ["train climb --scroe 1", "there is no flag --scroe: did you mean --score?"],
    ["train climb --score high", 'score: expected a number (given: "high")'],
    ["train climb --score 11", "score: "],
    ["train climb --run ../x", "run: "],
    ["train climb 5", '"5" is no flag'],
    ["train climb --param scroe=1", "there is no parameter scroe: did you mean score?"],
    ["train climb --timeout soon", "--timeout: expected a number"],
    ["sweep climb", "--grid NAME=V1,V2"],
    ["sweep climb --grid score=1,2 --random 3", "--grid and --random exclude each other"],
    ["sweep climb --random 3", "--random needs something to draw"],
    ["sweep climb --grid score=1 --grid score=2", "--grid score was given twice"],
    ["sweep climb --halving 4 --param score=uniform:0:1", "Climb cannot go on from a checkpoint"],
    ["jobs cancle x", "jobs cannot cancle: did you mean cancel?"],
    ["jobs cancel", "give the jobs to cancel"],
    ["jobs cancel nonenone", "nonenone"],
    ["jobs --status runing", "there is no state runing: did you mean running?"],
    ["doctor --fx", "there is no flag --fx: did you mean --fix?"],
  ])("%s", async (line, words) => {
    const { code, err } = await run(line);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    expect(err).toContain(`runboard ${line.split(" ")[0] ?? ""} --help`);
  });

  test("no server, or one that does not let in", async () => {
    const nobody = { RUNBOARD_SERVER: "http://127.0.0.1:1" };
    expect(await run("jobs", { environment: nobody })).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        "no server answers at http://127.0.0.1:1: start one with runboard --logdir",
      ) as string,
    });
    const locked = new TrainingServer();
    try {
      const { baseUrl } = await locked.serve({ token: "long enough" });
      expect(await run(`jobs --server ${baseUrl}`)).toMatchObject({
        code: 1,
        err: expect.stringContaining("asks for a token") as string,
      });
      const environment = { RUNBOARD_TOKEN: "long enough" };
      expect(await run(`jobs --server ${baseUrl}`, { environment })).toMatchObject({
        code: 0,
        out: "no jobs\n",
      });
      const readOnly = await locked.serve({ readOnly: "true" });
      expect(await run(`train climb --server ${readOnly.baseUrl}`)).toMatchObject({
        code: 1,
        err: expect.stringContaining("--read-only") as string,
      });
    } finally {
      await locked.dispose();
    }
  });
});

test("as a process: Ctrl-C leaves the job running", async () => {
  const main = path.join(process.env["RUNBOARD_TEST_PROGRAMS"] ?? "", "main.js");
  const line = "train climb --steps 1000 --pause 50 --run left --wait";
  const child = spawn(process.execPath, [main, ...line.split(" ")], {
    env: { PATH: process.env["PATH"], RUNBOARD_SERVER: server.baseUrl },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (err += bytes.toString()));
  await expect.poll(() => out + err).toContain("running left");
  child.kill("SIGINT");
  const [code] = (await once(child, "close")) as [number];
  const id = /runboard jobs cancel (\w+) stops it/.exec(err)?.[1] ?? "";
  expect([code, id]).toEqual([130, expect.stringMatching(/^\w{8,}$/)]);
  expect((await client.jobs({ job: [id] })).jobs[0]?.state.status).toBe("running");
  await client.cancelJobs([id]);
  await client.waitForJob(id);
});

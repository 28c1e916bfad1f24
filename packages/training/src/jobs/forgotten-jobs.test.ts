import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openJobTable } from "@runboard/store";
import { expect, it, onTestFinished } from "vitest";
import { forgottenJobs } from "./forgotten-jobs.ts";
import { JobRecord } from "./job.ts";
import { Ledger } from "./ledger.ts";
import { SweepRecord } from "./sweeps.ts";

function job(name: string, endedSeconds: number | null, sweep: string | null = null): JobRecord {
  return JobRecord.parse({
    job: name.padEnd(8, "x"),
    model: "counting",
    kind: "model",
    parameters: {},
    run: name,
    sweep: sweep?.padEnd(8, "x") ?? null,
    priority: 0,
    attempt: 1,
    createdSeconds: 1,
    startedSeconds: endedSeconds === null ? null : endedSeconds - 1,
    endedSeconds,
    timeoutSeconds: null,
    state: endedSeconds === null ? { status: "queued", held: null } : { status: "succeeded" },
    progress: null,
    backend: null,
    metric: { tag: "score", goal: "maximize" },
    metricValue: null,
    resumableStep: null,
    resumes: false,
    stopAfterStep: null,
    rung: null,
    ownsDirectory: true,
    process: null,
  });
}

function sweepOf(name: string, jobs: readonly JobRecord[]): SweepRecord {
  return SweepRecord.parse({
    sweep: name.padEnd(8, "x"),
    title: name,
    model: "counting",
    parameters: {},
    search: { kind: "grid", values: {} },
    metric: { tag: "score", goal: "maximize" },
    createdSeconds: 1,
    jobs: jobs.map((one) => one.job),
    isPaused: false,
    isStopped: false,
  });
}

function forgotten(jobs: readonly JobRecord[], sweeps: readonly SweepRecord[], keptCount: number) {
  const { jobs: ids, sweeps: sweepIds } = forgottenJobs(
    new Map(jobs.map((one) => [one.job, one])),
    new Map(sweeps.map((one) => [one.sweep, one])),
    keptCount,
  );
  const runs = jobs.filter((one) => ids.includes(one.job)).map(({ run }) => run);
  return [...runs, ...sweeps.filter(({ sweep }) => sweepIds.includes(sweep)).map(({ title }) => title)];
}

it("forgets the ended jobs that ended first, whenever they were made, and no other", () => {
  const jobs = [job("late", 50), job("waits", null), job("first", 10), job("second", 20), job("third", 30)];
  expect(forgotten(jobs, [], 4)).toEqual([]);
  expect(forgotten(jobs, [], 2)).toEqual(["first", "second"]);
  expect(forgotten(jobs, [], 0)).toEqual(["late", "first", "second", "third"]);
});

it("keeps or forgets a sweep as a whole, by its last end, and keeps it while one of its jobs has not ended", () => {
  const old = [job("o1", 1, "old"), job("o2", 2, "old")];
  const both = [job("b1", 3, "both"), job("b2", 40, "both")];
  const live = [job("l1", 4, "live"), job("l2", null, "live")];
  const alone = [job("a1", 30), job("a2", 50)];
  const jobs = [...old, ...both, ...live, ...alone];
  const sweeps = [sweepOf("old", old), sweepOf("both", both), sweepOf("live", live)];
  expect(forgotten(jobs, sweeps, 4)).toEqual(["o1", "o2", "old"]);
  // The newest two are one that is alone and one of the sweep, which stays as a whole.
  expect(forgotten(jobs, sweeps, 2)).toEqual(["o1", "o2", "a1", "old"]);
  expect(forgotten(jobs, sweeps, 1)).toEqual(["o1", "o2", "b1", "b2", "a1", "old", "both"]);
});

it("waits until there are some to forget", () => {
  const jobs = Array.from({ length: 106 }, (_, at) => job(`j${at}`, 10 + at));
  expect(forgotten(jobs.slice(0, 105), [], 100)).toEqual([]);
  expect(forgotten(jobs, [], 100)).toHaveLength(6);
});

it("is done in memory and in the table, with the change that makes them too many", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "runboard-forgotten-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const notices: string[] = [];
  const open = async () => {
    const table = await openJobTable({ kind: "sqlite", path: path.join(directory, "jobs.sqlite") });
    const onNotice = (line: string) => notices.push(line);
    const place = { logdir: directory, runPrefix: "" };
    return {
      table,
      ledger: await Ledger.open(table, { place, onChange: () => undefined, onNotice, keptEndedJobs: 3 }),
    };
  };
  const runsOf = ({ jobs }: Ledger) => Array.from(jobs.values(), ({ run }) => run);
  const swept = [job("s1", 1, "sweep"), job("s2", 2, "sweep")];
  const first = await open();
  await first.ledger.change((draft) => {
    draft.put(job("waits", null), ...swept, job("a", 3));
    draft.putSweep(sweepOf("sweep", swept));
  });
  expect(runsOf(first.ledger)).toEqual(["waits", "s1", "s2", "a"]);
  await first.ledger.change((draft) => draft.put(job("b", 4), job("c", 5)));
  for (const { ledger, table } of [first, await first.table.close().then(open)]) {
    expect(runsOf(ledger)).toEqual(["waits", "a", "b", "c"]);
    expect([...ledger.sweeps.keys()]).toEqual([]);
    await table.close();
  }
  expect(notices).toEqual([]);
});

import { SweepId, type JobState } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { compileFilter } from "../../ui/filter.ts";
import {
  beginsFolded,
  countJobs,
  firstItems,
  isBestOf,
  jobActions,
  jobCountOf,
  rowCountUpTo,
  jobItems,
  withChangedJobs,
  type JobItem,
} from "./job-list.ts";
import { makeJob, makeSweep } from "../../jobs/testing.ts";

const sweepId = SweepId.parse("s0000000");
const done: JobState = { status: "succeeded" };
const running: JobState = { status: "running" };
const [first, second, third] = [
  makeJob("first", { sweep: sweepId, state: done }),
  makeJob("second", { sweep: sweepId, state: running }),
  makeJob("third", { sweep: sweepId }),
];
const alone = makeJob("alone", { state: { status: "failed", reason: "exit code 1" } });
const next = makeJob("next");
const sweep = makeSweep("s", [first, second, third], { title: "Twelve" });
/** As the server orders them. */
const jobs = [second, third, next, alone, first];
const everything = { state: "all", text: compileFilter("") } as const;
const names = (items: readonly JobItem[]): unknown =>
  items.map((item) =>
    item.kind === "job" ? item.job.run : [item.sweep.title, ...item.jobs.map(({ run }) => run)],
  );

describe("the list of jobs", () => {
  it("holds sweeps together, in the order of their making, at the place of what comes first", () => {
    expect(names(jobItems(jobs, [sweep], everything))).toEqual([
      ["Twelve", "run_first", "run_second", "run_third"],
      "run_next",
      "run_alone",
    ]);
  });

  it("holds the waiting jobs of a sweep in the order of their turns", () => {
    const last = makeJob("last", { sweep: sweepId, priority: 1 });
    const longer = makeSweep("s", [first, second, third, last], { title: "Thirteen" });
    expect(names(jobItems([second, last, third, first], [longer], everything))).toEqual([
      ["Thirteen", "run_first", "run_second", "run_last", "run_third"],
    ]);
  });

  it("shows jobs of a sweep that is not known yet alone", () => {
    expect(jobItems(jobs, [], everything).map(({ kind }) => kind)).toEqual(Array(5).fill("job"));
  });

  it.each([
    ["running", "", [["Twelve", "run_second", "run_third"], "run_next"]],
    ["ended", "", [["Twelve", "run_first"], "run_alone"]],
    ["all", "twelve", [["Twelve", "run_first", "run_second", "run_third"]]],
    ["all", "failed|waiting", [["Twelve", "run_third"], "run_next", "run_alone"]],
    ["all", "alone$", ["run_alone"]],
    ["ended", "next", []],
  ] as const)("filtered by %s and “%s”", (state, text, expected) => {
    expect(names(jobItems(jobs, [sweep], { state, text: compileFilter(text) }))).toEqual(expected);
  });

  it("is counted", () => {
    expect(countJobs(jobs)).toEqual({ all: 5, running: 3, ended: 2 });
  });

  it("is shown in parts that cut no sweep", () => {
    const items = jobItems(jobs, [sweep], everything);
    expect(jobCountOf(items)).toBe(5);
    expect(firstItems(items, 1)).toHaveLength(1);
    expect(firstItems(items, 4)).toHaveLength(2);
    expect(firstItems(items, Infinity)).toBe(items);
    expect([third, alone].map(({ job }) => rowCountUpTo(items, job))).toEqual([3, 5]);
    expect(rowCountUpTo(items, "gone")).toBe(0);
  });

  it("folds large sweeps at first, which then take one row", () => {
    const many = Array.from({ length: 101 }, (_, index) => makeJob(`m${index}`, { sweep: sweepId }));
    const large = makeSweep("s", many);
    expect([beginsFolded(large), beginsFolded(sweep)]).toEqual([true, false]);
    expect(firstItems(jobItems([...many, next], [large], everything), 2)).toHaveLength(2);
  });

  it("takes over newer states, new jobs in front", () => {
    const stopped = { ...second, state: { status: "cancelling", reason: "asked for" } } as const;
    const added = makeJob("added");
    expect(withChangedJobs([second, third], [stopped, added])).toEqual([added, stopped, third]);
  });
});

describe("what can be done", () => {
  it.each([
    [{ status: "queued", held: null }, null, "stop"],
    [{ status: "running" }, 100, "stop"],
    [{ status: "cancelling", reason: "" }, 100, ""],
    [{ status: "succeeded" }, 100, "retry"],
    [{ status: "failed", reason: "" }, null, "retry"],
    [{ status: "failed", reason: "" }, 100, "retry resume"],
    [{ status: "interrupted", reason: "" }, 0, "retry resume"],
    [{ status: "cancelled", reason: "" }, 100, "retry resume"],
  ] as const)("%o with a checkpoint at %s: %s", (state, resumableStep, expected) => {
    const { canStop, canRetry, canResume } = jobActions({ state, resumableStep });
    const can = [
      ...(canStop ? ["stop"] : []),
      ...(canRetry ? ["retry"] : []),
      ...(canResume ? ["resume"] : []),
    ];
    expect(can.join(" ")).toBe(expected);
  });
});

it("calls none the best where no run has a number", () => {
  const best = { job: first.job, run: first.run, value: 0.5 };
  expect(isBestOf({ best }, first.job)).toBe(true);
  expect(isBestOf({ best }, second.job)).toBe(false);
  expect(isBestOf({ best: { ...best, value: NaN } }, first.job)).toBe(false);
  expect(isBestOf({ best: null }, first.job)).toBe(false);
});

import { describe, expect, it } from "vitest";
import { JobId, JobStatus, jobStatusWords, RunName } from "@runboard/contract";
import { z } from "zod";
import { TrainingError } from "../trainer.ts";
import { advance, JobRecord, trainedAgain, withoutRuns, type JobEvent } from "./job.ts";

const atSeconds = 200;
const process = { pid: 7, startToken: "boot 9" };

/** All states, with what else belongs to them. */
const states = {
  queued: { state: { status: "queued", held: null } },
  paused: { state: { status: "queued", held: "paused" } },
  atRung: { state: { status: "queued", held: "rung" }, attempt: 2, resumes: true, rung: 0, stopAfterStep: 5 },
  running: { state: { status: "running" }, process, startedSeconds: 100 },
  inRung: { state: { status: "running" }, process, startedSeconds: 100, rung: 0, stopAfterStep: 5 },
  cancelling: { state: { status: "cancelling", reason: "Asked." }, process, startedSeconds: 100 },
  succeeded: { state: { status: "succeeded" }, startedSeconds: 100, endedSeconds: 150 },
  failed: { state: { status: "failed", reason: "Bad." }, startedSeconds: 100, endedSeconds: 150 },
  cancelled: { state: { status: "cancelled", reason: "Asked." }, endedSeconds: 150 },
  interrupted: { state: { status: "interrupted", reason: "Gone." }, startedSeconds: 100, endedSeconds: 150 },
} as const satisfies Record<string, Partial<JobRecord>>;
type StateName = keyof typeof states;

const events = {
  start: { kind: "start", process, atSeconds },
  reject: { kind: "reject", reason: "Full.", atSeconds },
  prepare: { kind: "phase", phase: "reading MNIST", atSeconds },
  stepped: { kind: "phase", phase: null, atSeconds },
  started: { kind: "started", backend: { name: "cpu", version: "1", threads: 1, warning: null } },
  progress: {
    kind: "progress",
    progress: { step: 4, totalSteps: 9, stepsPerSecond: 1, remainingSeconds: 5 },
    metricValue: 0.5,
  },
  checkpoint: { kind: "checkpoint", step: 4 },
  finish: { kind: "end", outcome: { kind: "finished", step: 9 }, atSeconds },
  stop: { kind: "end", outcome: { kind: "stopped", reason: "Closed." }, atSeconds },
  kill: { kind: "end", outcome: { kind: "killed", reason: "Asked. Killed." }, atSeconds },
  fail: { kind: "end", outcome: { kind: "failed", reason: "Crash." }, atSeconds },
  lose: { kind: "lost", reason: "Gone.", resumableStep: 3, atSeconds },
  cancel: { kind: "cancel", reason: "Asked.", atSeconds },
  resume: { kind: "resume", held: "paused" },
  prioritize: { kind: "prioritize", priority: 5 },
  hold: { kind: "hold" },
  release: { kind: "release" },
  promote: { kind: "promote", rung: 1, stopAfterStep: null, held: null },
} as const satisfies Record<string, JobEvent>;
type EventName = keyof typeof events;
const made = { job: JobId.parse("bcdefghi"), createdSeconds: 300, held: null };

/** What becomes of every state by every event, in words; whatever is not here is refused. */
const outcomes: Partial<Record<StateName, Partial<Record<EventName, string>>>> = {
  queued: {
    start: "running",
    reject: "failed: Full.",
    cancel: "cancelled: Asked.",
    prioritize: "queued",
    hold: "queued (paused)",
    release: "queued",
  },
  paused: {
    cancel: "cancelled: Asked.",
    prioritize: "queued (paused)",
    hold: "queued (paused)",
    release: "queued",
  },
  atRung: { cancel: "cancelled: Asked.", prioritize: "queued (rung)", promote: "queued" },
  running: {
    prepare: "running",
    stepped: "running",
    started: "running",
    progress: "running",
    checkpoint: "running",
    finish: "succeeded",
    stop: "interrupted: Closed.",
    kill: "interrupted: Asked. Killed.",
    fail: "failed: Crash.",
    lose: "interrupted: Gone.",
    cancel: "cancelling: Asked.",
  },
  inRung: {
    prepare: "running",
    stepped: "running",
    started: "running",
    progress: "running",
    checkpoint: "running",
    finish: "queued (rung)",
    stop: "interrupted: Closed.",
    kill: "interrupted: Asked. Killed.",
    fail: "failed: Crash.",
    lose: "interrupted: Gone.",
    cancel: "cancelling: Asked.",
  },
  cancelling: {
    prepare: "cancelling: Asked.",
    stepped: "cancelling: Asked.",
    started: "cancelling: Asked.",
    progress: "cancelling: Asked.",
    checkpoint: "cancelling: Asked.",
    finish: "succeeded",
    stop: "cancelled: Asked.",
    kill: "cancelled: Asked. Killed.",
    fail: "cancelled: Asked. Crash.",
    lose: "cancelled: Asked.",
    cancel: "cancelling: Asked.",
  },
  succeeded: { cancel: "succeeded" },
  failed: { cancel: "failed: Bad.", resume: "queued (paused)" },
  cancelled: { cancel: "cancelled: Asked.", resume: "queued (paused)" },
  interrupted: { cancel: "interrupted: Gone.", resume: "queued (paused)" },
};

describe.each(keysOf(states))("a job that is %s", (stateName) => {
  it.each(keysOf(events))("%s", (eventName) => {
    const job = jobThatIs(stateName);
    const expected = outcomes[stateName]?.[eventName];
    if (expected === undefined) {
      expect(() => advance(job, events[eventName])).toThrow(TrainingError);
      expect(() => advance(job, events[eventName])).toThrow(
        `Job abcdefgh is ${jobStatusWords[job.state.status]}`,
      );
      return;
    }
    const next = advance(job, events[eventName]);
    expect(wordsOf(next)).toBe(expected);
    // Whatever happens to it, it is a whole record, with a process when and only when it runs.
    expect(JobRecord.parse(next)).toEqual(next);
    expect(next.process !== null).toBe(/^(running|cancelling)/.test(expected));
  });
});

it("comes to every state", () => {
  const reached = new Set(Object.values(outcomes).flatMap((row) => Object.values(row).map(statusOf)));
  expect([...reached].sort()).toEqual([...JobStatus.options].sort());
});

describe("a job", () => {
  it("says what it prepares until it has done its first step, and nothing once it has ended", () => {
    const begun = advance(jobThatIs("queued"), events.start);
    expect(begun.phase).toBe("starting its process");
    const preparing = advance(begun, events.prepare);
    expect(preparing).toMatchObject({ phase: "reading MNIST", firstStepSeconds: null });
    const stepping = advance(preparing, events.stepped);
    expect(stepping).toMatchObject({ phase: null, firstStepSeconds: atSeconds });
    expect(advance(stepping, events.progress).firstStepSeconds).toBe(atSeconds);
    expect(advance(preparing, events.fail)).toMatchObject({ phase: null, firstStepSeconds: null });
  });

  it("counts its attempts, and is trained again as another", () => {
    const ended = { ...jobThatIs("failed"), metricValue: 0.5, attempt: 3 };
    const again = trainedAgain(ended, made);
    expect(again).toEqual({
      ...jobThatIs("queued"),
      job: made.job,
      createdSeconds: made.createdSeconds,
      resumableStep: null,
      ownsDirectory: false,
    });
    expect(JobRecord.parse(again)).toEqual(again);
    expect(advance(ended, events.resume)).toMatchObject({
      attempt: 4,
      resumes: true,
      metricValue: 0.5,
      resumableStep: 2,
    });
  });

  it("cannot be resumed without a checkpoint", () => {
    expect(() => advance({ ...jobThatIs("failed"), resumableStep: null }, events.resume)).toThrow(
      /no checkpoint to go on from; retry it instead/,
    );
  });

  it("keeps its last metric when a report has none", () => {
    const running = { ...jobThatIs("running"), metricValue: 0.25 };
    expect(advance(running, { ...events.progress, metricValue: null }).metricValue).toBe(0.25);
    expect(advance(running, events.progress).metricValue).toBe(0.5);
  });

  it.each([NaN, Infinity, -Infinity])("forgets its last good metric when it is %s", (metricValue) => {
    const running = { ...jobThatIs("running"), metricValue: 0.25 };
    const diverged = advance(running, { ...events.progress, metricValue });
    const ended = advance(diverged, events.finish);
    expect(ended).toMatchObject({ state: { status: "succeeded" }, metricValue });
    // It is kept as what it is.
    const kept = JSON.parse(JSON.stringify(z.encode(JobRecord, ended))) as Record<string, unknown>;
    expect(kept["metricValue"]).toBe(String(metricValue));
    expect(JobRecord.parse(kept).metricValue).toBe(metricValue);
  });

  it.each(["queued", "paused", "atRung", "running", "cancelling"] as const)(
    "that is %s is not trained again",
    (name) => {
      expect(() => trainedAgain(jobThatIs(name), made)).toThrow(
        /^Job abcdefgh is .* and cannot be trained again/,
      );
    },
  );

  it("forgets its run when that was deleted and another has it now", () => {
    const job = { ...jobThatIs("failed"), resumableStep: 5 };
    const homeless = withoutRuns(job, new Set([job.run]));
    expect(homeless).toMatchObject({ ownsDirectory: false, resumableStep: null });
    expect(() => advance(homeless, events.resume)).toThrow(TrainingError);
    expect(withoutRuns(job, new Set([RunName.parse("other")]))).toBe(job);
  });

  it("gives its directory back when it never began", () => {
    expect(advance(jobThatIs("queued"), events.cancel).ownsDirectory).toBe(false);
    expect(advance(jobThatIs("atRung"), events.cancel).ownsDirectory).toBe(true);
    expect(advance(jobThatIs("running"), events.cancel).ownsDirectory).toBe(true);
  });

  it("leaves its rung when people take it up again, but not when only the server went away", () => {
    const rung = { rung: 1, stopAfterStep: 40 };
    for (const next of [
      advance({ ...jobThatIs("failed"), ...rung }, events.resume),
      trainedAgain({ ...jobThatIs("failed"), ...rung }, made),
    ])
      expect(next).toMatchObject({ rung: null, stopAfterStep: null });
    expect(trainedAgain({ ...jobThatIs("interrupted"), ...rung }, made)).toMatchObject(rung);
    expect(advance({ ...jobThatIs("interrupted"), ...rung }, events.resume)).toMatchObject(rung);
    expect(advance(jobThatIs("inRung"), events.finish)).toMatchObject({ resumes: true, attempt: 2 });
  });
});

function jobThatIs(name: StateName): JobRecord {
  return {
    ...JobRecord.parse({
      job: "abcdefgh",
      model: "counting",
      kind: "model",
      parameters: {},
      run: "run",
      sweep: null,
      priority: 0,
      attempt: 1,
      createdSeconds: 50,
      startedSeconds: null,
      endedSeconds: null,
      timeoutSeconds: null,
      state: { status: "running" },
      progress: null,
      backend: null,
      metric: { tag: "score", goal: "maximize" },
      metricValue: null,
      resumableStep: 2,
      resumes: false,
      stopAfterStep: null,
      rung: null,
      ownsDirectory: true,
      process: null,
    }),
    ...states[name],
  };
}

function wordsOf({ state }: JobRecord): string {
  if ("reason" in state) return `${state.status}: ${state.reason}`;
  return state.status === "queued" && state.held !== null ? `queued (${state.held})` : state.status;
}

function statusOf(words: string): string {
  return words.split(/[: ]/)[0] ?? "";
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[];
}

import { SweepId, type Job } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { placeText, queuePlaces, turnChoices, withTurnsInOrder } from "./queue-turn.ts";
import { makeJob } from "../../jobs/testing.ts";

const running = makeJob("running", { state: { status: "running" }, priority: 50 });
const [first, second, third] = [makeJob("first", { priority: 2 }), makeJob("second"), makeJob("third")];
const paused = makeJob("paused", { state: { status: "queued", held: "paused" }, priority: 9 });
const ended = makeJob("ended", { state: { status: "succeeded" } });
/** As the server orders them. */
const jobs = [running, first, second, third, paused, ended];

function choices(job: Job, all = jobs): unknown {
  return Object.fromEntries(turnChoices(job, all).map(({ name, priority }) => [name, priority]));
}

describe("places in the queue", () => {
  it("are counted among the jobs that wait for nothing but their turn", () => {
    expect([...queuePlaces(jobs)]).toEqual([
      [first.job, 1],
      [second.job, 2],
      [third.job, 3],
    ]);
  });

  it("in words", () => {
    expect([1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 23, 101, 111, 112].map(placeText)).toEqual(
      "next 2nd 3rd 4th 10th 11th 12th 13th 21st 22nd 23rd 101st 111th 112th".split(" "),
    );
  });

  it("order the waiting runs of a sweep among themselves, and move no other", () => {
    const sweep = SweepId.parse("s0000000");
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => makeJob(name, { sweep }));
    const begun = makeJob("begun", { sweep, state: { status: "running" } });
    const made = [a, begun, b, paused, c, d].flatMap((job) => job ?? []);
    const asOrdered = [begun, d, a, b, c].flatMap((job) => job ?? []);
    expect(withTurnsInOrder(made, queuePlaces(asOrdered))).toEqual([d, begun, a, paused, b, c]);
    expect(withTurnsInOrder(made, queuePlaces(made))).toEqual(made);
  });
});

describe("what can be done about a turn", () => {
  it("goes before all that wait, or after them", () => {
    expect(choices(third)).toEqual({ next: 3, last: null, raise: 1, lower: -1 });
    expect(choices(first)).toEqual({ next: null, last: -1, raise: 3, lower: 1 });
    expect(choices(second)).toEqual({ next: 3, last: -1, raise: 1, lower: -1 });
  });

  it("is nothing but the priority of a job that is held, or that waits alone", () => {
    expect(choices(paused)).toEqual({ next: null, last: null, raise: 10, lower: 8 });
    expect(choices(second, [running, second])).toEqual({ next: null, last: null, raise: 1, lower: -1 });
  });

  it("ends at the greatest and the least priority", () => {
    const [greatest, least] = [makeJob("greatest", { priority: 100 }), makeJob("least", { priority: -100 })];
    expect(choices(least, [greatest, least])).toMatchObject({ next: null, lower: null });
    expect(choices(greatest, [greatest, least])).toMatchObject({ last: null, raise: null });
  });
});

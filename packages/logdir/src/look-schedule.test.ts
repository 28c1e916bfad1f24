import { describe, expect, it } from "vitest";
import { LookSchedule, type Looked } from "./look-schedule.ts";

const hour = 3_600_000;

interface Item extends Looked {
  readonly name: string;
}

function newItem(name = ""): Item {
  return { name, changedMillis: -Infinity, nextLookMillis: Infinity };
}

/** Names of what is due at `timeMillis`. */
function dueAt(schedule: LookSchedule<Item>, timeMillis: number): string[] {
  const names: string[] = [];
  schedule.lookAtDue(timeMillis, Infinity, (item) => names.push(item.name));
  return names.sort();
}

describe("LookSchedule", () => {
  it.each([
    { what: "grew before our eyes", isHot: true, ageMillis: 0, intervalMillis: 5_000, least: 300, most: 420 },
    {
      what: "changed within the hour",
      isHot: false,
      ageMillis: hour / 2,
      intervalMillis: 5_000,
      least: 750,
      most: 1_020,
    },
    { what: "is old", isHot: false, ageMillis: 2 * hour, intervalMillis: 5_000, least: 7_500, most: 10_020 },
    {
      what: "is old, with a long interval",
      isHot: false,
      ageMillis: 2 * hour,
      intervalMillis: 600_000,
      least: 22_500,
      most: 30_020,
    },
    {
      what: "is old, with a short interval",
      isHot: false,
      ageMillis: 2 * hour,
      intervalMillis: 50,
      least: 75,
      most: 120,
    },
    {
      what: "grew, with a short interval",
      isHot: true,
      ageMillis: 0,
      intervalMillis: 50,
      least: 37,
      most: 70,
    },
  ])("looks in time at what $what", ({ isHot, ageMillis, intervalMillis, least, most }) => {
    const schedule = new LookSchedule<Item>(intervalMillis);
    for (let round = 0; round < 50; round++) {
      const item = newItem();
      if (isHot) schedule.noteChange(item);
      schedule.schedule(item, ageMillis);
      const waitMillis = item.nextLookMillis - performance.now();
      expect(waitMillis).toBeGreaterThan(least - 20);
      expect(waitMillis).toBeLessThanOrEqual(most);
      schedule.delete(item);
    }
  });

  it("spends about a hundredth of a core however many there are, and leaves hot ones their pace", () => {
    const schedule = new LookSchedule<Item>(1_000);
    for (let index = 0; index < 100_000; index++) schedule.schedule(newItem(), 2 * hour);
    const idle = newItem();
    schedule.schedule(idle, 2 * hour);
    // At the 10 µs that a look is thought to cost at first: 1 s of work in every 200 s.
    expect(idle.nextLookMillis - performance.now()).toBeGreaterThan(150_000 - 20);
    const hot = newItem();
    schedule.noteChange(hot);
    schedule.schedule(hot, 0);
    expect(hot.nextLookMillis - performance.now()).toBeLessThan(420);
  });

  it("gives each item once, when it is due", () => {
    const schedule = new LookSchedule<Item>(1_000);
    const now = performance.now();
    const [early, late, moved, gone] = ["early", "late", "moved", "gone"].map(newItem) as [
      Item,
      Item,
      Item,
      Item,
    ];
    schedule.postpone(early, now + 100);
    schedule.postpone(late, now + 1_000);
    schedule.postpone(moved, now + 1_000);
    schedule.postpone(gone, now + 100);
    schedule.hasten(moved, now + 120);
    schedule.hasten(early, now + 5_000);
    schedule.delete(gone);
    expect(dueAt(schedule, now + 50)).toEqual([]);
    expect(dueAt(schedule, now + 150)).toEqual(["early", "moved"]);
    expect(dueAt(schedule, now + 150)).toEqual([]);
    expect(dueAt(schedule, now + 2_000)).toEqual(["late"]);
  });

  it("says when the next one is due", () => {
    const schedule = new LookSchedule<Item>(1_000);
    const now = performance.now();
    schedule.postpone(newItem(), now + 700);
    const next = schedule.lookAtDue(now, Infinity, () => undefined);
    expect(next - now).toBeGreaterThanOrEqual(700);
    expect(next - now).toBeLessThanOrEqual(720);
  });

  it("goes on later with what does not fit into a turn", () => {
    const schedule = new LookSchedule<Item>(1_000);
    const now = performance.now();
    for (let index = 0; index < 10; index++) schedule.postpone(newItem(String(index)), now);
    const seen: string[] = [];
    const next = schedule.lookAtDue(performance.now() + 20, 0, (item) => {
      seen.push(item.name);
      const end = performance.now() + 30;
      while (performance.now() < end);
    });
    expect(seen.length).toBeLessThan(10);
    expect(next).toBeLessThanOrEqual(performance.now());
    expect(dueAt(schedule, performance.now()).length + seen.length).toBe(10);
  });
});

import type { FileCursor } from "@runboard/store";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LatePace } from "./late-pace.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const good: FileCursor = {
  run: "a",
  path: "/a",
  identity: "1:2:",
  sizeBytes: 100,
  modifiedMillis: 0,
  offsetBytes: 100,
  state: "reading",
  reason: "",
  skippedRecordCount: 0,
  firstSkippedOffsetBytes: null,
  skipReason: "",
  lateOffsetsBytes: [],
};
const bad: FileCursor = { ...good, skippedRecordCount: 1, lateOffsetsBytes: [40] };

/** Pauses between the looks at a file that stays as it is until no more are due, in seconds. */
function pausesOf(pace: LatePace, cursor: FileCursor, changedMillis: number): number[] {
  const pauses: number[] = [];
  while (Number.isFinite(pace.nextMillis) && pauses.length < 1_000) {
    const pauseMillis = pace.nextMillis - performance.now();
    pauses.push(pauseMillis / 1000);
    vi.advanceTimersByTime(pauseMillis);
    pace.note(cursor, { wasDue: true, changedMillis });
  }
  return pauses;
}

it("looks at once after a start, then ever more seldom, and ends when the file is quiet for long", () => {
  for (const cursor of [bad, { ...good, state: "corrupt", reason: "x" } as const]) {
    const pace = new LatePace(cursor);
    expect(pace.nextMillis).toBe(-Infinity);
    const begun = performance.now();
    pace.note(cursor, { wasDue: true, changedMillis: begun });
    const pauses = pausesOf(pace, cursor, begun);
    expect(pauses.slice(0, 4)).toEqual([2, 4, 8, 16]);
    expect(Math.max(...pauses)).toBe(256);
    expect(pauses.length).toBeLessThan(30);
    expect(pace.lookCount).toBe(pauses.length + 1);
  }
});

it("has no look due where nothing is bad", () => {
  const pace = new LatePace(good);
  pace.note(good, { wasDue: false, changedMillis: performance.now() });
  expect(pace.nextMillis).toBe(Infinity);
  pace.note(bad, { wasDue: false, changedMillis: performance.now() });
  expect(pace.nextMillis).toBe(performance.now() + 1_000);
  pace.note(good, { wasDue: true, changedMillis: performance.now() });
  expect(pace.nextMillis).toBe(Infinity);
});

it("begins anew when something else is bad, not when the file just grows", () => {
  const pace = new LatePace(null);
  pace.note(bad, { wasDue: false, changedMillis: 0 });
  for (let look = 0; look < 5; look++) pace.note(bad, { wasDue: true, changedMillis: performance.now() });
  const nextMillis = performance.now() + 32_000;
  expect(pace.nextMillis).toBe(nextMillis);
  vi.advanceTimersByTime(1_000);
  pace.note({ ...bad, offsetBytes: 300 }, { wasDue: false, changedMillis: performance.now() });
  expect(pace.nextMillis).toBe(nextMillis);
  pace.note({ ...bad, lateOffsetsBytes: [40, 90] }, { wasDue: false, changedMillis: performance.now() });
  expect(pace.nextMillis).toBe(performance.now() + 1_000);
});

it("does not hurry when one of many places got better", () => {
  const many = { ...bad, lateOffsetsBytes: [40, 90] };
  const pace = new LatePace(many);
  for (let look = 0; look < 5; look++) pace.note(many, { wasDue: true, changedMillis: performance.now() });
  pace.note(bad, { wasDue: true, changedMillis: performance.now() });
  expect(pace.nextMillis).toBe(performance.now() + 64_000);
});

it("goes on when a file that was quiet changes again", () => {
  const pace = new LatePace(bad);
  vi.advanceTimersByTime(4_000_000);
  pace.note(bad, { wasDue: true, changedMillis: 0 });
  expect(pace.nextMillis).toBe(Infinity);
  pace.note(bad, { wasDue: false, changedMillis: performance.now() });
  expect(pace.nextMillis).toBeLessThan(Infinity);
});

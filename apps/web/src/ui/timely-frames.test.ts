import { FrameClock } from "@runboard/charts/testing";
import { expect, it, vi } from "vitest";
import { LateFrames, timelyFrames } from "./timely-frames.ts";

const clock = new FrameClock();
const scroll = (): void => void clock.page.dispatchEvent(new Event("wheel"));

/** Frames of these lengths; after each, whether the wait is over. */
async function overAfter(frameMillis: readonly number[], isScrolled = true): Promise<readonly boolean[]> {
  const over: boolean[] = [];
  const ended = vi.fn();
  const waiting = timelyFrames(new AbortController().signal).then(ended);
  for (const millis of frameMillis) {
    if (isScrolled) scroll();
    clock.nowMillis += millis;
    clock.drawFrame();
    await settle();
    over.push(ended.mock.calls.length > 0);
  }
  await waiting;
  return over;
}

/** Lets what was resolved go on. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it("does not wait while nothing is scrolled", async () => {
  await timelyFrames(new AbortController().signal);
  expect(clock.waitingCount).toBe(0);
});

it("waits for some frames in a row that are in time", async () => {
  scroll();
  const over = await overAfter([17, 17, 17, 17, 17, 40, 17, 17, 17, 17, 17, 16]);
  expect(over.indexOf(true)).toBe(11);
});

it("waits no longer than scrolling lasts", async () => {
  scroll();
  expect(await overAfter([100, 100, 100, 150], false)).toEqual([false, false, false, true]);
});

it("waits a second at most", async () => {
  scroll();
  const over = await overAfter(Array<number>(12).fill(100));
  expect(over.indexOf(true)).toBe(9);
});

it("ends when it is aborted", async () => {
  scroll();
  const controller = new AbortController();
  const waiting = timelyFrames(controller.signal);
  controller.abort(new Error("scrolled past"));
  clock.drawFrame();
  await expect(waiting).rejects.toThrow("scrolled past");
});

it("leaves out what comes after a late frame while something is scrolled, twice in a row at most", () => {
  const late = new LateFrames();
  const areLeftOut = (frameMillis: readonly number[]): readonly boolean[] =>
    frameMillis.map((millis) => {
      clock.nowMillis += millis;
      return late.leavesOut();
    });
  expect(areLeftOut([17, 100, 100])).toEqual([false, false, false]);
  scroll();
  expect(areLeftOut([17, 40, 17, 40, 40, 40, 40])).toEqual([false, true, false, true, true, false, true]);
});

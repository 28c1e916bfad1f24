import { watchGestures } from "@runboard/charts";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { timelyFrames } from "./timely-frames.ts";

let frames: (() => void)[] = [];
// Later in each test than in the one before: a gesture does not reach into the next.
let startMillis = 0;
let nowMillis = 0;
const page = new EventTarget();
watchGestures(page);

beforeEach(() => {
  frames = [];
  startMillis += 1e6;
  nowMillis = startMillis;
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
  vi.spyOn(performance, "now").mockImplementation(() => nowMillis);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Frames of these lengths while something is scrolled; after each, whether the wait is over. */
async function isOverAfter(
  frameMillis: readonly number[],
  { signal = new AbortController().signal, isScrolled = true } = {},
): Promise<readonly boolean[]> {
  let isOver = false;
  const waiting = timelyFrames(signal).then(() => (isOver = true));
  const over: boolean[] = [];
  for (const millis of frameMillis) {
    await settle();
    if (isScrolled) page.dispatchEvent(new Event("scroll"));
    nowMillis += millis;
    for (const draw of frames.splice(0)) draw();
    await settle();
    over.push(isOver);
  }
  if (isOver) await waiting;
  return over;
}

/** Lets what was resolved go on. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it("does not wait while nothing is scrolled", async () => {
  await timelyFrames(new AbortController().signal);
  expect(frames).toHaveLength(0);
});

it("waits for some frames in a row that are in time", async () => {
  page.dispatchEvent(new Event("wheel"));
  const over = await isOverAfter([17, 17, 17, 17, 17, 40, 17, 17, 17, 17, 17, 16]);
  expect(over.indexOf(true)).toBe(11);
});

it("waits no longer than scrolling lasts", async () => {
  page.dispatchEvent(new Event("wheel"));
  expect(await isOverAfter([100, 100, 100, 150], { isScrolled: false })).toEqual([false, false, false, true]);
});

it("waits a second at most", async () => {
  page.dispatchEvent(new Event("wheel"));
  const over = await isOverAfter(Array<number>(12).fill(100));
  expect(over.indexOf(true)).toBe(9);
});

it("ends when it is aborted", async () => {
  page.dispatchEvent(new Event("wheel"));
  const controller = new AbortController();
  const waiting = timelyFrames(controller.signal);
  controller.abort(new Error("scrolled past"));
  for (const draw of frames.splice(0)) draw();
  await expect(waiting).rejects.toThrow("scrolled past");
});

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

/** Frames of these lengths; after each, whether the wait is over. */
async function overAfter(frameMillis: readonly number[], isScrolled = true): Promise<readonly boolean[]> {
  const over: boolean[] = [];
  const ended = vi.fn();
  const waiting = timelyFrames(new AbortController().signal).then(ended);
  for (const millis of frameMillis) {
    if (isScrolled) page.dispatchEvent(new Event("scroll"));
    nowMillis += millis;
    for (const draw of frames.splice(0)) draw();
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
  expect(frames).toHaveLength(0);
});

it("waits for some frames in a row that are in time", async () => {
  page.dispatchEvent(new Event("wheel"));
  const over = await overAfter([17, 17, 17, 17, 17, 40, 17, 17, 17, 17, 17, 16]);
  expect(over.indexOf(true)).toBe(11);
});

it("waits no longer than scrolling lasts", async () => {
  page.dispatchEvent(new Event("wheel"));
  expect(await overAfter([100, 100, 100, 150], false)).toEqual([false, false, false, true]);
});

it("waits a second at most", async () => {
  page.dispatchEvent(new Event("wheel"));
  const over = await overAfter(Array<number>(12).fill(100));
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

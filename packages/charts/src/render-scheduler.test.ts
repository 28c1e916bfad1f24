import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { cancelRender, scheduleRender } from "./render-scheduler.ts";

let frames: (() => void)[] = [];
let nowMillis = 0;

beforeEach(() => {
  frames = [];
  nowMillis = 0;
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
  vi.spyOn(performance, "now").mockImplementation(() => nowMillis);
});
afterEach(() => void vi.unstubAllGlobals());

function drawFrame(): void {
  const due = frames;
  frames = [];
  for (const draw of due) draw();
}

it("draws once however often it is asked, in one frame for all", () => {
  const a = vi.fn();
  const b = vi.fn();
  for (const render of [a, b, a, a]) scheduleRender(render);
  expect(frames).toHaveLength(1);
  drawFrame();
  expect(a).toHaveBeenCalledOnce();
  expect(b).toHaveBeenCalledOnce();
  expect(frames).toHaveLength(0);
});

it("draws in the next frame what is asked for while drawing", () => {
  let count = 0;
  const render = () => {
    if (++count < 3) scheduleRender(render);
  };
  scheduleRender(render);
  drawFrame();
  expect(count).toBe(1);
  drawFrame();
  drawFrame();
  drawFrame();
  expect(count).toBe(3);
});

it("forgets what is cancelled, also while drawing", () => {
  const never = vi.fn();
  scheduleRender(never);
  cancelRender(never);
  drawFrame();
  scheduleRender(() => cancelRender(never));
  scheduleRender(never);
  drawFrame();
  expect(never).not.toHaveBeenCalled();
  expect(frames).toHaveLength(0);
});

it("leaves to the next frame what this one has no time for", () => {
  const drawn: string[] = [];
  for (const name of ["a", "b", "c"])
    scheduleRender(() => {
      drawn.push(name);
      nowMillis += 8;
    });
  drawFrame();
  expect(drawn).toEqual(["a", "b"]);
  drawFrame();
  expect(drawn).toEqual(["a", "b", "c"]);
});

it("draws the others when one throws", () => {
  const other = vi.fn();
  scheduleRender(() => {
    throw new Error("broken");
  });
  scheduleRender(other);
  expect(drawFrame).toThrow("broken");
  drawFrame();
  expect(other).toHaveBeenCalledOnce();
});

import { expect, it, vi } from "vitest";
import {
  cancelRender,
  cancelSlices,
  isRenderPending,
  isScrolling,
  scheduleRender,
  scheduleSlices,
} from "./render-scheduler.ts";
import { FrameClock } from "../testing.ts";

const clock = new FrameClock();
const drawFrame = () => clock.drawFrame();

it("draws once however often it is asked, in one frame for all", () => {
  const a = vi.fn();
  const b = vi.fn();
  for (const render of [a, b, a, a]) scheduleRender(render);
  expect(clock.waitingCount).toBe(1);
  drawFrame();
  expect(a).toHaveBeenCalledOnce();
  expect(b).toHaveBeenCalledOnce();
  expect(clock.waitingCount).toBe(0);
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
  expect(clock.waitingCount).toBe(0);
});

it("is pending until the last slice is drawn, however many frames that takes", () => {
  let left = 2;
  scheduleRender(() =>
    scheduleSlices(() => {
      clock.nowMillis += 40;
      return --left > 0;
    }),
  );
  const pending = [isRenderPending()];
  for (let frames = 0; isRenderPending() && frames < 9; frames++) {
    drawFrame();
    pending.push(isRenderPending());
  }
  expect(left).toBe(0);
  expect(pending).toEqual([true, true, false]);
});

it("leaves to the next frame what this one has no time for", () => {
  const drawn: string[] = [];
  for (const name of ["a", "b", "c"])
    scheduleRender(() => {
      drawn.push(name);
      clock.nowMillis += 8;
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

it("goes on with slices in the time that is left, the first that asked before the next", () => {
  clock.page.dispatchEvent(new Event("wheel"));
  const done: string[] = [];
  const work = (name: string, partCount: number) => {
    let part = 0;
    return (deadlineMillis: number) => {
      while (part < partCount && clock.nowMillis < deadlineMillis) {
        done.push(`${name}${part++}`);
        clock.nowMillis += 4;
      }
      return part < partCount;
    };
  };
  scheduleSlices(work("a", 4));
  scheduleSlices(work("b", 2));
  drawFrame();
  expect(done).toEqual(["a0", "a1", "a2"]);
  scheduleRender(() => done.push("render"));
  drawFrame();
  expect(done.slice(3, 5)).toEqual(["render", "a3"]);
  for (let i = 0; i < 3; i++) drawFrame();
  expect(done.slice(-2)).toEqual(["b0", "b1"]);
  expect(clock.waitingCount).toBe(0);
});

it("does a slice in every frame, however long renders take, and less after a frame that was too full", () => {
  const budgets: number[] = [];
  clock.page.dispatchEvent(new Event("pointermove"));
  scheduleSlices((deadlineMillis) => {
    budgets.push(deadlineMillis - clock.nowMillis);
    return budgets.length < 4;
  });
  scheduleRender(() => (clock.nowMillis += 100));
  drawFrame();
  expect(budgets[0]).toBe(2);
  clock.nowMillis += 100;
  drawFrame();
  clock.nowMillis += 16;
  drawFrame();
  expect(budgets[1]).toBeLessThan(10);
  expect(budgets[2]).toBeGreaterThan(budgets[1] ?? 0);
  clock.nowMillis += 16;
  drawFrame();
  expect(clock.waitingCount).toBe(0);
});

it("gives slices more of a frame while nobody waits for it", () => {
  const budgets: number[] = [];
  const slice = (deadlineMillis: number) => {
    budgets.push(deadlineMillis - clock.nowMillis);
    return budgets.length < 3;
  };
  scheduleSlices(slice);
  drawFrame();
  clock.page.dispatchEvent(new Event("keydown"));
  drawFrame();
  clock.nowMillis += 1000;
  drawFrame();
  expect(budgets[1]).toBeLessThan(budgets[0] ?? 0);
  expect(budgets[2]).toBe(budgets[0]);
});

it("does less in a frame while something is scrolled, and leaves slices out of every other full one", () => {
  const drawn: string[] = [];
  const heavy = (name: string) => () => {
    drawn.push(name);
    clock.nowMillis += 6;
  };
  clock.page.dispatchEvent(new Event("scroll"));
  scheduleSlices(() => {
    drawn.push("slice");
    return drawn.length < 5;
  });
  for (const name of ["a", "b", "c"]) scheduleRender(heavy(name));
  drawFrame();
  expect(drawn).toEqual(["a"]);
  drawFrame();
  expect(drawn).toEqual(["a", "b", "slice"]);
  drawFrame();
  expect(drawn).toEqual(["a", "b", "slice", "c"]);
  drawFrame();
  expect(drawn).toEqual(["a", "b", "slice", "c", "slice"]);
  expect(clock.waitingCount).toBe(0);
});

it("knows for a moment after its last event that something is scrolled; pointing is no scrolling", () => {
  clock.page.dispatchEvent(new Event("pointermove"));
  expect(isScrolling()).toBe(false);
  clock.page.dispatchEvent(new Event("wheel"));
  expect(isScrolling()).toBe(true);
  clock.nowMillis += 1000;
  expect(isScrolling()).toBe(false);
});

it("forgets slices that are cancelled", () => {
  const slice = vi.fn(() => true);
  scheduleSlices(slice);
  drawFrame();
  cancelSlices(slice);
  drawFrame();
  expect(slice).toHaveBeenCalledOnce();
  expect(clock.waitingCount).toBe(0);
});

import { describe, expect, test } from "vitest";
import { Breath, WorkSlots } from "./long-work.ts";

const never = new AbortController().signal;

/** Work that a test ends. */
function work(): { readonly ended: Promise<void>; readonly end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, end };
}

describe("WorkSlots", () => {
  test("let so many work at once, the others in their order", async () => {
    const slots = new WorkSlots(2);
    const started: number[] = [];
    const works = [work(), work(), work(), work()];
    const all = works.map(({ ended }, index) =>
      slots.take(async () => {
        started.push(index);
        await ended;
        return index;
      }, never),
    );
    await Promise.resolve();
    expect(started).toEqual([0, 1]);
    works[1]?.end();
    expect(await all[1]).toBe(1);
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    for (const { end } of works) end();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  test("pass on after a failure, and start nothing that no one waits for", async () => {
    const slots = new WorkSlots(1);
    await expect(slots.take(() => Promise.reject(new Error("no")), never)).rejects.toThrow("no");
    const first = work();
    const left = new AbortController();
    let isStarted = false;
    const firstDone = slots.take(() => first.ended, never);
    const second = slots.take(() => {
      isStarted = true;
      return Promise.resolve();
    }, left.signal);
    left.abort();
    first.end();
    await firstDone;
    await expect(second).rejects.toThrow();
    expect(isStarted).toBe(false);
    expect(await slots.take(() => Promise.resolve("next"), never)).toBe("next");
  });
});

describe("Breath", () => {
  test("lets others run during long work", async () => {
    const breath = new Breath(never);
    let others = 0;
    const other = (): void => {
      others += 1;
      if (others < 3) setImmediate(other);
    };
    setImmediate(other);
    const until = performance.now() + 200;
    while (performance.now() < until) await breath.take();
    expect(others).toBe(3);
  });

  test("ends work that no one waits for", async () => {
    const left = new AbortController();
    const breath = new Breath(left.signal);
    await breath.take();
    left.abort();
    await expect(breath.take()).rejects.toThrow();
  });
});

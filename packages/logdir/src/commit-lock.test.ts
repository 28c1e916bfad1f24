import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { CommitLock } from "./commit-lock.ts";

/** A thread that takes the lock as number 2, says so, keeps it for `heldMillis`, and frees it unless it is to die with it. */
const holderSource = `
  const { parentPort, workerData: { memory, heldMillis, dies } } = require("node:worker_threads");
  const cells = new Int32Array(memory);
  Atomics.store(cells, 0, 2);
  parentPort.postMessage("taken");
  if (!dies) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, heldMillis);
    Atomics.store(cells, 0, 0);
    Atomics.notify(cells, 0);
  }
`;

async function startHolder(memory: SharedArrayBuffer, dies: boolean): Promise<Worker> {
  const worker = new Worker(holderSource, { eval: true, workerData: { memory, heldMillis: 150, dies } });
  await new Promise((resolve) => worker.once("message", resolve));
  return worker;
}

describe("CommitLock", () => {
  it("waits for the thread that has it, and not longer", async () => {
    const memory = CommitLock.allocate();
    await startHolder(memory, false);
    const begin = performance.now();
    expect(await new CommitLock(memory, 1).run(() => Promise.resolve("done"))).toBe("done");
    expect(performance.now() - begin).toBeGreaterThan(100);
    expect(new Int32Array(memory)[0]).toBe(0);
  });

  it("is freed for a thread that ended with it, and for no other", async () => {
    const memory = CommitLock.allocate();
    await startHolder(memory, true);
    CommitLock.release(memory, 3);
    expect(new Int32Array(memory)[0]).toBe(2);
    CommitLock.release(memory, 2);
    expect(await new CommitLock(memory, 1).run(() => Promise.resolve("done"))).toBe("done");
  });

  it("is free after work that failed", async () => {
    const lock = new CommitLock(CommitLock.allocate(), 1);
    await expect(lock.run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await lock.run(() => Promise.resolve(1))).toBe(1);
  });
});

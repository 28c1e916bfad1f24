import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ApiError } from "@runboard/contract";
import { afterAll, expect, onTestFinished, test } from "vitest";
import type { GraphQuestion } from "./graph-questions.ts";
import { GraphWork, type GraphWorkOptions, type ReadGraphBytes } from "./graph-work.ts";

const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    readFileSync(fileURLToPath(new URL(`../../../../packages/graph/fixtures/${name}`, import.meta.url))),
  );

const never = new AbortController().signal;

/** Sources by key, and what was asked of them. */
class Shelf {
  readonly asked: string[] = [];
  /** The bytes that were handed out. */
  readonly given: Uint8Array[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #bytesOf: (key: string) => Promise<Uint8Array<ArrayBuffer>>;

  constructor(
    bytesOf: (key: string) => Promise<Uint8Array<ArrayBuffer>> = () => Promise.resolve(fixture("graph.pb")),
  ) {
    this.#bytesOf = bytesOf;
  }

  readonly read: ReadGraphBytes = async (key, signal) => {
    this.asked.push(key);
    this.signals.push(signal);
    const bytes = await this.#bytesOf(key);
    this.given.push(bytes);
    return { bytes, fileName: null };
  };
}

function startWork(options: GraphWorkOptions): GraphWork {
  const work = new GraphWork(options);
  onTestFinished(() => work.close());
  return work;
}

/** For tests that do not care what the thread did before; each starts in seconds from source. */
const shared = new GraphWork();
afterAll(() => shared.close());

const scopeOf = (key: string): GraphQuestion<"scope"> => ({
  kind: "scope",
  graph: { key, part: "" },
  path: "",
  limit: 10,
});

/** A graph as JSON, of which each operation takes many times its letters of the thread's memory. */
function graphOf(nodeCount: number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`{"node":[${'{"name":"a","op":"b"},'.repeat(nodeCount)}{}]}`);
}

/** What the thread said. */
function told(json: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(json));
}

/** That of a graph which was read. */
const someItems = { format: "graph_def", itemCount: expect.any(Number) as number };

/** Waits for what other threads do. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

test("a source is read when the thread does not have it, handed over without a copy, and let go by the reader", async () => {
  const shelf = new Shelf();
  const answer = await shared.ask(scopeOf("a0"), shelf.read, never);
  expect(told(answer)).toMatchObject(someItems);
  expect(shelf.given[0]?.byteLength).toBe(0);
  expect(shelf.signals[0]?.aborted).toBe(true);
  expect(await shared.ask(scopeOf("a0"), shelf.read, never)).toEqual(answer);
  expect(shelf.asked).toEqual(["a0"]);
});

test("questions at once for a source that is missing read it once", async () => {
  const shelf = new Shelf();
  const both: GraphQuestion<"diff"> = {
    kind: "diff",
    graph: { key: "a1", part: "" },
    after: { key: "b1", part: "" },
    limit: 1,
  };
  const [first, second, diff] = await Promise.all([
    shared.ask(scopeOf("a1"), shelf.read, never),
    shared.ask(scopeOf("a1"), shelf.read, never),
    shared.ask(both, shelf.read, never),
  ]);
  expect(second).toEqual(first);
  expect(told(diff)).toMatchObject({ differences: [], addedCount: 0, removedCount: 0, changedCount: 0 });
  expect(shelf.asked).toEqual(["a1", "b1"]);
});

test("a source is read on while somebody waits for it, and by the next one when its reader fails", async () => {
  let deliver = (_bytes: Uint8Array<ArrayBuffer>): void => undefined;
  const shelf = new Shelf(() => new Promise((resolve) => (deliver = resolve)));
  const leaving = new AbortController();
  const left = shared.ask(scopeOf("a2"), shelf.read, leaving.signal);
  await until(() => shelf.asked.length === 1);
  const staying = shared.ask(scopeOf("a2"), shelf.read, never);
  // The thread has said that it misses the source before it answers this.
  await expect(shared.ask(scopeOf("b2"), () => Promise.reject(new Error("no disk")), never)).rejects.toThrow(
    "no disk",
  );
  leaving.abort(new Error("left"));
  expect(shelf.signals[0]?.aborted).toBe(false);
  deliver(fixture("graph.pb"));
  await expect(left).rejects.toThrow("left");
  expect(told(await staying)).toMatchObject(someItems);
  expect(shelf.asked).toEqual(["a2"]);
});

test("when all have left, reading stops, and the next one begins anew", async () => {
  const leaving = new AbortController();
  const stuck = new Shelf(() => new Promise(() => undefined));
  void shared.ask(scopeOf("a3"), stuck.read, leaving.signal).catch(() => undefined);
  await until(() => stuck.asked.length === 1);
  leaving.abort();
  expect(stuck.signals[0]?.aborted).toBe(true);
  const shelf = new Shelf();
  expect(told(await shared.ask(scopeOf("a3"), shelf.read, never))).toMatchObject(someItems);
});

test("who leaves is told at once, and what has not begun never does", async () => {
  const shelf = new Shelf();
  const running = shared.ask(scopeOf("a4"), shelf.read, never);
  const leaving = new AbortController();
  const waiting = shared.ask(scopeOf("never asked for"), shelf.read, leaving.signal);
  leaving.abort(new Error("left"));
  await expect(waiting).rejects.toThrow("left");
  await expect(shared.ask(scopeOf("b4"), shelf.read, AbortSignal.abort(new Error("gone")))).rejects.toThrow(
    "gone",
  );
  await running;
  await shared.ask(scopeOf("a4"), shelf.read, never);
  expect(shelf.asked).toEqual(["a4"]);
});

test("a graph that takes more memory than there is is too large, others are answered", async () => {
  const work = startWork({ memoryMegabytes: 64 });
  const shelf = new Shelf((key) =>
    Promise.resolve(key === "large" ? graphOf(1_000_000) : fixture("graph.pb")),
  );
  const small = work.ask(scopeOf("small"), shelf.read, never);
  const large = work.ask(scopeOf("large"), shelf.read, never);
  const after = work.ask(scopeOf("after"), shelf.read, never);
  await expect(large).rejects.toMatchObject({ code: "too_large" });
  expect(told(await small)).toMatchObject(someItems);
  expect(told(await after)).toMatchObject(someItems);
  expect(shelf.asked.filter((key) => key === "large").length).toBeLessThanOrEqual(2);
  expect(told(await work.ask(scopeOf("small"), shelf.read, never))).toMatchObject(someItems);
}, 60_000);

test("a question that takes too long is given up, and the next one has its turn", async () => {
  // Less than the thread takes to start.
  const work = startWork({ longestMillis: 1 });
  const shelf = new Shelf();
  const asked = [work.ask(scopeOf("a"), shelf.read, never), work.ask(scopeOf("b"), shelf.read, never)];
  for (const question of asked) await expect(question).rejects.toMatchObject({ code: "too_large" });
});

test("the thread ends when it rests, and starts again", async () => {
  const work = startWork({ restMillis: 50 });
  const shelf = new Shelf();
  await work.ask(scopeOf("a"), shelf.read, never);
  await new Promise((resolve) => setTimeout(resolve, 400));
  await work.ask(scopeOf("a"), shelf.read, never);
  expect(shelf.asked).toEqual(["a", "a"]);
});

test("closing rejects what waits and what is asked later", async () => {
  const work = new GraphWork();
  const shelf = new Shelf();
  const asked = [work.ask(scopeOf("a"), shelf.read, never), work.ask(scopeOf("b"), shelf.read, never)];
  const settled = Promise.allSettled(asked);
  await work.close();
  for (const result of await settled)
    expect(result).toMatchObject({ status: "rejected", reason: expect.any(ApiError) as unknown });
  await expect(work.ask(scopeOf("a"), shelf.read, never)).rejects.toThrow("closed");
});

test("closing while a source is being read ends the question", async () => {
  const work = new GraphWork();
  let deliver = (_bytes: Uint8Array<ArrayBuffer>): void => undefined;
  const shelf = new Shelf(() => new Promise((resolve) => (deliver = resolve)));
  const asked = work.ask(scopeOf("a"), shelf.read, never);
  await until(() => shelf.asked.length === 1);
  await work.close();
  deliver(fixture("graph.pb"));
  await expect(asked).rejects.toThrow("closed");
});

test("what the thread refuses keeps its code, and the thread its sources", async () => {
  const shelf = new Shelf((key) =>
    Promise.resolve(
      key === "picture10"
        ? new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13])
        : fixture("graph.pb"),
    ),
  );
  await expect(shared.ask(scopeOf("picture10"), shelf.read, never)).rejects.toMatchObject({
    code: "graph_unreadable",
  });
  await expect(shared.ask({ ...scopeOf("a10"), path: "nowhere" }, shelf.read, never)).rejects.toMatchObject({
    code: "graph_item_not_found",
  });
  await expect(
    shared.ask({ ...scopeOf("a10"), graph: { key: "a10", part: "no such part" } }, shelf.read, never),
  ).rejects.toMatchObject({ code: "graph_not_found" });
  expect(shelf.asked).toEqual(["picture10", "a10"]);
});

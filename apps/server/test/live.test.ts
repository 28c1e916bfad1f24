// The live stream over a real server and real files that grow, and the script that waits on it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";
import { createClient, eventsPath, LiveEvent } from "@runboard/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GrowingLogdir } from "./growing-logdir.ts";
import { serveLogdir, type OtherParts, type ServedLogdir } from "./served-logdir.ts";

let logdir: GrowingLogdir;
const servers: ServedLogdir[] = [];
beforeEach(() => {
  logdir = new GrowingLogdir();
  logdir.add("a", "loss", 0, 1);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  logdir.dispose();
});

async function serve(parts: OtherParts = {}): Promise<ServedLogdir> {
  const server = await serveLogdir(logdir.path, { reloadInterval: "1" }, parts);
  servers.push(server);
  return server;
}

/** The next event that is not about loading. */
async function nextNews(events: AsyncGenerator<LiveEvent, void, undefined>): Promise<LiveEvent> {
  for (;;) {
    const { value } = await events.next();
    if (!value) throw new Error("the stream ended");
    if (value.kind !== "loading") return value;
  }
}

describe("news", () => {
  test("come when files grow, runs appear and go", async () => {
    const server = await serve();
    const client = createClient(server);
    const events = client.watch();
    const first = await nextNews(events);
    expect(first).toEqual({ kind: "reset", revision: (await client.runs()).revision });

    const start = performance.now();
    logdir.add("a", "loss", 1, 0.5);
    const grown = await nextNews(events);
    expect(performance.now() - start).toBeLessThan(2500);
    expect(grown).toMatchObject({ kind: "changed", runs: ["a"], removed: [] });
    const { series, revision } = await client.series({ runs: ["a"] });
    expect(Array.from(series[0]?.values ?? [])).toEqual([1, 0.5]);
    expect(revision).toBe("revision" in grown ? grown.revision : undefined);

    logdir.add("b/c", "loss", 0, 1);
    expect(await nextNews(events)).toMatchObject({ kind: "changed", runs: ["b/c"], removed: [] });
    logdir.removeRun("a");
    expect(await nextNews(events)).toMatchObject({ kind: "changed", runs: [], removed: ["a"] });
    await events.return();
  });

  test("that a client missed come when it is back", async () => {
    const server = await serve();
    const head = await readMessages(server, "", 2);
    const id = head.find(({ event }) => event === "reset")?.id ?? "";
    logdir.add("a", "loss", 1, 1);
    logdir.add("b", "loss", 0, 1);
    const missedRuns = async (): Promise<readonly string[]> => {
      const [message] = await readMessages(server, id, 1);
      const data = LiveEvent.parse(JSON.parse(message?.data ?? ""));
      return data.kind === "changed" ? [...data.runs].sort() : [];
    };
    await expect.poll(missedRuns).toEqual(["a", "b"]);
    const [missed] = await readMessages(server, id, 1);
    // Knowing all, it hears nothing of runs.
    const [again] = await readMessages(server, missed?.id ?? "", 1);
    expect(again?.event).toBe("loading");
    // An id of another server means nothing here.
    for (const foreign of ["deadbeef.1", "x", "1"])
      expect((await readMessages(server, foreign, 1))[0]?.event).toBe("reset");
  });

  test("go on over a server that went away", async () => {
    const first = await serve();
    const port = new URL(first.baseUrl).port;
    const events = createClient(first).watch();
    await nextNews(events);
    const next = nextNews(events);
    await first.close();
    servers.length = 0;
    const second = await serveLogdir(logdir.path, { reloadInterval: "1", port });
    servers.push(second);
    // Another life: everything is to be fetched again.
    expect(await next).toMatchObject({ kind: "reset" });
    logdir.add("a", "loss", 1, 1);
    expect(await nextNews(events)).toMatchObject({ kind: "changed", runs: ["a"] });
    await events.return();
  });

  test("tell when a run is no longer live", async () => {
    let now = Date.now();
    const server = await serve({ clock: () => now });
    const client = createClient(server);
    const events = client.watch();
    await nextNews(events);
    await expect.poll(async () => (await client.runs()).runs[0]?.state).toBe("live");
    const next = nextNews(events);
    // Long enough for the server to have seen it live.
    await new Promise((resolve) => setTimeout(resolve, 5500));
    now += 61_000;
    expect(await next).toMatchObject({ kind: "changed", runs: ["a"], removed: [] });
    expect((await client.runs()).runs[0]?.state).toBe("stale");
    await events.return();
  });
});

test("a client that does not read costs a place, not memory, and hears all in one message", async () => {
  const server = await serve();
  const socket = net.connect(Number(new URL(server.baseUrl).port), "127.0.0.1");
  socket.write(`GET ${eventsPath} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await once(socket, "data");
  socket.pause();
  // 20 MB of names: more than the sockets' buffers hold.
  const name = (index: number): string => `${"x".repeat(2000)}/${index}`;
  const start = await server.store.revision();
  for (let round = 1; round <= 40; round += 1) {
    const runs = Array.from({ length: 250 }, (_, index) => name(round * 250 + index));
    server.news({ kind: "committed", revision: start + round, runs, removedRuns: [] });
    await new Promise((resolve) => setTimeout(resolve, 110));
  }
  const { payload } = await server.app.inject({ url: "/metrics" });
  expect(payload).toContain("runboard_live_clients 1\n");
  const pieces: Buffer[] = [];
  const isOver = (): boolean => Buffer.concat(pieces.slice(-3)).includes(`"revision":${start + 40}`);
  let sawLast = false;
  socket.on("data", (bytes: Buffer) => {
    pieces.push(bytes);
    sawLast ||= isOver();
  });
  socket.resume();
  await expect.poll(() => sawLast).toBe(true);
  await expect.poll(() => Buffer.concat(pieces.slice(-3)).includes("/10249")).toBe(true);
  const text = Buffer.concat(pieces)
    .toString()
    .replace(/\r\n[0-9a-f]+\r\n/g, "");
  expect(text.match(/event: changed/g)?.length).toBeLessThan(40);
  for (const index of [250, 5_000, 10_249]) expect(text).toContain(`/${index}"`);
  socket.destroy();
});

test("the example script prints the best run when none is live any more", async () => {
  logdir.add("good", "accuracy", 7, 0.75);
  logdir.add("bad", "accuracy", 9, 0.25);
  logdir.add("diverged", "accuracy", 9, NaN);
  let now = Date.now();
  const server = await serve({ clock: () => now });
  const root = path.resolve(import.meta.dirname, "../../..");
  const tsx = createRequire(import.meta.url).resolve("tsx/cli");
  const script = spawn(process.execPath, [tsx, "examples/best-run.ts", server.baseUrl, "accuracy"], {
    cwd: root,
  });
  let output = "";
  let isOver = false;
  script.stdout.on("data", (bytes: Buffer) => (output += bytes.toString()));
  script.stderr.on("data", (bytes: Buffer) => (output += bytes.toString()));
  script.once("exit", () => (isOver = true));
  await new Promise((resolve) => setTimeout(resolve, 6000));
  expect([isOver, output]).toEqual([false, ""]);
  now += 61_000;
  await once(script, "close");
  expect(output).toBe("good: accuracy 0.75 at step 7\n");
});

interface Message {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** The first messages of a stream that is taken up after `lastEventId`. */
async function readMessages(
  server: ServedLogdir,
  lastEventId: string,
  count: number,
): Promise<readonly Message[]> {
  const aborted = new AbortController();
  const response = await fetch(`${server.baseUrl}${eventsPath}`, {
    headers: lastEventId === "" ? {} : { "last-event-id": lastEventId },
    signal: aborted.signal,
  });
  let text = "";
  const messages = (): Message[] =>
    [...text.matchAll(/event: (\w+)\n(?:id: (\S+)\n)?data: (.*)\n\n/g)].map(
      ([, event = "", id = "", data = ""]) => ({
        event,
        id,
        data,
      }),
    );
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  while (messages().length < count) {
    const { value, done } = await reader.read();
    if (done) break;
    text += Buffer.from(value).toString();
  }
  aborted.abort();
  return messages();
}

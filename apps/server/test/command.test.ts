// The command as a process: what it prints, where it listens, how it ends, what it leaves behind.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, eventsPath } from "@runboard/contract";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";

const logdir = fileURLToPath(new URL("../../../fixtures/tf1_mnist/logdir", import.meta.url));
const main = path.join(process.env["RUNBOARD_TEST_PROGRAMS"] ?? "", "main.js");

let directory: string;
const running: Command[] = [];
const directories: string[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "runboard-command-"));
  directories.push(directory);
  for (const name of ["tmp", "cache", "work"]) mkdirSync(path.join(directory, name));
});
afterEach(() => {
  for (const command of running.splice(0)) command.child.kill("SIGKILL");
});
afterAll(() => {
  for (const name of directories) rmSync(name, { recursive: true, force: true, maxRetries: 5 });
});

interface Command {
  readonly child: ChildProcess;
  /** Both streams. */
  readonly output: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

function start(flags: readonly string[], environment: Readonly<Record<string, string>> = {}): Command {
  const child = spawn(process.execPath, [main, ...flags], {
    cwd: path.join(directory, "work"),
    env: {
      PATH: process.env["PATH"],
      TMPDIR: path.join(directory, "tmp"),
      XDG_CACHE_HOME: path.join(directory, "cache"),
      HOME: directory,
      ...environment,
    },
  });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  const command = { child, output: () => output, ended };
  running.push(command);
  return command;
}

/** Waits until the command says where it listens. */
async function addressOf(command: Command): Promise<string> {
  await expect
    .poll(() => (command.child.exitCode === null ? command.output() : `ended: ${command.output()}`), {
      timeout: 30_000,
    })
    .toMatch(/http:\/\/\S+\/ \(Press CTRL\+C to quit\)/);
  return /http:\/\/\S+(?=\/ \()/.exec(command.output())?.[0] ?? "";
}

const loaded = (baseUrl: string): Promise<void> =>
  expect.poll(async () => (await createClient({ baseUrl }).status()).loading.phase).toBe("ready");

const temporaryIndexes = (): readonly string[] =>
  readdirSync(path.join(directory, "tmp")).filter((name) => name.startsWith("runboard-index-"));

describe("what ends at once", () => {
  test.each([
    [["--version"], 0, /^\d+\.\d+\.\d+\n$/],
    [["--help"], 0, /--logdir <PATH>/],
    [["--lgdir", "x"], 2, /^runboard: there is no flag --lgdir: did you mean --logdir\?/],
    [[], 2, /^runboard: a log directory must be given/],
    [
      ["--inspect", "--logdir", logdir],
      0,
      /Found event files in:\n.*conv=2,fc=1\n(.|\n)*scalars\n {3}accuracy\/accuracy\n(.|\n)*num_steps +21\n/,
    ],
    [["--inspect", "--logdir", "/nowhere"], 1, /^no event files found in \/nowhere\n$/],
  ] as const)("%j", async (flags, code, expected) => {
    const command = start(flags);
    expect(await command.ended).toBe(code);
    expect(command.output()).toMatch(expected);
  });

  test("--inspect of one file and one tag", async () => {
    const run = path.join(logdir, "lr_1E-03,conv=2,fc=1");
    const file = path.join(run, "events.out.tfevents.1700000000.host");
    const command = start(["--inspect", "--event_file", file, "--tag", "xent/xent_1"]);
    expect(await command.ended).toBe(0);
    expect(command.output()).toContain("scalars\n   xent/xent_1\n");
    expect(command.output()).not.toContain("accuracy");
    expect(command.output()).toMatch(/first_step +0\n +last_step +100\n +max_step +100\n +min_step +0\n/);
  });
});

describe("ports", () => {
  test("the default moves up when it is taken, an explicit one does not", async () => {
    const taken = net.createServer();
    // Whether this test or something else holds the first port.
    const isOurs = await new Promise<boolean>((resolve) => {
      taken.once("error", () => resolve(false));
      taken.listen(6006, "127.0.0.1", () => resolve(true));
    });
    try {
      const command = start(["--logdir", logdir, "--no-index"]);
      const port = Number(new URL(await addressOf(command)).port);
      expect(port).toBeGreaterThan(6006);
      expect(port).toBeLessThan(6106);
      const second = start(["--logdir", logdir, "--no-index", "--port", "6006"]);
      expect(await second.ended).toBe(1);
      expect(second.output()).toContain(
        "port 6006 is in use: stop what listens there, or give another --port",
      );
      expect(temporaryIndexes().length).toBe(1);
    } finally {
      if (isOurs) taken.close();
    }
  });

  test("an address that is not of this machine", async () => {
    const command = start([
      "--logdir",
      logdir,
      "--no-index",
      "--host",
      "203.0.113.7",
      "--port",
      "0",
      "--insecure",
    ]);
    expect(await command.ended).toBe(1);
    expect(command.output()).toContain("203.0.113.7 is not an address of this machine");
  });

  test("all interfaces, with a token", async () => {
    const command = start(["--logdir", logdir, "--no-index", "--bind_all", "--port", "0"], {
      RUNBOARD_TOKEN: "long enough",
    });
    const { port } = new URL(await addressOf(command));
    for (const host of ["127.0.0.1", "localhost"]) {
      const refused = await fetch(`http://${host}:${port}/api/v1/runs`);
      expect([refused.status, await refused.json()]).toMatchObject([401, { code: "unauthorized" }]);
      const client = createClient({ baseUrl: `http://${host}:${port}`, token: "long enough" });
      expect(await client.status()).toMatchObject({ readOnly: false });
    }
    expect(command.output()).not.toContain("long enough");
  });
});

describe("the end", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends in order with live clients and removes a temporary index",
    async (signal) => {
      const command = start(["--logdir", logdir, "--no-index", "--port", "0"]);
      const baseUrl = await addressOf(command);
      const stream = await fetch(`${baseUrl}${eventsPath}`);
      const reader = stream.body?.getReader();
      await reader?.read();
      expect(temporaryIndexes().length).toBe(1);
      const start_ = performance.now();
      command.child.kill(signal);
      expect(await command.ended).toBe(0);
      expect(performance.now() - start_).toBeLessThan(5000);
      expect(temporaryIndexes()).toEqual([]);
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) continue;
    },
  );

  test("before it listens, too", async () => {
    const command = start(["--logdir", logdir, "--no-index", "--port", "0"]);
    await expect.poll(() => temporaryIndexes().length, { timeout: 20_000, interval: 5 }).toBe(1);
    command.child.kill("SIGTERM");
    expect(await command.ended).toBe(0);
    expect(temporaryIndexes()).toEqual([]);
  });
});

describe("the index", () => {
  test("lies in the cache directory, is used again, and not by two servers at once", async () => {
    const first = start(["--logdir", logdir, "--port", "0"]);
    await loaded(await addressOf(first));
    const indexes = path.join(directory, "cache", "runboard", "index");
    const [key = ""] = readdirSync(indexes);
    expect(existsSync(path.join(indexes, key, "index.sqlite"))).toBe(true);
    expect(temporaryIndexes()).toEqual([]);

    const second = start([`--logdir=${logdir}/../logdir`, "--port", "0"]);
    await loaded(await addressOf(second));
    expect(second.output()).toContain("is used by another server");
    expect(temporaryIndexes().length).toBe(1);
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    expect(temporaryIndexes()).toEqual([]);

    // A killed server leaves its lock behind, which is no longer one.
    first.child.kill("SIGKILL");
    await first.ended;
    const third = start(["--logdir", logdir, "--port", "0"]);
    const baseUrl = await addressOf(third);
    await loaded(baseUrl);
    expect(third.output()).not.toContain("another server");
    const scanned = /^runboard_ingest_bytes_total (\d+)$/m.exec(
      await (await fetch(`${baseUrl}/metrics`)).text(),
    )?.[1];
    expect(scanned).toBe("0");
    expect(readdirSync(indexes)).toEqual([key]);
  });

  test("in a place that cannot be used is an error when it was asked for", async () => {
    writeFileSync(path.join(directory, "file"), "");
    const command = start([
      "--logdir",
      logdir,
      "--port",
      "0",
      "--index-dir",
      path.join(directory, "file", "x"),
    ]);
    expect(await command.ended).toBe(2);
    expect(command.output()).toMatch(
      /--index-dir .* cannot be used \(ENOTDIR\): give one that can be written to/,
    );
  });

  test("in a cache that cannot be used becomes a temporary one, with a line", async () => {
    writeFileSync(path.join(directory, "cache", "runboard"), "");
    const command = start(["--logdir", logdir, "--port", "0"]);
    await loaded(await addressOf(command));
    expect(command.output()).toContain("reading everything into a temporary one");
  });
});

describe("the log", () => {
  test("for people is a few lines", async () => {
    const command = start([
      "--logdir",
      logdir,
      "--no-index",
      "--port",
      "0",
      "--log-format",
      "human",
      "--load_fast=true",
    ]);
    const baseUrl = await addressOf(command);
    await loaded(baseUrl);
    expect(command.output()).toBe(
      `runboard: ignored, Runboard has no need of: --load_fast\nRunboard 0.1.0 at ${baseUrl}/ (Press CTRL+C to quit)\n`,
    );
  });

  test("for machines is one JSON object a line", async () => {
    const command = start(["--logdir", logdir, "--no-index", "--port", "0"]);
    const baseUrl = await addressOf(command);
    await fetch(`${baseUrl}/api/v1/runs?x=1`);
    await expect.poll(() => command.output()).toContain('"path":"/api/v1/runs"');
    const lines = command
      .output()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({ level: 30, msg: "request", method: "GET", status: 200 });
    expect(lines.at(-1)?.["durationMillis"]).toBeGreaterThan(0);
  });
});

test("a log directory that is not there yet is waited for", async () => {
  const late = path.join(directory, "late");
  const command = start(["--logdir", late, "--port", "0", "--reload_interval", "1"]);
  const client = createClient({ baseUrl: await addressOf(command) });
  await expect.poll(async () => (await client.status()).logdirState).toBe("missing");
  mkdirSync(late);
  await expect.poll(async () => (await client.status()).logdirState).toBe("ok");
});

describe("a reader that leaves early", () => {
  test("ends a digest without a complaint", async () => {
    const command = start(["--inspect", "--logdir", logdir]);
    command.child.stdout?.destroy();
    expect(await command.ended).toBe(0);
    expect(command.output()).toBe("");
  });

  test("does not end a server", async () => {
    const command = start(["--logdir", logdir, "--no-index", "--port", "0", "--log-format", "json"]);
    const baseUrl = await addressOf(command);
    command.child.stdout?.destroy();
    for (let request = 0; request < 3; request++) await createClient({ baseUrl }).status();
    expect(command.child.exitCode).toBeNull();
    command.child.kill("SIGTERM");
    expect(await command.ended).toBe(0);
  });
});

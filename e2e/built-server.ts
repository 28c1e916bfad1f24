// The built command as a user runs it: a process on a free port with an index of its own, which can be killed and started again.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Client, type Status } from "@runboard/contract";

const command = join(import.meta.dirname, "..", "apps", "server", "bin", "runboard.js");
/** Where the command says it listens. */
const address = /(http:\/\/localhost:\d+[^\s"]*)\/ /;
const START_TIMEOUT_MILLIS = 60_000;

export interface ServerOptions {
  readonly logdir: string;
  readonly indexDir: string;
  readonly flags?: readonly string[];
  /** Added to that of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

export class BuiltServer {
  readonly #options: ServerOptions;
  #child: ChildProcess | undefined;
  #output = "";
  /** `http://localhost:PORT` and the path prefix, without a slash at the end; the same after a restart. */
  baseUrl = "";

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  get client(): Client {
    return createClient({ baseUrl: this.baseUrl });
  }

  /** Resolves when the server answers. */
  async start(): Promise<void> {
    const { logdir, indexDir, flags = [], environment } = this.#options;
    const port = this.baseUrl === "" ? "0" : new URL(this.baseUrl).port;
    const args = [command, "--logdir", logdir, "--index-dir", indexDir, "--port", port, ...flags];
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    this.#child = child;
    this.#output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    const deadline = Date.now() + START_TIMEOUT_MILLIS;
    while (!address.test(this.#output)) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`the server did not start:\n${this.#output}`);
      await sleep(20);
    }
    this.baseUrl = address.exec(this.#output)?.[1] ?? "";
  }

  /** Resolves when all that is in the log directory is in the index. */
  async loaded(): Promise<void> {
    await this.until(({ loading }) => loading.phase === "ready");
  }

  async until(
    holds: (status: Status) => boolean,
    { timeoutMillis = START_TIMEOUT_MILLIS } = {},
  ): Promise<void> {
    const deadline = Date.now() + timeoutMillis;
    while (!holds(await this.client.status())) {
      if (Date.now() > deadline) throw new Error(`the server does not come to it:\n${this.#output}`);
      await sleep(20);
    }
  }

  /** Ends the process as a crash would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }
}

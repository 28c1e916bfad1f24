// A command line as a person gives it to a shell, which a test waits for or ends.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const PATIENCE_MILLIS = 300_000;

export class RunningProgram {
  readonly #command: string;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  /** Of both streams, as a terminal shows them. */
  #output = "";
  #standardOutput = "";

  constructor(
    command: string,
    { cwd, environment }: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> },
  ) {
    this.#command = command;
    // A group of its own: npm does not hand all signals on to what it started.
    this.#child = spawn("sh", ["-c", command], {
      cwd,
      // The test runner sets it for itself.
      env: { ...process.env, NODE_ENV: undefined, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (bytes: Buffer) => (this.#output += bytes.toString()));
    this.#child.stdout?.on("data", (bytes: Buffer) => (this.#standardOutput += bytes.toString()));
    this.#closed = once(this.#child, "close");
  }

  /** Resolves when it has printed this. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (const end = Date.now() + PATIENCE_MILLIS; Date.now() < end && !this.#isOver;) {
      const found = pattern.exec(this.#output);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${this.#command} does not print ${pattern}:\n${this.#output}`);
  }

  /** What it printed as its result. Rejects when it fails. */
  async succeeded(): Promise<string> {
    await this.#closed;
    if (this.#child.exitCode === 0) return this.#standardOutput;
    throw new Error(`${this.#command} ended with ${this.#child.exitCode ?? "a signal"}:\n${this.#output}`);
  }

  async stop(): Promise<void> {
    if (this.#isOver || this.#child.pid === undefined) return;
    process.kill(-this.#child.pid, "SIGTERM");
    await this.#closed;
  }

  get #isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

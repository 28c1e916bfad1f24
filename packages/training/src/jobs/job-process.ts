// The process of one attempt of a job: started, told what to do, listened to, and brought to an end.
import { fork, type ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";
import type { ChildEntry } from "../child-entry.ts";
import { FromChild, type JobSpec, type ToChild } from "../messages.ts";
import { giveWay } from "./give-way.ts";
import { lastLineOf, openLog } from "./job-log.ts";
import type { Outcome, ProcessIdentity } from "./job.ts";
import { identityOf, killGroup } from "./process-identity.ts";

export interface JobProcessOptions {
  readonly entry: ChildEntry;
  /** Beneath that of this process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logPath: string;
  /** Written into the log first. */
  readonly headLine: string;
  /** After a cancellation. */
  readonly graceMillis: number;
  /** See `giveWay`. */
  readonly niceness: number;
  /** What it tells, but for its end. */
  readonly onReport: (report: Report) => void;
  readonly onNotice: (line: string) => void;
}

export type Report = Extract<FromChild, { readonly kind: "phase" | "started" | "progress" | "checkpoint" }>;
type End = Exclude<FromChild, Report>;

export interface JobProcess {
  readonly identity: ProcessIdentity;
  /** It does nothing before, so that nothing is done by a process that no table knows. */
  begin(spec: JobSpec): void;
  /** Asks it to end, and kills it with all that it started when it does not in time. `stopped` and `killed` have this reason. */
  stop(reason: string): void;
  /** Resolves when it is gone; all that it told was reported before. */
  readonly ended: Promise<Outcome>;
}

/** Throws when the system cannot start one. */
export async function startJobProcess(options: JobProcessOptions): Promise<JobProcess> {
  const child = await forked(options);
  const { pid } = child;
  if (pid === undefined) throw new Error("The process has no id.");
  giveWay(pid, options.niceness);
  return new ForkedProcess(child, pid, options);
}

function forked({ entry, environment, logPath, headLine }: JobProcessOptions): Promise<ChildProcess> {
  const log = openLog(logPath, headLine);
  try {
    const child = fork(entry.modulePath, [], {
      execArgv: entry.execArgv,
      // A group of its own: killed as one, and not reached by a Ctrl-C that is meant for the server.
      detached: true,
      // JSON has no NaN: a run that diverged would keep its last good value.
      serialization: "advanced",
      stdio: ["ignore", log, log, "ipc"],
      env: { ...environment, ...environmentOfJobs() },
    });
    return new Promise((resolve, reject) => {
      child.once("spawn", () => resolve(child));
      child.once("error", reject);
    });
  } finally {
    closeSync(log);
  }
}

/** Without the server's own secret. */
function environmentOfJobs(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "RUNBOARD_TOKEN"));
}

class ForkedProcess implements JobProcess {
  readonly identity: ProcessIdentity;
  readonly ended: Promise<Outcome>;
  readonly #child: ChildProcess;
  readonly #options: JobProcessOptions;
  #end: End | null = null;
  #stopReason: string | null = null;
  #killer: NodeJS.Timeout | null = null;
  #wasKilled = false;

  constructor(child: ChildProcess, pid: number, options: JobProcessOptions) {
    this.#child = child;
    this.#options = options;
    this.identity = identityOf(pid);
    child.on("message", (message) => this.#hear(message));
    // A message to a process that has just ended; its end is told by itself.
    child.on("error", (error) => options.onNotice(`Process ${pid}: ${error.message}`));
    this.ended = new Promise((resolve) => {
      // Not `exit`: messages may still be on their way then.
      child.once("close", (code, signal) => {
        if (this.#killer !== null) clearTimeout(this.#killer);
        // What it started and left behind.
        killGroup(pid);
        void this.#outcome(code, signal).then(resolve);
      });
    });
  }

  begin(spec: JobSpec): void {
    this.#tell({ kind: "start", spec });
  }

  stop(reason: string): void {
    if (this.#stopReason !== null) return;
    this.#stopReason = reason;
    this.#tell({ kind: "cancel" });
    this.#killer = setTimeout(() => {
      this.#wasKilled = true;
      killGroup(this.identity.pid);
    }, this.#options.graceMillis);
  }

  #tell(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #hear(message: unknown): void {
    const parsed = FromChild.safeParse(message);
    if (!parsed.success) {
      const { message: reason } = parsed.error;
      this.#options.onNotice(`Process ${this.identity.pid} of a job sent what is no message: ${reason}`);
      return;
    }
    switch (parsed.data.kind) {
      case "phase":
      case "started":
      case "progress":
      case "checkpoint":
        this.#options.onReport(parsed.data);
        return;
      case "finished":
      case "stopped":
      case "failed":
        this.#end ??= parsed.data;
    }
  }

  async #outcome(code: number | null, signal: NodeJS.Signals | null): Promise<Outcome> {
    const reason = this.#stopReason ?? "It was told to stop by the system.";
    switch (this.#end?.kind) {
      case "finished":
        return { kind: "finished", step: this.#end.step };
      case "stopped":
        return { kind: "stopped", reason };
      case "failed":
        return { kind: "failed", reason: this.#end.reason };
      case undefined:
        if (this.#stopReason !== null) {
          const seconds = this.#options.graceMillis / 1000;
          const how = this.#wasKilled
            ? `It did not stop by itself within ${seconds} s, and its process was ended.`
            : await this.#reasonOfExit(code, signal);
          return { kind: "killed", reason: `${reason} ${how}` };
        }
        return { kind: "failed", reason: await this.#reasonOfExit(code, signal) };
    }
  }

  async #reasonOfExit(code: number | null, signal: NodeJS.Signals | null): Promise<string> {
    const how =
      signal === "SIGKILL"
        ? "was ended by somebody else (SIGKILL): when memory runs out, the system does that"
        : signal === null
          ? `ended with exit code ${code ?? "unknown"}, without saying why`
          : `was ended by ${signal}`;
    const last = await lastLineOf(this.#options.logPath);
    return `Its process ${how}.${last === null ? "" : ` The last line of its log: ${last}`}`;
  }
}

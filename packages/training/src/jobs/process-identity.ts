// Knows a process again after the server that started it has gone: its id and when it was started, for ids are given again.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { ProcessIdentity } from "./job.ts";

/** Of a process that was just started and is surely there. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, startToken: startTokenOf(pid) };
}

/** False, too, where the system cannot say: what is not surely ours is never waited for, and never killed. */
export function isAlive({ pid, startToken }: ProcessIdentity): boolean {
  return startToken !== null && startTokenOf(pid) === startToken;
}

const POLL_MILLIS = 50;

/** Whether it ended in time. Nobody tells of the end of a process that is not our child, so this looks again and again. */
export async function waitForEnd(
  identity: ProcessIdentity,
  timeoutMillis: number,
  signal: AbortSignal,
): Promise<boolean> {
  const endMillis = performance.now() + timeoutMillis;
  while (isAlive(identity)) {
    if (performance.now() > endMillis || signal.aborted) return false;
    await pause(POLL_MILLIS);
  }
  return true;
}

/** The process with all that it started: jobs lead a group of their own. One that is gone already is fine. */
export function killGroup(pid: number): void {
  try {
    // Windows has no groups; its jobs end with the channel to the server.
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch (error) {
    if (codeOf(error) !== "ESRCH" && codeOf(error) !== "EPERM") throw error;
  }
}

/** Kills what a process started and left behind when it ended. Its group's id belongs to nobody else while the group is there, and no process has it. */
export function killRemains({ pid, startToken }: ProcessIdentity): void {
  if (process.platform !== "linux" || startToken?.startsWith(bootId()) !== true) return;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") killGroup(pid);
  }
}

/** null when there is no such process or the system cannot say when it was started. */
function startTokenOf(pid: number): string | null {
  switch (process.platform) {
    case "linux":
      return linuxStartToken(pid);
    case "win32":
      return null;
    default:
      return psStartToken(pid);
  }
}

function linuxStartToken(pid: number): string | null {
  try {
    // `pid (name) state ppid …`: the name may hold anything, and the fields after it are counted from 3.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state = "", startTicks] = [fields[0], fields[22 - 3]];
    // A zombie has ended; in a container there may be nobody to bury it.
    if (startTicks === undefined || state === "Z" || state === "X") return null;
    return `${bootId()} ${startTicks}`;
  } catch {
    // No such process, or no /proc.
    return null;
  }
}

/** Ticks are counted from the start of the machine. */
function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
}

function psStartToken(pid: number): string | null {
  try {
    const text = execFileSync("ps", ["-o", "lstart=", "-o", "state=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [, started, state = ""] = /^(.*\S)\s+(\S+)\s*$/.exec(text) ?? [];
    return started === undefined || state.startsWith("Z") ? null : started;
  } catch {
    // It exits with 1 when there is no such process.
    return null;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

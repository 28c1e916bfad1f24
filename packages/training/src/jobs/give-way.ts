// Lets a job have only what nobody else wants of the processors: the server, and who looks at it, come first.
import { readdirSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";

/**
 * For a process that leads a session of its own, before it does much: what it starts later inherits this.
 * `niceness`: from 0, like all others, to 19, only where nobody else computes.
 */
export function giveWay(pid: number, niceness: number): void {
  if (process.platform !== "linux") {
    attempt(() => setPriority(pid, niceness));
    return;
  }
  // Linux ranks single threads, and Node may have begun some.
  for (const thread of threadsOf(pid)) attempt(() => setPriority(thread, niceness));
  // It may share processors among sessions first (autogroups, see sched(7)): then threads' ranks say nothing outside of theirs.
  attempt(() => writeFileSync(`/proc/${pid}/autogroup`, String(niceness)));
}

function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    // It has ended, or there is no /proc.
    return [pid];
  }
}

function attempt(change: () => void): void {
  try {
    change();
  } catch {
    // It has ended, or the system does not allow it or has no such thing: it runs all the same.
  }
}

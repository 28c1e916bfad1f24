// One build at a time: a second one waits, and takes over what a dead one left.
import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MILLIS = 250;
/** A lock is made and then written. */
const WRITING_MILLIS = 2_000;

/** Returns how to give it back. `onWait` is called once when another process holds it. */
export async function takeBuildLock(
  file: string,
  onWait: (processId: number) => void,
): Promise<() => Promise<void>> {
  let hasWaited = false;
  for (let unreadableMillis = 0; ;) {
    try {
      await writeFile(file, String(process.pid), { flag: "wx" });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!isExisting(error)) throw error;
    }
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    const isReadable = Number.isSafeInteger(holder) && holder > 0;
    unreadableMillis = isReadable ? 0 : unreadableMillis + POLL_MILLIS;
    if (isReadable ? !isAlive(holder) : unreadableMillis > WRITING_MILLIS) {
      await rm(file, { force: true });
      continue;
    }
    if (isReadable && !hasWaited) {
      hasWaited = true;
      onWait(holder);
    }
    await delay(POLL_MILLIS);
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

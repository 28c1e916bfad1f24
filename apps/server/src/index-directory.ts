// Where the index lies: one directory per log directory, held by one server at a time.
//
// A second server on the same log directory gets a temporary index of its own: it starts slower and disturbs nothing.
import { createHash, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir, hostname, tmpdir } from "node:os";
import path from "node:path";
import { parseJson } from "@runboard/contract";
import type { LogdirRoot } from "@runboard/logdir";
import { z } from "zod";
import { ConfigError, type Config } from "./config.ts";

export interface IndexDirectory {
  readonly path: string;
  /** It is removed at the end, with all that lies in it. */
  readonly isTemporary: boolean;
  /** Why it is a temporary one although a lasting one was asked for; undefined when all is as asked. */
  readonly notice?: string;
  /** Gives it up: a temporary one is removed. Call it when nothing uses the index any more. */
  release(): Promise<void>;
  /** As `release`, from an exit handler. */
  releaseNow(): void;
}

/** Throws ConfigError when no directory can be written to. */
export async function openIndexDirectory(
  config: Pick<Config, "index" | "roots">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<IndexDirectory> {
  if (config.index.kind === "temporary") return temporaryIndex();
  const directory =
    config.index.kind === "directory"
      ? config.index.path
      : path.join(cacheDirectory(environment), "runboard", "index", await keyOf(config.roots));
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const lock = await takeLock(path.join(directory, "server.lock"));
    if (lock === undefined)
      return await temporaryIndex(
        `the index ${directory} is used by another server; this one reads everything into a temporary index`,
      );
    return { path: directory, isTemporary: false, ...lock };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    if (config.index.kind === "directory")
      throw new ConfigError(
        `--index-dir ${directory} cannot be used (${reason}): give one that can be written to`,
      );
    return temporaryIndex(
      `the index ${directory} cannot be used (${reason}); reading everything into a temporary one (--index-dir chooses another)`,
    );
  }
}

async function temporaryIndex(notice?: string): Promise<IndexDirectory> {
  const directory = await mkdtemp(path.join(tmpdir(), "runboard-index-"));
  const options = { recursive: true, force: true, maxRetries: 3 };
  return {
    path: directory,
    isTemporary: true,
    ...(notice !== undefined && { notice }),
    release: () => rm(directory, options),
    releaseNow: () => rmSync(directory, options),
  };
}

/** Where programs keep what they can make again, by the customs of the system. */
function cacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const chosen = environment["XDG_CACHE_HOME"];
  if (chosen && path.isAbsolute(chosen)) return chosen;
  switch (process.platform) {
    case "darwin":
      return path.join(homedir(), "Library", "Caches");
    case "win32":
      return environment["LOCALAPPDATA"] ?? path.join(homedir(), "AppData", "Local");
    default:
      return path.join(homedir(), ".cache");
  }
}

/** The same for all ways to write the same directories. */
async function keyOf(roots: readonly LogdirRoot[]): Promise<string> {
  const real = await Promise.all(
    roots.map(async ({ name, path: root }) => [name, await realpath(root).catch(() => root)]),
  );
  return createHash("sha256").update(JSON.stringify(real)).digest("hex").slice(0, 24);
}

const HEARTBEAT_MILLIS = 5_000;
/** A lock without a heartbeat for so long was left behind. */
const STALE_MILLIS = 20_000;
/** A lock is made and then written. */
const WRITING_MILLIS = 2_000;

/** Locks that this process holds, by their ids. */
const ownLocks = new Set<string>();

type Lock = Pick<IndexDirectory, "release" | "releaseNow">;

/** A file with the holder's process and machine, touched while it is held; undefined when another server holds it. */
async function takeLock(file: string): Promise<Lock | undefined> {
  const id = randomUUID();
  const holder = JSON.stringify({ pid: process.pid, hostname: hostname(), id });
  for (let attempt = 0; ; attempt += 1) {
    try {
      await writeFile(file, holder, { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (attempt > 2 || (await isHeld(file))) return undefined;
      await rm(file, { force: true });
    }
  }
  ownLocks.add(id);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A lock that was taken away is noticed by nobody but the next server, which then shares the index: the store bears that.
    utimes(file, now, now).catch(() => clearInterval(heartbeat));
  }, HEARTBEAT_MILLIS).unref();
  return {
    async release() {
      clearInterval(heartbeat);
      ownLocks.delete(id);
      await rm(file, { force: true });
    },
    releaseNow() {
      clearInterval(heartbeat);
      rmSync(file, { force: true });
    },
  };
}

const Holder = z.object({ pid: z.int().positive(), hostname: z.string(), id: z.string().default("") });

async function isHeld(file: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    const ageMillis = Date.now() - mtimeMs;
    if (ageMillis > STALE_MILLIS) return false;
    const holder = Holder.safeParse(parseJson(text));
    // Not written yet, or never to be.
    if (!holder.success) return ageMillis < WRITING_MILLIS;
    const { pid, hostname: machine, id } = holder.data;
    if (machine !== hostname()) return true;
    // Our own process id with a lock that we do not hold is a predecessor of ours, in a container.
    return pid === process.pid ? ownLocks.has(id) : isAlive(pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

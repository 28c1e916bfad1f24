// Files below the log directory by what requests call them: regular ones, inside of it after links are resolved. Also for threads, which have no ApiError.
import { constants } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { type LogdirRoot, systemPath } from "@runboard/logdir";

// A pipe in the place of a file must not block. The flag is absent on Windows.
const openFlags = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** A regular file inside of the log directory. */
export interface LocatedFile {
  /** After resolving links, as the file system has it. */
  readonly systemName: Buffer;
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedSeconds: number;
  /** Changes when the file does. */
  readonly key: string;
}

/** The file at a path below the log directory, as `pathBelowRoot` tells it. `absent`: also where a link leads out of that. `other`: no regular file. */
export async function locateFile(
  file: string,
  roots: readonly LogdirRoot[],
): Promise<LocatedFile | "absent" | "other"> {
  for (const root of roots) {
    const systemName = await insideOf(root, file);
    const stats = systemName && (await stat(systemName).catch(() => undefined));
    if (!stats) continue;
    if (!stats.isFile()) return "other";
    const { ino, size, mtimeMs } = stats;
    return {
      systemName,
      name: path.basename(file),
      sizeBytes: size,
      modifiedSeconds: mtimeMs / 1000,
      key: `file ${systemName.toString("hex")} ${ino} ${size} ${mtimeMs}`,
    };
  }
  return "absent";
}

/** undefined for what is not there, and for what is elsewhere. */
async function insideOf(root: LogdirRoot, file: string): Promise<Buffer | undefined> {
  if (file.includes("\0") || file.split(/[\\/]/).includes("..")) return undefined;
  if (root.name !== null && !file.startsWith(`${root.name}/`)) return undefined;
  const below = root.name === null ? file : file.slice(root.name.length + 1);
  try {
    const found = await realpath(systemPath(path.join(root.path, below)), "buffer");
    const rootPath = (await realpath(systemPath(root.path), "buffer")).toString("latin1");
    const directory = rootPath.endsWith(path.sep) ? rootPath : rootPath + path.sep;
    return found.toString("latin1").startsWith(directory) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** To be closed. `changed`: it is no longer what was located. */
export async function openLocated({
  systemName,
  sizeBytes,
}: LocatedFile): Promise<FileHandle | "changed" | { readonly failure: string }> {
  let handle: FileHandle;
  try {
    handle = await open(systemName, openFlags);
  } catch (error) {
    return { failure: (error as NodeJS.ErrnoException).code ?? "" };
  }
  const stats = await handle.stat().catch(() => undefined);
  if (stats?.isFile() && stats.size === sizeBytes) return handle;
  await handle.close();
  return "changed";
}

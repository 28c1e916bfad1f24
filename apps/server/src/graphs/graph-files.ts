// Graph files that lie in the directories of runs, and what a path below the log directory leads to.
import { constants } from "node:fs";
import { type FileHandle, open, opendir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { ApiError, type GraphEntry, MAX_GRAPH_BYTES_LIMIT } from "@runboard/contract";
import { type LogdirRoot, systemPath } from "@runboard/logdir";
import { pathBelowRoot } from "../path-below-root.ts";

/** More entries of one directory are not looked at. */
const MOST_ENTRIES = 1_000;
/** Beside a run's own directory: `export/`, `saved_model/`. */
const MOST_SUBDIRECTORIES = 50;
/** For one answer, of all runs together: each takes a tenth of a millisecond, more on a network's file system. */
const MOST_DIRECTORIES = 5_000;
const MOST_FILES = 10_000;

/** Read at a time: whoever leaves waits no longer. */
const PIECE_BYTES = 8 * 2 ** 20;

// A pipe in the place of a file must not block. The flag is absent on Windows.
const openFlags = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** What writers put beside a graph without being one. */
const beside: ReadonlySet<string> = new Set([
  "fingerprint.pb",
  "keras_metadata.pb",
  "projector_config.pbtxt",
]);

/** A log directory holds other things, too: nothing else is read at a request. */
function mayHoldGraph(name: string): boolean {
  return /\.(pb|pbtxt|onnx)$|(^|[-._])model\.json$/.test(name);
}

export interface FoundFile {
  /** Below the log directory. */
  readonly file: string;
  readonly kind: GraphEntry["kind"];
  readonly sizeBytes: number;
  readonly modifiedSeconds: number;
}

/** Finds what lies in directories of runs, and in the directories right below those, but for directories of other runs. */
export class GraphFileSearch {
  readonly #roots: readonly LogdirRoot[];
  readonly #isRun: (directory: string) => boolean;
  #directoriesLeft = MOST_DIRECTORIES;
  #filesLeft = MOST_FILES;
  #isComplete = true;

  constructor(roots: readonly LogdirRoot[], isRun: (directory: string) => boolean) {
    this.#roots = roots;
    this.#isRun = isRun;
  }

  /** false where there was more than is looked at. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** In the order of their names. */
  async filesOf(directory: string): Promise<readonly FoundFile[]> {
    const { names, directories } = await this.#entriesOf(directory);
    const paths = names.map((name) => path.join(directory, name));
    const below = directories.map((name) => path.join(directory, name)).filter((each) => !this.#isRun(each));
    if (below.length > MOST_SUBDIRECTORIES) this.#isComplete = false;
    for (const each of below.slice(0, MOST_SUBDIRECTORIES))
      for (const name of (await this.#entriesOf(each)).names) paths.push(path.join(each, name));
    const files: FoundFile[] = [];
    for (const found of paths) {
      if (this.#filesLeft === 0) {
        this.#isComplete = false;
        break;
      }
      const file = await this.#told(found);
      if (!file) continue;
      this.#filesLeft--;
      files.push(file);
    }
    return files;
  }

  async #told(found: string): Promise<FoundFile | undefined> {
    const file = pathBelowRoot(found, this.#roots);
    // As a question about it would find it: links may lead elsewhere.
    const located = await locateGraphFile(file, this.#roots).catch(() => undefined);
    if (!located) return undefined;
    return {
      file,
      kind: file.endsWith(".json") ? await kindOfJson(located) : "operations",
      sizeBytes: located.sizeBytes,
      modifiedSeconds: located.modifiedSeconds,
    };
  }

  async #entriesOf(directory: string): Promise<Entries> {
    const names: string[] = [];
    const directories: string[] = [];
    if (this.#directoriesLeft === 0) {
      this.#isComplete = false;
      return { names, directories };
    }
    this.#directoriesLeft--;
    let count = 0;
    try {
      for await (const entry of await opendir(systemPath(directory))) {
        if (++count > MOST_ENTRIES) {
          this.#isComplete = false;
          break;
        }
        if (entry.isDirectory()) directories.push(entry.name);
        else if (mayHoldGraph(entry.name) && !beside.has(entry.name)) names.push(entry.name);
      }
    } catch {
      // A directory that went away, or that may not be read, has none.
    }
    return { names: names.sort(), directories: directories.sort() };
  }
}

interface Entries {
  readonly names: readonly string[];
  readonly directories: readonly string[];
}

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

/** The file at a path below the log directory, as `pathBelowRoot` tells it. Throws ApiError: links must stay inside of it, and what is no graph file by its name is not read. */
export async function locateGraphFile(file: string, roots: readonly LogdirRoot[]): Promise<LocatedFile> {
  const name = path.basename(file);
  if (!mayHoldGraph(name))
    throw new ApiError(
      "graph_not_found",
      `${JSON.stringify(file)} is no file of a graph: their names end in .pb, .pbtxt, .onnx or model.json`,
    );
  for (const root of roots) {
    const systemName = await insideOf(root, file);
    const stats = systemName && (await stat(systemName).catch(() => undefined));
    if (!stats) continue;
    if (!stats.isFile()) throw new ApiError("graph_not_found", `${JSON.stringify(file)} is no regular file`);
    const { ino, size, mtimeMs } = stats;
    return {
      systemName,
      name,
      sizeBytes: size,
      modifiedSeconds: mtimeMs / 1000,
      key: `file ${systemName.toString("hex")} ${ino} ${size} ${mtimeMs}`,
    };
  }
  // One sentence for all, so that nobody learns what lies elsewhere.
  throw new ApiError(
    "graph_not_found",
    `there is no file ${JSON.stringify(file)} in the log directory; links that lead out of it are not followed`,
  );
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

/** Throws ApiError when it is too large, or is no longer what was located. */
export async function readLocated(
  located: LocatedFile,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { name, sizeBytes } = located;
  if (sizeBytes > MAX_GRAPH_BYTES_LIMIT)
    throw new ApiError(
      "too_large",
      `${JSON.stringify(name)} has ${sizeBytes} bytes; at most ${MAX_GRAPH_BYTES_LIMIT} are read`,
    );
  const handle = await openLocated(located);
  try {
    const bytes = new Uint8Array(sizeBytes);
    for (let at = 0; at < sizeBytes;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(bytes, at, Math.min(PIECE_BYTES, sizeBytes - at), at);
      if (bytesRead === 0) throw changed(name);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

/** To be closed. Throws ApiError when it is no longer what was located. */
async function openLocated({ systemName, name, sizeBytes }: LocatedFile): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(systemName, openFlags);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new ApiError("graph_unreadable", `${JSON.stringify(name)} cannot be opened: ${code}`);
  }
  const stats = await handle.stat().catch(() => undefined);
  if (stats?.isFile() && stats.size === sizeBytes) return handle;
  await handle.close();
  throw changed(name);
}

function changed(name: string): ApiError {
  return new ApiError("conflict", `${JSON.stringify(name)} is being written: ask again`);
}

/** Enough of TensorFlow.js' model.json to tell. */
const HEAD_BYTES = 4096;

/** What its beginning tells: TensorFlow.js keeps layers and graphs of operations under one name. */
async function kindOfJson(located: LocatedFile): Promise<GraphEntry["kind"]> {
  const handle = await openLocated(located).catch(() => undefined);
  if (!handle) return "layers";
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = Buffer.from(buffer.subarray(0, bytesRead)).toString("latin1");
    return /"format"\s*:\s*"graph-model"|[{,]\s*"node"\s*:\s*\[/.test(head) ? "operations" : "layers";
  } catch {
    return "layers";
  } finally {
    await handle.close();
  }
}

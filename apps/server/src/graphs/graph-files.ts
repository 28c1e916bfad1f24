// Graph files that lie in the directories of runs, and what a path below the log directory leads to.
import { type FileHandle, opendir } from "node:fs/promises";
import path from "node:path";
import { ApiError, type GraphEntry, MAX_GRAPH_BYTES_LIMIT } from "@runboard/contract";
import { type LogdirRoot, systemPath } from "@runboard/logdir";
import { type LocatedFile, locateFile, openLocated } from "../located-file.ts";
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

/** The file at a path below the log directory, as `pathBelowRoot` tells it. Throws ApiError: links must stay inside of it, and what is no graph file by its name is not read. */
export async function locateGraphFile(file: string, roots: readonly LogdirRoot[]): Promise<LocatedFile> {
  const name = path.basename(file);
  if (!mayHoldGraph(name))
    throw new ApiError(
      "graph_not_found",
      `${JSON.stringify(file)} is no file of a graph: their names end in .pb, .pbtxt, .onnx or model.json`,
    );
  const located = await locateFile(file, roots);
  if (located === "other")
    throw new ApiError("graph_not_found", `${JSON.stringify(file)} is no regular file`);
  if (located !== "absent") return located;
  // One sentence for all, so that nobody learns what lies elsewhere.
  throw new ApiError(
    "graph_not_found",
    `there is no file ${JSON.stringify(file)} in the log directory; links that lead out of it are not followed`,
  );
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
  const handle = await openGraph(located);
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
async function openGraph(located: LocatedFile): Promise<FileHandle> {
  const opened = await openLocated(located);
  if (opened === "changed") throw changed(located.name);
  if (!("failure" in opened)) return opened;
  throw new ApiError(
    "graph_unreadable",
    `${JSON.stringify(located.name)} cannot be opened: ${opened.failure}`,
  );
}

function changed(name: string): ApiError {
  return new ApiError("conflict", `${JSON.stringify(name)} is being written: ask again`);
}

/** Enough of TensorFlow.js' model.json to tell. */
const HEAD_BYTES = 4096;

/** What its beginning tells: TensorFlow.js keeps layers and graphs of operations under one name. */
async function kindOfJson(located: LocatedFile): Promise<GraphEntry["kind"]> {
  const handle = await openGraph(located).catch(() => undefined);
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

// Graph files that lie in the directories of runs, and what a path below the log directory leads to.
import { opendir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { ApiError, MAX_GRAPH_BYTES_LIMIT } from "@runboard/contract";
import { type LogdirRoot, systemPath } from "@runboard/logdir";
import { pathBelowRoot } from "../path-below-root.ts";

/** More entries of one directory are not looked at. */
const MOST_ENTRIES = 1_000;
/** Beside a run's own directory: `export/`, `saved_model/`. */
const MOST_SUBDIRECTORIES = 50;

/** What writers put beside a graph without being one. */
const beside: ReadonlySet<string> = new Set([
  "fingerprint.pb",
  "keras_metadata.pb",
  "projector_config.pbtxt",
]);

export interface FoundFile {
  /** Below the log directory. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly modifiedSeconds: number;
}

export interface FoundFiles {
  readonly files: FoundFile[];
  /** false where there are more entries than are looked at. */
  readonly isComplete: boolean;
}

function isGraphFile(name: string): boolean {
  if (beside.has(name)) return false;
  return name === "model.json" || /\.(pb|pbtxt|onnx)$/.test(name);
}

/** In a run's directory and in the directories right below it, but for those of other runs. */
export async function findGraphFiles(
  directory: string,
  { roots, isRun }: { readonly roots: readonly LogdirRoot[]; readonly isRun: (directory: string) => boolean },
): Promise<FoundFiles> {
  const own = await entriesOf(directory);
  const subdirectories = own.directories.filter((below) => !isRun(below));
  const looked = [own];
  for (const below of subdirectories.slice(0, MOST_SUBDIRECTORIES)) looked.push(await entriesOf(below));
  const files: FoundFile[] = [];
  for (const found of looked.flatMap((entries) => entries.files)) {
    const stats = await stat(systemPath(found)).catch(() => undefined);
    if (stats?.isFile())
      files.push({
        file: pathBelowRoot(found, roots),
        sizeBytes: stats.size,
        modifiedSeconds: stats.mtimeMs / 1000,
      });
  }
  return {
    files: files.sort((a, b) => (a.file < b.file ? -1 : 1)),
    isComplete: looked.every(({ isComplete }) => isComplete) && subdirectories.length <= MOST_SUBDIRECTORIES,
  };
}

interface Entries {
  readonly files: readonly string[];
  readonly directories: readonly string[];
  readonly isComplete: boolean;
}

async function entriesOf(directory: string): Promise<Entries> {
  const files: string[] = [];
  const directories: string[] = [];
  let count = 0;
  try {
    for await (const entry of await opendir(systemPath(directory))) {
      if (++count > MOST_ENTRIES) return { files, directories, isComplete: false };
      const entryPath = path.join(directory, entry.name);
      if (entry.isDirectory()) directories.push(entryPath);
      else if (isGraphFile(entry.name)) files.push(entryPath);
    }
  } catch {
    // A directory that went away, or that may not be read, has none.
    return { files: [], directories: [], isComplete: true };
  }
  return { files, directories: directories.sort(), isComplete: true };
}

export interface GraphFileBytes {
  /** After resolving links. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Changes when the file does. */
  readonly key: string;
}

/** The file at a path below the log directory. Throws ApiError: links must stay inside of it, and what is no regular file is not read. */
export async function locateGraphFile(file: string, roots: readonly LogdirRoot[]): Promise<GraphFileBytes> {
  const missing = new ApiError(
    "graph_not_found",
    `there is no file ${JSON.stringify(file)} below the log directory`,
  );
  for (const root of roots) {
    const below = belowRoot(file, root);
    if (below === undefined) continue;
    const resolved = await realpath(systemPath(path.join(root.path, below))).catch(() => undefined);
    const rootPath = await realpath(systemPath(root.path)).catch(() => undefined);
    if (resolved === undefined || rootPath === undefined) continue;
    const relative = path.relative(rootPath, resolved);
    if (relative === "" || relative.startsWith("..") || path.isAbsolute(relative))
      throw new ApiError(
        "graph_not_found",
        `${JSON.stringify(file)} leads out of the log directory: only files inside of it are read`,
      );
    const stats = await stat(resolved);
    if (!stats.isFile()) throw new ApiError("graph_not_found", `${JSON.stringify(file)} is no regular file`);
    if (stats.size > MAX_GRAPH_BYTES_LIMIT)
      throw new ApiError(
        "too_large",
        `${JSON.stringify(file)} has ${stats.size} bytes; at most ${MAX_GRAPH_BYTES_LIMIT} are read`,
      );
    return {
      path: resolved,
      sizeBytes: stats.size,
      key: `file ${resolved} ${stats.ino} ${stats.size} ${stats.mtimeMs}`,
    };
  }
  throw missing;
}

function belowRoot(file: string, { name }: LogdirRoot): string | undefined {
  if (file.includes("\0")) return undefined;
  if (name === null) return file;
  return file.startsWith(`${name}/`) ? file.slice(name.length + 1) : undefined;
}

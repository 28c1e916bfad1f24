// The embeddings of runs and what belongs to them: what a run's projector_config.pbtxt names, and what its newest checkpoint holds besides.
import path from "node:path";
import { ApiError } from "@runboard/contract";
import type { LogdirRoot } from "@runboard/logdir";
import type { EventStore } from "@runboard/store";
import type { EmbeddingInfo, Matrix } from "@runboard/tfevents";
import { findCheckpoints } from "../checkpoints/checkpoint-files.ts";
import { type CheckpointShapes, type MatrixSource, matrixOf } from "../checkpoints/checkpoint-questions.ts";
import type { CheckpointWork } from "../checkpoints/checkpoint-work.ts";
import { locateFile, type LocatedFile } from "../located-file.ts";
import { pathBelowRoot } from "../path-below-root.ts";
import { CONFIG_FILE, readConfigFile } from "./projector-config-file.ts";

/** What optimizers keep beside a variable has its shape, too. */
const optimizerSlot = /\.OPTIMIZER_SLOT/;

export type EmbeddingAsset = "metadata" | "bookmarks" | "sprite";

export interface RunEmbedding {
  readonly tensorName: string;
  /** Rows and columns; null where only reading tells. */
  readonly shape: readonly [number, number] | null;
  readonly source: MatrixSource;
  /** As the configuration has them: relative to its directory, or absolute; empty for none. */
  readonly paths: Readonly<Record<EmbeddingAsset | "tensor", string>>;
  /** Width and height of one picture in the sprite; empty where that is not said. */
  readonly singleImageSize: readonly number[];
}

export interface RunEmbeddings {
  /** Where the configuration stands, or would stand. */
  readonly directory: string;
  /** The newest usable checkpoint, below the log directory; null for none. */
  readonly checkpoint: string | null;
  readonly embeddings: readonly RunEmbedding[];
}

export interface EmbeddingParts {
  readonly store: EventStore;
  readonly roots: readonly LogdirRoot[];
  readonly checkpoints: CheckpointWork;
}

/** Directories of event files, by run. */
type Directories = ReadonlyMap<string, ReadonlySet<string>>;

interface Newest {
  readonly path: string;
  /** By name, those of two dimensions. */
  readonly shapes: ReadonlyMap<string, readonly [number, number]>;
}

export class EmbeddingSources {
  readonly #parts: EmbeddingParts;

  constructor(parts: EmbeddingParts) {
    this.#parts = parts;
  }

  /** Runs that have some, by name; one whose configuration cannot be read has none. */
  async runs(signal: AbortSignal): Promise<readonly string[]> {
    const directories = await this.#directories();
    const found: string[] = [];
    for (const run of directories.keys())
      if (await this.#of(run, directories, signal).catch(noneOf)) found.push(run);
    return found.sort((a, b) => (a < b ? -1 : 1));
  }

  /** Null where the run has none. Throws ApiError where its configuration cannot be read. */
  async of(run: string, signal: AbortSignal): Promise<RunEmbeddings | null> {
    return this.#of(run, await this.#directories(), signal);
  }

  /** Rows and columns. Throws ApiError where they cannot be read. */
  async matrix({ source, paths }: RunEmbedding, signal: AbortSignal): Promise<Matrix> {
    if (source.kind === "file" && source.file === "") throw notInside(paths.tensor);
    return matrixOf(await this.#parts.checkpoints.ask({ kind: "matrix", source }, signal));
  }

  /** Throws ApiError where there is none inside of the log directory. */
  async asset(
    { directory }: RunEmbeddings,
    { paths, tensorName }: RunEmbedding,
    asset: EmbeddingAsset,
  ): Promise<LocatedFile> {
    const named = paths[asset];
    if (named === "")
      throw new ApiError(
        "embedding_not_found",
        `${CONFIG_FILE} names no ${asset} for ${JSON.stringify(tensorName)}`,
      );
    const file = this.#belowLogdir(directory, named);
    const located = file === null ? "absent" : await locateFile(file, this.#parts.roots);
    if (located === "other")
      throw new ApiError("embedding_not_found", `${JSON.stringify(named)} is no regular file`);
    if (located === "absent") throw notInside(named);
    return located;
  }

  async #directories(): Promise<Directories> {
    const directories = new Map<string, Set<string>>();
    for (const { run, path: file } of await this.#parts.store.listFiles()) {
      const known = directories.get(run) ?? new Set();
      directories.set(run, known.add(path.dirname(file)));
    }
    return directories;
  }

  async #of(run: string, directories: Directories, signal: AbortSignal): Promise<RunEmbeddings | null> {
    for (const directory of directories.get(run) ?? []) {
      signal.throwIfAborted();
      const read = await readConfigFile(path.join(directory, CONFIG_FILE));
      if (read.kind === "unread") throw new ApiError("embedding_unreadable", read.problem);
      const newest = await this.#newestCheckpoint(directory, signal);
      const named = read.kind === "absent" ? [] : read.config.embeddings;
      const embeddings = this.#embeddings(directory, named, newest);
      if (embeddings.length > 0) return { directory, checkpoint: newest?.path ?? null, embeddings };
    }
    return null;
  }

  /** Those that are named, but for what needs a checkpoint where there is none, then what else a checkpoint has. */
  #embeddings(
    directory: string,
    named: readonly EmbeddingInfo[],
    newest: Newest | null,
  ): readonly RunEmbedding[] {
    const embeddings: RunEmbedding[] = [];
    for (const info of named) {
      const { metadataPath, bookmarksPath, sprite, tensorPath } = info;
      const tensorName = info.tensorName.replace(/:0$/, "") || path.basename(tensorPath);
      const said = twoOf(info.tensorShape);
      if (tensorPath === "" && !newest) continue;
      embeddings.push({
        tensorName,
        shape: said ?? (tensorPath === "" ? (newest?.shapes.get(tensorName) ?? null) : null),
        source:
          tensorPath === ""
            ? { kind: "checkpoint", path: newest?.path ?? "", tensorName }
            : { kind: "file", file: this.#belowLogdir(directory, tensorPath) ?? "", shape: said },
        paths: {
          metadata: metadataPath,
          bookmarks: bookmarksPath,
          sprite: sprite?.imagePath ?? "",
          tensor: tensorPath,
        },
        singleImageSize: sprite?.singleImageDim ?? [],
      });
    }
    const known = new Set(embeddings.map(({ tensorName }) => tensorName));
    for (const [tensorName, shape] of newest?.shapes ?? [])
      if (!known.has(tensorName))
        embeddings.push({
          tensorName,
          shape,
          source: { kind: "checkpoint", path: newest?.path ?? "", tensorName },
          paths: { metadata: "", bookmarks: "", sprite: "", tensor: "" },
          singleImageSize: [],
        });
    return embeddings;
  }

  /** Of those that lie in the directory itself. */
  async #newestCheckpoint(directory: string, signal: AbortSignal): Promise<Newest | null> {
    const { roots, checkpoints } = this.#parts;
    const { found } = await findCheckpoints([directory], { roots, isRun: () => true });
    for (const { path: checkpoint } of found.toSorted((a, b) => b.step - a.step)) {
      const bytes = await checkpoints.ask({ kind: "shapes", path: checkpoint }, signal);
      const shapes = JSON.parse(new TextDecoder().decode(bytes)) as CheckpointShapes | null;
      if (shapes)
        return { path: checkpoint, shapes: new Map(shapes.filter(([name]) => !optimizerSlot.test(name))) };
    }
    return null;
  }

  /** The path below the log directory of what a configuration names; null where it is elsewhere. */
  #belowLogdir(directory: string, named: string): string | null {
    const { roots } = this.#parts;
    const file = path.resolve(directory, named);
    const isInside = roots.some(({ path: root }) => {
      const below = path.relative(root, file);
      return below !== "" && !below.startsWith("..") && !path.isAbsolute(below);
    });
    return isInside ? pathBelowRoot(file, roots) : null;
  }
}

function notInside(named: string): ApiError {
  return new ApiError(
    "embedding_not_found",
    `there is no file ${JSON.stringify(named)} inside of the log directory; what lies outside of it, or is led to by links, is not served`,
  );
}

function noneOf(error: unknown): null {
  if (error instanceof ApiError && error.code === "embedding_unreadable") return null;
  throw error;
}

function twoOf(sizes: readonly number[]): readonly [number, number] | null {
  const [rowCount, columnCount] = sizes;
  return sizes.length === 2 && rowCount !== undefined && columnCount !== undefined
    ? [rowCount, columnCount]
    : null;
}

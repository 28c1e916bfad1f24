// Which runs have embeddings: each run's projector_config.pbtxt is looked at when somebody asks.
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { listEmbeddings, type RunEmbeddings, type RunName } from "@runboard/contract";
import { systemPath } from "@runboard/logdir";
import { parseProjectorConfig } from "@runboard/tfevents";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { serveEndpoint } from "../serve-endpoint.ts";

const CONFIG_FILE = "projector_config.pbtxt";
/** A thousand embeddings take 200 kB. */
const MAX_CONFIG_BYTES = 2 ** 20;

export function serveEmbeddings(app: FastifyInstance, { store, config }: AppParts): void {
  serveEndpoint({ app, isReadOnly: config.isReadOnly }, listEmbeddings, async ({ body }, signal) => {
    const wanted = new Set<string>(body.runs);
    const directories = new Map<RunName, Set<string>>();
    for (const { run, path } of await store.listFiles()) {
      if (!wanted.has(run)) continue;
      // The store holds only names that reading gave.
      const known = directories.get(run as RunName) ?? new Set();
      directories.set(run as RunName, known.add(dirname(path)));
    }
    const runs: RunEmbeddings[] = [];
    for (const [run, ofRun] of directories)
      for (const directory of ofRun) {
        signal.throwIfAborted();
        const found = await readEmbeddings(join(directory, CONFIG_FILE));
        if (found) runs.push({ run, ...found });
      }
    return { runs };
  });
}

/** Undefined where there is no such file. */
async function readEmbeddings(path: string): Promise<Omit<RunEmbeddings, "run"> | undefined> {
  try {
    const { size } = await fileStats(path);
    if (size > MAX_CONFIG_BYTES)
      return unread(`${CONFIG_FILE} has ${size} bytes; at most ${MAX_CONFIG_BYTES} are read`);
    const parsed = parseProjectorConfig(await readFile(systemPath(path), "utf8"));
    if (parsed.kind === "malformed") return unread(`${CONFIG_FILE} is malformed: ${parsed.reason}`);
    const embeddings = parsed.message.embeddings.map(({ tensorName, metadataPath, sprite }) => ({
      tensorName,
      metadataPath,
      spritePath: sprite?.imagePath ?? "",
    }));
    return { embeddings, problem: null };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === undefined) throw error;
    return unread(`${CONFIG_FILE} cannot be read: ${code}`);
  }
}

/** Of a regular file: to read from a pipe may never end. */
async function fileStats(path: string): Promise<{ readonly size: number }> {
  const stats = await stat(systemPath(path));
  if (!stats.isFile()) throw Object.assign(new Error("no regular file"), { code: "it is no regular file" });
  return stats;
}

function unread(problem: string): Omit<RunEmbeddings, "run"> {
  return { embeddings: [], problem };
}

// Which runs have embeddings: each run's projector_config.pbtxt is looked at when somebody asks.
import { dirname, join } from "node:path";
import { listEmbeddings, type RunEmbeddings, type RunName } from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { CONFIG_FILE, readConfigFile } from "../embeddings/projector-config-file.ts";
import { serveEndpoint } from "../serve-endpoint.ts";

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
        const found = await namedIn(join(directory, CONFIG_FILE));
        if (found) runs.push({ run, ...found });
      }
    return { runs };
  });
}

/** Undefined where there is no such file. */
async function namedIn(path: string): Promise<Omit<RunEmbeddings, "run"> | undefined> {
  const read = await readConfigFile(path);
  switch (read.kind) {
    case "absent":
      return undefined;
    case "unread":
      return { embeddings: [], problem: read.problem };
    case "config": {
      const embeddings = read.config.embeddings.map(({ tensorName, metadataPath, sprite }) => ({
        tensorName,
        metadataPath,
        spritePath: sprite?.imagePath ?? "",
      }));
      return { embeddings, problem: null };
    }
  }
}

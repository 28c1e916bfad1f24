// Which runs have embeddings for the projector: what the `projector_config.pbtxt` in a run's directory says.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { RunName } from "./vocabulary.ts";

/** Greatest number of runs whose embeddings are asked for at once. */
export const MAX_EMBEDDING_RUNS = 1_000;

/** One embedding, in the words of its file. Paths may lead anywhere. */
export const Embedding = z.object({
  tensorName: z.string(),
  /** Of its labels; empty for none. */
  metadataPath: z.string(),
  /** Of its sheet of thumbnails; empty for none. */
  spritePath: z.string(),
});
export type Embedding = z.infer<typeof Embedding>;

export const RunEmbeddings = z.object({
  run: RunName,
  embeddings: z.array(Embedding),
  /** Why the file cannot be read; null when it was. */
  problem: z.string().nullable(),
});
export type RunEmbeddings = z.infer<typeof RunEmbeddings>;

export const listEmbeddings = defineEndpoint({
  method: "POST",
  path: "/api/v1/embeddings",
  summary:
    "Embeddings of runs, as their projector_config.pbtxt name them. Runs without such a file are left out.",
  access: "read",
  body: z.object({
    runs: z.array(RunName).max(MAX_EMBEDDING_RUNS),
  }),
  response: z.object({ runs: z.array(RunEmbeddings) }),
});

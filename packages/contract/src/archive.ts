// Blobs of a selection as one file: pictures, clips and whatever else is no number.
import { z } from "zod";
import { defineStream } from "./endpoint.ts";

export const ArchiveQuery = z.object({
  run: z.array(z.string()).optional().describe("Run names, repeated; all runs when absent."),
  tag: z.array(z.string()).optional().describe("Tags, repeated; all tags when absent."),
  plugin: z.string().optional().describe("Only series of this plugin, e.g. images."),
  step: z
    .union([z.literal("newest"), z.coerce.number()])
    .optional()
    .describe(
      "Of each series its newest step that is not beyond this one, or the newest of all; every step when absent.",
    ),
});

/**
 * A zip archive that is written as the client takes it. Each blob is stored as it was logged, as `run/tag/step_sample.ext`: names as file systems take
 * them, each once, samples from 1, the ending by what the bytes are. What cannot be read is named in `MISSING.txt`, with the reason.
 */
export const downloadArchive = defineStream({
  method: "GET",
  path: "/api/v1/archive",
  summary: "The blobs of a selection, e.g. all pictures of some runs, as a zip archive.",
  access: "read",
  query: ArchiveQuery,
  mediaTypes: {
    "application/zip": "run/tag/step_sample.ext for each blob, MISSING.txt for those that cannot be read",
  },
});

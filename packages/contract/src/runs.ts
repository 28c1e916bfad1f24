// What there is: the server's state, the runs, the tags.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { DataClass, Run, RunName, SeriesSummary, Tag } from "./vocabulary.ts";

/** How far reading the log directory has come. */
export const Loading = z.object({
  /** `discovering`: the first walk runs. `reading`: files known, bytes left. `ready`: all that was found at the last walk is in the store. */
  phase: z.enum(["discovering", "reading", "ready"]),
  filesTotal: z.int(),
  filesRead: z.int(),
  bytesTotal: z.number(),
  bytesRead: z.number(),
});
export type Loading = z.infer<typeof Loading>;

export const Status = z.object({
  version: z.string(),
  /** The log directory as given, or the `--logdir_spec`. */
  logdir: z.string(),
  /** `missing`: the directory does not exist (yet); it is looked for again. `unreadable`: it cannot be listed. */
  logdirState: z.enum(["ok", "missing", "unreadable"]),
  windowTitle: z.string(),
  readOnly: z.boolean(),
  revision: z.int(),
  loading: Loading,
  runCount: z.int(),
});
export type Status = z.infer<typeof Status>;

export const readStatus = defineEndpoint({
  method: "GET",
  path: "/api/v1/status",
  summary: "Version, log directory and how far it has been read.",
  access: "read",
  response: Status,
});

export const listRuns = defineEndpoint({
  method: "GET",
  path: "/api/v1/runs",
  summary: "All runs, ordered by start time, then name.",
  access: "read",
  response: z.object({ revision: z.int(), runs: z.array(Run) }),
});

export const TagEntry = z.object({
  tag: Tag,
  dataClass: DataClass,
  plugin: z.string(),
  displayName: z.string(),
  description: z.string(),
  runs: z.array(RunName),
  /** Greatest number of samples of a point, over all runs; 0 of what has none. */
  maxSampleCount: z.int(),
  /** Greatest number of visible points of a series, over all runs. */
  maxPointCount: z.int(),
});
export type TagEntry = z.infer<typeof TagEntry>;

export const listTags = defineEndpoint({
  method: "GET",
  path: "/api/v1/tags",
  summary: "All tags in natural order, each with the runs that have it.",
  access: "read",
  query: z.object({
    plugin: z.string().optional().describe("Only tags of this plugin, e.g. scalars."),
    dataClass: DataClass.optional(),
  }),
  response: z.object({ revision: z.int(), tags: z.array(TagEntry) }),
});

export const Selection = z.strictObject({
  runs: z.array(RunName).optional().describe("Run names; all runs when absent."),
  tags: z.array(Tag).optional().describe("Tags; all tags when absent."),
});
export type Selection = z.infer<typeof Selection>;

export const readLatest = defineEndpoint({
  method: "POST",
  path: "/api/v1/latest",
  summary: "Latest, least and greatest value of every scalar series of a selection, without reading points.",
  access: "read",
  body: Selection,
  response: z.object({ revision: z.int(), series: z.array(SeriesSummary) }),
});

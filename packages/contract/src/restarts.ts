// Where series came back at a step that they had reached before.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { Selection } from "./runs.ts";
import { DataClass, RunName, Tag } from "./vocabulary.ts";

/**
 * A place where a series goes on after points of it were superseded: the first point that was written then, or the START mark that
 * a writer set. Places that were superseded themselves are not told.
 */
export const Restart = z.object({
  run: RunName,
  tag: Tag,
  step: z.number(),
  wallTimeSeconds: z.number(),
});
export type Restart = z.infer<typeof Restart>;

/** Most restarts of one series that are told, the last ones. */
export const MAX_RESTARTS_PER_SERIES = 16;

export const listRestarts = defineEndpoint({
  method: "POST",
  path: "/api/v1/restarts",
  summary: "Where the series of a selection go on after restarts of their jobs.",
  access: "read",
  body: Selection.extend({ dataClass: DataClass.default("scalar") }),
  response: z.object({ revision: z.int(), restarts: z.array(Restart) }),
});

// The live stream: news of what changed, never the data itself. Clients fetch again what they show.
import { z } from "zod";
import { Loading } from "./runs.ts";
import { RunName } from "./vocabulary.ts";

/**
 * `GET /api/v1/events`, `text/event-stream`. Each message has an id, the revision; a client that comes back with `Last-Event-ID` gets what it
 * missed in one message, or `reset` when the server no longer knows.
 * Event names are the `kind`s.
 */
export const eventsPath = "/api/v1/events";

export const LiveEvent = z.discriminatedUnion("kind", [
  /** These runs have new or other data at `revision`; `removed` are gone. */
  z.object({
    kind: z.literal("changed"),
    revision: z.int(),
    runs: z.array(RunName),
    removed: z.array(RunName),
  }),
  /** Anything may have changed: fetch everything again. Sent first on a stream without `Last-Event-ID`. */
  z.object({ kind: z.literal("reset"), revision: z.int() }),
  z.object({ kind: z.literal("loading"), loading: Loading }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

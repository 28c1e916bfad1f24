// The live stream: news of what changed, never the data itself. Clients fetch again what they show.
import { z } from "zod";
import { defineStream } from "./endpoint.ts";
import { Loading } from "./runs.ts";
import { RunName } from "./vocabulary.ts";

/**
 * Each `changed` and `reset` message has an id that stands for the revision, opaque to clients; a client that comes back with `Last-Event-ID` gets what it
 * missed in one message, or `reset` when the server no longer knows, and `jobs`, of which nothing is remembered. Messages without an id leave the last one as it is.
 * Event names are the `kind`s; data is a LiveEvent as JSON.
 * A comment line comes at least every 15 seconds.
 */
export const readEvents = defineStream({
  method: "GET",
  path: "/api/v1/events",
  summary: "News of what changed, as server-sent events: changed, reset, loading, jobs.",
  access: "read",
  mediaTypes: { "text/event-stream": "events changed, reset, loading and jobs" },
});

/** Path of `readEvents`. */
export const eventsPath = readEvents.path;

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
  /** Jobs or sweeps changed, progress included; at most four times a second. */
  z.object({ kind: z.literal("jobs") }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

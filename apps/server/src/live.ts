// The live stream (server-sent events): tells every client what changed since what it was last told, however slow it is.
//
// A client has a place (the revision it knows) instead of a queue: one that does not drain its socket is told everything in one message when it does,
// so a slow client costs no memory, and coming back with Last-Event-ID is the same as having been slow.
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { ApiError, readEvents, type LiveEvent, type Loading, type RunName } from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import { RunNews, type RunChange } from "./run-news.ts";

const HEARTBEAT_MILLIS = 15_000;
/** A burst of commits is told in one message. */
const COALESCE_MILLIS = 100;
/** Progress of jobs is told at most this often. */
const JOBS_INTERVAL_MILLIS = 250;
/** A client that has not read a byte for so long is gone. */
const STUCK_MILLIS = 60_000;
const MOST_CLIENTS = 1000;

interface Client {
  readonly response: ServerResponse;
  /** The revision that it knows. */
  revision: number;
  toldLoading: Loading | undefined;
  /** Jobs changed since it was last told so. */
  jobsAreNews: boolean;
  /** When its socket became full; undefined while it takes more. */
  fullSinceMillis: number | undefined;
}

export class LiveStream {
  readonly #news = new RunNews();
  readonly #loading: () => Loading;
  readonly #clients = new Set<Client>();
  readonly #heartbeat: NodeJS.Timeout;
  /** Ids are of this life of the server only: after a restart revisions may count other things. */
  readonly #life = randomUUID().slice(0, 8);
  #pending: NodeJS.Timeout | undefined;
  #toldMillis = 0;
  #pendingJobs: NodeJS.Timeout | undefined;
  #toldJobsMillis = 0;

  constructor(loading: () => Loading) {
    this.#loading = loading;
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MILLIS).unref();
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** What was before this revision is no news. */
  startAt(revision: number): void {
    this.#news.startAt(revision);
  }

  addChange(change: RunChange): void {
    this.#news.add(change);
    this.#tellSoon();
  }

  /** Reading went on. */
  noteProgress(): void {
    this.#tellSoon();
  }

  /** Jobs or sweeps changed. */
  noteJobs(): void {
    if (this.#pendingJobs) return;
    const delay = Math.max(0, this.#toldJobsMillis + JOBS_INTERVAL_MILLIS - performance.now());
    this.#pendingJobs = setTimeout(() => {
      this.#pendingJobs = undefined;
      this.#toldJobsMillis = performance.now();
      for (const client of this.#clients) {
        client.jobsAreNews = true;
        this.#tell(client);
      }
    }, delay);
  }

  /** Something about runs changed that is no new data, e.g. that a run is no longer live: told to those who listen now. */
  announce(runs: readonly string[]): void {
    const event: LiveEvent = {
      kind: "changed",
      revision: this.#news.revision,
      runs: runs as readonly RunName[] as RunName[],
      removed: [],
    };
    for (const client of this.#clients) this.#write(client, event);
  }

  route(app: FastifyInstance): void {
    app.route({
      method: "GET",
      url: readEvents.path,
      exposeHeadRoute: false,
      handler: (request, reply) => {
        if (this.#clients.size >= MOST_CLIENTS)
          throw new ApiError("too_many_streams", `${MOST_CLIENTS} clients listen already; try again later`);
        const lastEventId = request.headers["last-event-id"];
        const headers = reply.getHeaders();
        reply.hijack();
        reply.raw.writeHead(200, {
          ...(headers as Record<string, string>),
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-store",
          // Proxies such as nginx would hold messages back.
          "x-accel-buffering": "no",
        });
        reply.raw.socket?.setNoDelay(true);
        this.#add(reply.raw, typeof lastEventId === "string" ? lastEventId : "");
      },
    });
  }

  close(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#pending);
    clearTimeout(this.#pendingJobs);
    for (const { response } of this.#clients) response.end();
    this.#clients.clear();
  }

  #add(response: ServerResponse, lastEventId: string): void {
    const [life, revision] = lastEventId.split(".", 2);
    const client: Client = {
      response,
      revision: life === this.#life ? Number(revision) : Number.NaN,
      toldLoading: undefined,
      // What it missed of them is not remembered.
      jobsAreNews: true,
      fullSinceMillis: undefined,
    };
    this.#clients.add(client);
    response.on("drain", () => {
      client.fullSinceMillis = undefined;
      this.#tell(client);
    });
    response.on("close", () => this.#clients.delete(client));
    response.on("error", () => this.#clients.delete(client));
    response.write("retry: 1000\n\n");
    if (!Number.isSafeInteger(client.revision)) {
      client.revision = this.#news.revision;
      client.jobsAreNews = false;
      this.#write(client, { kind: "reset", revision: client.revision });
    }
    this.#tell(client);
  }

  /** At once when nothing was told lately, else when the burst is over. */
  #tellSoon(): void {
    if (this.#pending) return;
    const delay = Math.max(0, this.#toldMillis + COALESCE_MILLIS - performance.now());
    this.#pending = setTimeout(() => {
      this.#pending = undefined;
      this.#toldMillis = performance.now();
      for (const client of this.#clients) this.#tell(client);
    }, delay);
  }

  #tell(client: Client): void {
    if (client.fullSinceMillis !== undefined) return;
    const change = this.#news.since(client.revision);
    if (change) {
      client.revision = change.revision;
      this.#write(client, change);
    }
    const loading = this.#loading();
    if (!isSameLoading(client.toldLoading, loading)) {
      client.toldLoading = loading;
      this.#write(client, { kind: "loading", loading });
    }
    if (client.jobsAreNews) {
      client.jobsAreNews = false;
      this.#write(client, { kind: "jobs" });
    }
  }

  #write(client: Client, event: LiveEvent): void {
    const id = "revision" in event ? `id: ${this.#life}.${event.revision}\n` : "";
    this.#send(client, `event: ${event.kind}\n${id}data: ${JSON.stringify(event)}\n\n`);
  }

  #send(client: Client, text: string): void {
    if (!client.response.write(text)) client.fullSinceMillis ??= performance.now();
  }

  #beat(): void {
    const now = performance.now();
    for (const client of this.#clients) {
      if (client.fullSinceMillis === undefined) this.#send(client, ":\n\n");
      else if (now - client.fullSinceMillis > STUCK_MILLIS) client.response.destroy();
    }
  }
}

function isSameLoading(a: Loading | undefined, b: Loading): boolean {
  return (
    a?.phase === b.phase &&
    a.filesTotal === b.filesTotal &&
    a.filesRead === b.filesRead &&
    a.bytesTotal === b.bytesTotal &&
    a.bytesRead === b.bytesRead
  );
}

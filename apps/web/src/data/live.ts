// The live stream: news comes in, and what is on the screen and changed is fetched again. A lost connection is made again, later each time.
// While the reader has paused it, news is only noted.
import { LiveEvent, type RunName, type Status } from "@runboard/contract";
import type { Query, QueryClient } from "@tanstack/react-query";
import { retryLate } from "../ui/late.tsx";
import { useLive } from "./live-state.ts";
import { runsQuery, statusQuery } from "./queries.ts";
import { RestedRefresh } from "./rested-refresh.ts";
import type { RunRevisions } from "./revisions.ts";

/** Charts are fetched again at most this often. */
const SERIES_INTERVAL_MILLIS = 500;
/** First parts of the keys of these lists, beside that of the runs. */
const listKeys = ["tags", "latest", "hparams", "findings", "restarts"];
/** First part of the keys of all that tells of jobs. */
const JOBS_KEY = "jobs";
const FIRST_RETRY_MILLIS = 1000;
const LONGEST_RETRY_MILLIS = 15_000;
/** Runs tell of their jobs in one word, which changes seldom; most news is of progress. */
const runJobsPace = { shortestRestMillis: 2000, restFactor: 20 };
/** A hidden page lets go of its connection: browsers allow six for one server over all tabs. */
const HIDDEN_MILLIS = 30_000;

export interface LiveOptions {
  readonly url: string;
  readonly client: QueryClient;
  readonly revisions: RunRevisions;
  /** Fetches the jobs for what shows runs, which looks on and does not ask by itself. */
  readonly refreshRunJobs: () => Promise<void>;
}

export class LiveLink {
  readonly #options: LiveOptions;
  #source: EventSource | undefined;
  #retryTimer: number | undefined;
  #hiddenTimer: number | undefined;
  #failures = 0;
  #changedRuns = new Set<RunName>();
  #flushTimer: number | undefined;
  #lastFlushMillis = -Infinity;
  readonly #lists: RestedRefresh;
  readonly #jobs: RestedRefresh;
  readonly #runJobs: RestedRefresh;
  /** The last reset that came while paused. */
  #pausedReset: number | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    const { client, refreshRunJobs } = options;
    this.#lists = new RestedRefresh(() =>
      Promise.all([
        client.invalidateQueries(runsQuery),
        ...listKeys.map((key) => client.invalidateQueries({ queryKey: [key] })),
      ]),
    );
    this.#jobs = new RestedRefresh(() => client.invalidateQueries({ queryKey: [JOBS_KEY] }));
    this.#runJobs = new RestedRefresh(refreshRunJobs, runJobsPace);
    this.#connect();
    document.addEventListener("visibilitychange", this.#onVisibility);
    window.addEventListener("online", this.retryNow);
  }

  /** Whether no news waits to be acted on. */
  isSettled(): boolean {
    return isPaused() || (this.#flushTimer === undefined && !this.#lists.isWanted && !this.#jobs.isWanted);
  }

  /** Stops or resumes updates; resumed, the page catches up at once. */
  readonly togglePause = (): void => {
    if (!isPaused()) {
      useLive.setState({ pause: { changedRunCount: 0 } });
      window.clearTimeout(this.#flushTimer);
      this.#flushTimer = undefined;
      for (const refresh of this.#refreshes) refresh.pause();
      return;
    }
    useLive.setState({ pause: null });
    if (this.#pausedReset !== undefined) this.#refetchBefore(this.#pausedReset);
    this.#pausedReset = undefined;
    this.#lastFlushMillis = -Infinity;
    if (this.#changedRuns.size > 0) this.#scheduleFlush();
    for (const refresh of this.#refreshes) refresh.resume();
  };

  get #refreshes(): readonly RestedRefresh[] {
    return [this.#lists, this.#jobs, this.#runJobs];
  }

  /** Makes a lost connection again without waiting. */
  readonly retryNow = (): void => {
    if (useLive.getState().connection.status !== "lost") return;
    this.#connect();
  };

  /** The server did not answer another request: the stream is likely dead too, whether or not the browser has noticed. */
  readonly noteUnreachable = (): void => {
    if (this.#source && useLive.getState().connection.status === "open") this.#lose();
  };

  dispose(): void {
    this.#close();
    window.clearTimeout(this.#retryTimer);
    window.clearTimeout(this.#hiddenTimer);
    window.clearTimeout(this.#flushTimer);
    document.removeEventListener("visibilitychange", this.#onVisibility);
    window.removeEventListener("online", this.retryNow);
  }

  #connect(): void {
    this.#close();
    window.clearTimeout(this.#retryTimer);
    const source = new EventSource(this.#options.url);
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      useLive.setState({ connection: { status: "open" } });
      void this.#options.client.invalidateQueries(statusQuery);
      retryLate();
    };
    source.onerror = () => this.#lose();
    for (const kind of ["changed", "reset", "loading", "jobs"]) {
      source.addEventListener(kind, (message: MessageEvent<string>) => {
        const event = LiveEvent.safeParse(JSON.parse(message.data));
        if (event.success) this.#take(event.data);
      });
    }
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
  }

  #lose(): void {
    this.#close();
    window.clearTimeout(this.#retryTimer);
    const waitMillis = Math.min(FIRST_RETRY_MILLIS * 2 ** this.#failures, LONGEST_RETRY_MILLIS);
    this.#failures += 1;
    useLive.setState({ connection: { status: "lost", retryAtMillis: Date.now() + waitMillis } });
    this.#retryTimer = window.setTimeout(() => this.#connect(), waitMillis);
  }

  readonly #onVisibility = (): void => {
    window.clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === "hidden") {
      this.#hiddenTimer = window.setTimeout(() => {
        this.#close();
        window.clearTimeout(this.#retryTimer);
        useLive.setState({ connection: { status: "hidden" } });
      }, HIDDEN_MILLIS);
    } else if (!this.#source) {
      useLive.setState({ connection: { status: "connecting" } });
      this.#connect();
    }
  };

  #take(event: LiveEvent): void {
    switch (event.kind) {
      case "changed":
        this.#options.revisions.note([...event.runs, ...event.removed], event.revision);
        for (const run of [...event.runs, ...event.removed]) this.#changedRuns.add(run);
        useLive.setState({
          lastChangeMillis: Date.now(),
          ...(isPaused() && { pause: { changedRunCount: this.#changedRuns.size } }),
        });
        this.#scheduleFlush();
        this.#lists.want();
        break;
      case "reset":
        this.#options.revisions.reset(event.revision);
        this.#changedRuns.clear();
        if (isPaused()) this.#pausedReset = event.revision;
        else this.#refetchBefore(event.revision);
        this.#runJobs.want();
        break;
      case "loading":
        this.#takeLoading(event.loading);
        break;
      case "jobs":
        this.#jobs.want();
        this.#runJobs.want();
        break;
    }
  }

  /** All that was not read at this revision. */
  #refetchBefore(revision: number): void {
    void this.#options.client.invalidateQueries({ predicate: (query) => revisionOf(query) !== revision });
  }

  #takeLoading(loading: Status["loading"]): void {
    const { client } = this.#options;
    const previous = client.getQueryData(statusQuery.queryKey);
    if (loading.phase === "ready") useLive.setState({ loadingBase: null });
    else if (!useLive.getState().loadingBase)
      useLive.setState({ loadingBase: { atMillis: Date.now(), bytesRead: loading.bytesRead } });
    if (previous) client.setQueryData(statusQuery.queryKey, { ...previous, loading });
    // An empty directory sends no other news when its first walk is over.
    if (previous && previous.loading.phase !== loading.phase) {
      void client.invalidateQueries(statusQuery);
      this.#lists.want();
    }
  }

  #scheduleFlush(): void {
    const { client } = this.#options;
    if (this.#flushTimer !== undefined || isPaused()) return;
    const waitMillis = Math.max(0, this.#lastFlushMillis + SERIES_INTERVAL_MILLIS - performance.now());
    this.#flushTimer = window.setTimeout(() => {
      this.#flushTimer = undefined;
      this.#lastFlushMillis = performance.now();
      const changed = this.#changedRuns;
      this.#changedRuns = new Set();
      const holdsChanged = (query: Query): boolean => holdsAny(query, changed);
      // A slow answer is let through, or a busy run would never be shown; what it may have missed is asked for after it.
      if (client.isFetching({ predicate: holdsChanged }) > 0) {
        for (const run of changed) this.#changedRuns.add(run);
        this.#scheduleFlush();
      }
      void client.invalidateQueries({ predicate: holdsChanged }, { cancelRefetch: false });
    }, waitMillis);
  }
}

function isPaused(): boolean {
  return useLive.getState().pause !== null;
}

function holdsAny(query: Query, changed: ReadonlySet<RunName>): boolean {
  const runs = query.meta?.["runs"];
  if (!(runs instanceof Set)) return false;
  const [small, large]: readonly ReadonlySet<unknown>[] =
    runs.size < changed.size ? [runs, changed] : [changed, runs];
  return small !== undefined && large !== undefined && [...small].some((run) => large.has(run));
}

/** The store's revision that a list was read at; undefined for queries that carry none and those without an answer. */
function revisionOf(query: Query): unknown {
  const data = query.state.data;
  return typeof data === "object" && data !== null && "revision" in data ? data.revision : undefined;
}

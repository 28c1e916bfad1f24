import { RunName, type Run } from "@runboard/contract";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useLive } from "../data/live-state.ts";
import { seriesKey } from "../dashboards/scalars/queries.ts";
import { jobsQuery } from "../jobs/jobs-query.ts";
import { refreshRunJobs } from "../jobs/use-run-jobs.ts";
import { LiveLink } from "../data/live.ts";
import { runsQuery } from "../data/queries.ts";
import { RunRevisions } from "../data/revisions.ts";

/** The browser's end of the stream, played by the test. */
class ScriptedSource extends EventTarget {
  static opened: ScriptedSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;

  constructor() {
    super();
    ScriptedSource.opened.push(this);
  }

  close(): void {
    this.isClosed = true;
  }

  send(event: { readonly kind: string }): void {
    this.dispatchEvent(new MessageEvent(event.kind, { data: JSON.stringify(event) }));
  }
}

const [a, b] = [RunName.parse("a"), RunName.parse("b")];
let client: QueryClient;
let revisions: RunRevisions;
let link: LiveLink;
const source = (): ScriptedSource => {
  const last = ScriptedSource.opened.at(-1);
  if (!last) throw new Error("no connection");
  return last;
};
const isStale = (card: string): boolean | undefined =>
  client.getQueryState([...seriesKey, card])?.isInvalidated;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", ScriptedSource);
  ScriptedSource.opened = [];
  client = new QueryClient();
  revisions = new RunRevisions();
  for (const [card, run] of [
    ["card of a", a],
    ["card of b", b],
  ] as const) {
    const query = client.getQueryCache().build(client, {
      queryKey: [...seriesKey, card],
      meta: { runs: new Set([run]) },
    });
    query.setData(new Map());
  }
  link = new LiveLink({
    url: "http://localhost/events",
    client,
    revisions,
    refreshRunJobs: () => refreshRunJobs(client),
  });
});

afterEach(() => {
  link.dispose();
  client.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("news of changed runs", () => {
  it("makes only what holds them stale", async () => {
    revisions.noteAnswer(3);
    source().send({ kind: "changed", revision: 4, runs: [a], removed: [] } as never);
    expect(link.isSettled()).toBe(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(isStale("card of a")).toBe(true);
    expect(isStale("card of b")).toBe(false);
    expect(revisions.isFresh(a, 3)).toBe(false);
    expect(revisions.isFresh(b, 3)).toBe(true);
    expect(link.isSettled()).toBe(true);
  });

  it("is acted on at most twice a second", async () => {
    const change = (run: RunName): void =>
      source().send({ kind: "changed", revision: 4, runs: [run], removed: [] } as never);
    change(a);
    await vi.advanceTimersByTimeAsync(0);
    change(b);
    await vi.advanceTimersByTimeAsync(400);
    expect(isStale("card of b")).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(isStale("card of b")).toBe(true);
  });

  it("is ignored when it is of a kind that this page does not know", () => {
    expect(() => source().send({ kind: "changed" })).not.toThrow();
    expect(link.isSettled()).toBe(true);
  });
});

describe("news of jobs", () => {
  const isJobListStale = (): boolean | undefined => client.getQueryState(["jobs", "list"])?.isInvalidated;
  const refreshJobList = (): void => {
    client.setQueryData(["jobs", "list"], { jobs: [] });
  };

  beforeEach(refreshJobList);
  afterEach(() => useLive.setState({ pause: null }));

  it("makes what tells of jobs stale, at most twice a second, and nothing else", async () => {
    source().send({ kind: "jobs" });
    expect(isJobListStale()).toBe(true);
    expect(isStale("card of a")).toBe(false);
    await vi.advanceTimersByTimeAsync(0);
    refreshJobList();
    source().send({ kind: "jobs" });
    expect(link.isSettled()).toBe(false);
    await vi.advanceTimersByTimeAsync(400);
    expect(isJobListStale()).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(isJobListStale()).toBe(true);
    expect(link.isSettled()).toBe(true);
  });

  it("makes what tells of them beside runs fetch the list, once in two seconds; not where nothing shows runs", async () => {
    const fetched = vi.fn(() => Promise.resolve(Response.json({ jobs: [] })));
    vi.stubGlobal("fetch", fetched);
    source().send({ kind: "jobs" });
    await vi.advanceTimersByTimeAsync(3000);
    expect(fetched).toHaveBeenCalledTimes(0);
    const stopWatching = new QueryObserver(client, { ...jobsQuery, enabled: false }).subscribe(
      () => undefined,
    );
    for (let quarter = 0; quarter < 12; quarter++) {
      source().send({ kind: "jobs" });
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(fetched).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fetched).toHaveBeenCalledTimes(3);
    expect(isJobListStale()).toBe(false);
    stopWatching();
  });

  it("waits while updates are paused", async () => {
    link.togglePause();
    source().send({ kind: "jobs" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(isJobListStale()).toBe(false);
    link.togglePause();
    expect(isJobListStale()).toBe(true);
  });
});

describe("paused", () => {
  const change = (runs: readonly RunName[], revision: number): void =>
    source().send({ kind: "changed", revision, runs, removed: [] } as never);

  afterEach(() => useLive.setState({ pause: null }));

  it("fetches nothing and counts the runs that change", async () => {
    client.setQueryData(runsQuery.queryKey, { revision: 3, runs: [] });
    link.togglePause();
    change([a], 4);
    change([a, b], 5);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(useLive.getState().pause).toEqual({ changedRunCount: 2 });
    expect(isStale("card of a")).toBe(false);
    expect(client.getQueryState(runsQuery.queryKey)?.isInvalidated).toBe(false);
    expect(link.isSettled()).toBe(true);
  });

  it("catches up at once when resumed, also with news that came just before", async () => {
    change([b], 4);
    link.togglePause();
    change([a], 5);
    client.setQueryData(runsQuery.queryKey, { revision: 3, runs: [] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(isStale("card of b")).toBe(false);
    link.togglePause();
    await vi.advanceTimersByTimeAsync(0);
    expect(useLive.getState().pause).toBeNull();
    expect(isStale("card of a")).toBe(true);
    expect(isStale("card of b")).toBe(true);
    expect(client.getQueryState(runsQuery.queryKey)?.isInvalidated).toBe(true);
  });

  it("makes up for a reset that came meanwhile", () => {
    link.togglePause();
    source().send({ kind: "reset", revision: 7 } as never);
    expect(isStale("card of a")).toBe(false);
    expect(revisions.isFresh(a, 6)).toBe(false);
    link.togglePause();
    expect(isStale("card of a")).toBe(true);
    expect(isStale("card of b")).toBe(true);
  });
});

describe("a reset", () => {
  it("makes everything stale that is not of its revision", () => {
    const run = { run: a } as Run;
    client.setQueryData(runsQuery.queryKey, { revision: 7, runs: [run] });
    client.setQueryData(["tags", "scalar"], { revision: 6, tags: [] });
    source().send({ kind: "reset", revision: 7 } as never);
    expect(client.getQueryState(runsQuery.queryKey)?.isInvalidated).toBe(false);
    expect(client.getQueryState(["tags", "scalar"])?.isInvalidated).toBe(true);
    expect(isStale("card of a")).toBe(true);
    expect(revisions.isFresh(a, 6)).toBe(false);
  });
});

describe("a lost connection", () => {
  it("is made again, later each time, and at once when asked", async () => {
    source().onopen?.();
    expect(useLive.getState().connection.status).toBe("open");
    const waits = [1000, 2000, 4000, 8000, 15_000, 15_000];
    for (const [index, waitMillis] of waits.entries()) {
      source().onerror?.();
      expect(source().isClosed).toBe(true);
      expect(useLive.getState().connection).toEqual({
        status: "lost",
        retryAtMillis: Date.now() + waitMillis,
      });
      await vi.advanceTimersByTimeAsync(waitMillis - 1);
      expect(ScriptedSource.opened.length).toBe(index + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(ScriptedSource.opened.length).toBe(index + 2);
    }
    source().onerror?.();
    link.retryNow();
    expect(ScriptedSource.opened.length).toBe(waits.length + 2);
    source().onopen?.();
    source().onerror?.();
    expect(useLive.getState().connection).toMatchObject({ retryAtMillis: Date.now() + 1000 });
  });

  it("is noticed by other requests too", () => {
    source().onopen?.();
    link.noteUnreachable();
    expect(useLive.getState().connection.status).toBe("lost");
    expect(source().isClosed).toBe(true);
  });
});

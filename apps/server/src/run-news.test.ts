import { describe, expect, test } from "vitest";
import { RunNews } from "./run-news.ts";

function newsFrom(revision: number): RunNews {
  const news = new RunNews();
  news.startAt(revision);
  return news;
}

describe("what a client missed", () => {
  test("is nothing when it knows the newest revision", () => {
    expect(newsFrom(7).since(7)).toBeUndefined();
  });

  test("comes merged, each run once, by what happened to it last", () => {
    const news = newsFrom(7);
    news.add({ revision: 8, runs: ["a", "b"], removedRuns: [] });
    news.add({ revision: 9, runs: ["c"], removedRuns: ["a"] });
    news.add({ revision: 10, runs: ["b"], removedRuns: [] });
    expect(news.since(7)).toEqual({ kind: "changed", revision: 10, runs: ["b", "c"], removed: ["a"] });
    expect(news.since(9)).toEqual({ kind: "changed", revision: 10, runs: ["b"], removed: [] });
    news.add({ revision: 11, runs: ["a"], removedRuns: [] });
    expect(news.since(8)).toMatchObject({
      runs: expect.arrayContaining(["a", "b", "c"]) as string[],
      removed: [],
    });
  });

  test("is everything when its revision is older than this server, or from another one", () => {
    const news = newsFrom(7);
    expect(news.since(6)).toEqual({ kind: "reset", revision: 7 });
    expect(news.since(8)).toEqual({ kind: "reset", revision: 7 });
  });

  test("is everything when too much happened since", () => {
    const news = newsFrom(0);
    for (let revision = 1; revision <= 10_000; revision += 1)
      news.add({ revision, runs: [`run ${revision}`], removedRuns: [] });
    expect(news.since(1)).toEqual({ kind: "reset", revision: 10_000 });
    expect(news.since(9_999)).toEqual({
      kind: "changed",
      revision: 10_000,
      runs: ["run 10000"],
      removed: [],
    });
  });
});

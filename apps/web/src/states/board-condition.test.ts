import type { Status } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { boardCondition } from "./board-condition.ts";

const loading = { phase: "ready", filesTotal: 0, filesRead: 0, bytesTotal: 0, bytesRead: 0 } as const;
const status: Status = {
  version: "0.1.0",
  logdir: "runs",
  logdirState: "ok",
  windowTitle: "",
  readOnly: false,
  revision: 1,
  loading,
  runCount: 0,
};
const open = { status: "open" } as const;
const lost = { status: "lost", retryAtMillis: 0 } as const;

describe("what the page can show", () => {
  it.each([
    ["starting", undefined, null, open],
    ["starting", status, null, open],
    ["unreachable", undefined, null, lost],
    ["empty", status, 0, open],
    ["empty", status, 0, lost],
    ["missing", { ...status, logdirState: "missing" as const }, 0, open],
    ["unreadable", { ...status, logdirState: "unreadable" as const }, 0, open],
    ["loading", { ...status, loading: { ...loading, phase: "discovering" as const } }, 0, open],
    ["board", { ...status, logdirState: "missing" as const }, 3, lost],
    ["starting", undefined, 3, open],
    ["board", status, 3, open],
  ] as const)("%s", (kind, known, runCount, connection) => {
    expect(boardCondition(known, runCount, connection).kind).toBe(kind);
  });
});

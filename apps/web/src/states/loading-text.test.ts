import { describe, expect, it } from "vitest";
import { loadingText } from "./loading-text.ts";

const loading = {
  phase: "reading",
  filesTotal: 40,
  filesRead: 12,
  bytesTotal: 363e6,
  bytesRead: 123e6,
} as const;

describe("loading in words", () => {
  it("says how much of how much, rate and time left", () => {
    expect(loadingText(loading, { atMillis: 1000, bytesRead: 3e6 }, 2000)).toEqual({
      share: 123 / 363,
      short: "Reading 33 %",
      amount: "12 of 40 files · 123 MB of 363 MB",
      pace: "120 MB/s · 2 s left",
    });
  });

  it("tells no pace from too little", () => {
    expect(loadingText(loading, { atMillis: 1000, bytesRead: 3e6 }, 1100)?.pace).toBe("");
    expect(loadingText(loading, null, 1100)?.pace).toBe("");
  });

  it("says that it looks while nothing is known", () => {
    const start = { phase: "discovering", filesTotal: 1, filesRead: 0, bytesTotal: 0, bytesRead: 0 } as const;
    expect(loadingText(start, null, 0)).toMatchObject({ share: null, amount: "1 file found" });
  });

  it("is silent when all is read", () => {
    expect(loadingText({ ...loading, phase: "ready" }, null, 0)).toBeNull();
  });
});

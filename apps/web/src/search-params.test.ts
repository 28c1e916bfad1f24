import { describe, expect, it } from "vitest";
import { parseSearchParams, stringifySearchParams } from "./search-params.ts";

describe("search parameters", () => {
  it("keep names readable", () => {
    expect(
      stringifySearchParams({ runs: "-lr_1E-03,conv=1;a/b", smoothing: 0.6, ignoreOutliers: false }),
    ).toBe("?runs=-lr_1E-03,conv=1;a/b&smoothing=0.6&ignoreOutliers=0");
  });

  it.each(["a&b=c", "50 %", "a+b", "#?", "日本語", "😀"])("come back as they were: %s", (text) => {
    expect(parseSearchParams(stringifySearchParams({ tagFilter: text }))).toEqual({ tagFilter: text });
  });

  it("hold no half characters", () => {
    expect(parseSearchParams(stringifySearchParams({ tagFilter: "a\ud800" }))).toEqual({
      tagFilter: "a\ufffd",
    });
  });

  it("leave out what is undefined", () => {
    expect(stringifySearchParams({ runs: undefined })).toBe("");
  });
});

import { describe, expect, it } from "vitest";
import { parseSearchParams, stringifySearchParams } from "./search-params.ts";

const table = {
  board: { runs: "", tagFilter: "" },
  dashboards: { scalars: { smoothing: 0.6, ignoreOutliers: true }, text: { raw: false, smoothing: 1 } },
  plainlyNamed: ["scalars"],
};
const parse = (text: string) => parseSearchParams(text, table);
const stringify = (search: Readonly<Record<string, unknown>>) => stringifySearchParams(search, table);

describe("search parameters", () => {
  it("keep names readable", () => {
    expect(
      stringify({ runs: "-lr_1E-03,conv=1;a/b", scalars: { smoothing: 0.5, ignoreOutliers: false } }),
    ).toBe("?runs=-lr_1E-03,conv=1;a/b&scalars.smoothing=0.5&scalars.ignoreOutliers=0");
  });

  it.each(["a&b=c", "50 %", "a+b", "#?", "日本語", "😀", "scalars.smoothing"])(
    "come back as they were: %s",
    (text) => {
      expect(parse(stringify({ tagFilter: text }))).toEqual({ tagFilter: text });
    },
  );

  it("hold no half characters", () => {
    expect(parse(stringify({ tagFilter: "a\ud800" }))).toEqual({ tagFilter: "a\ufffd" });
  });

  it("leave out what is undefined, as its default, or known to nobody", () => {
    expect(stringify({ runs: undefined, scalars: { smoothing: 0.6, other: 1 }, other: 2 })).toBe("");
    expect(parse("?other=1&scalars.other=1&other.smoothing=1&__proto__.x=1&scalars.toString=1")).toEqual({});
  });

  it("of one dashboard are not those of another", () => {
    expect(parse("?text.smoothing=3&text.raw=1")).toEqual({ text: { smoothing: "3", raw: "1" } });
  });

  it("have plain names in addresses of before they had prefixes", () => {
    expect(parse("?smoothing=0.9&raw=1&ignoreOutliers=0")).toEqual({
      scalars: { smoothing: "0.9", ignoreOutliers: "0" },
    });
  });
});

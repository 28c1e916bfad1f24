import { describe, expect, it } from "vitest";
import { parseSearchParams, stringifySearchParams } from "../../search-params.ts";
import { ScalarsSearch, scalarsSearchDefaults } from "./search.ts";

describe("search parameters of the scalars dashboard", () => {
  it("default, each for itself, when missing or wrong", () => {
    expect(ScalarsSearch.parse({})).toEqual(scalarsSearchDefaults);
    const wrong = { smoothing: "2", xAxis: "epoch", ignoreOutliers: "maybe", yScale: "7", zoom: 5 };
    expect(ScalarsSearch.parse({ ...wrong, tagFilter: "loss" })).toEqual({
      ...scalarsSearchDefaults,
      tagFilter: "loss",
    });
  });

  it("come back from the address, and are taken as values too", () => {
    const search: ScalarsSearch = {
      ...scalarsSearchDefaults,
      tagFilter: "^a|b c",
      smoothing: 0.85,
      xAxis: "wall",
      ignoreOutliers: false,
      yScale: "log",
      otherScale: "a/b;c",
      zoom: "1~2~~~loss",
      full: "a/b",
      cards: "=t:a!!;t:b",
      aggregate: "median",
      band: "ci95",
      superseded: true,
    };
    expect(ScalarsSearch.parse(parseSearchParams(stringifySearchParams(search)))).toEqual(search);
    expect(ScalarsSearch.parse(search)).toEqual(search);
  });
});

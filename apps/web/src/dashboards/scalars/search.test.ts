import { describe, expect, it } from "vitest";
import { boardSearchDefaults } from "../../url/board-search.ts";
import { parseSearchParams, stringifySearchParams } from "../../url/search-params.ts";
import { ScalarsSearch, scalarsSearch, scalarsSearchDefaults } from "./search.ts";

const params = {
  board: boardSearchDefaults,
  dashboards: { scalars: scalarsSearchDefaults },
  plainlyNamed: ["scalars"],
};

describe("search parameters of the scalars dashboard", () => {
  it("default, each for itself, when missing or wrong", () => {
    expect(ScalarsSearch.parse({})).toEqual(scalarsSearchDefaults);
    const wrong = { smoothing: "2", xAxis: "epoch", ignoreOutliers: "maybe", yScale: "7", zoom: 5 };
    expect(ScalarsSearch.parse({ ...wrong, xTag: "epoch" })).toEqual({
      ...scalarsSearchDefaults,
      xTag: "epoch",
    });
  });

  it("come back from the address, and are taken as values too", () => {
    const search: ScalarsSearch = {
      ...scalarsSearchDefaults,
      xTag: "^a|b c",
      smoothing: 0.85,
      xAxis: "wall",
      ignoreOutliers: false,
      yScale: "log",
      otherScale: "a/b;c",
      zoom: "1~2~~~loss",
      cards: "=t:a!!;t:b",
      aggregate: "median",
      band: "ci95",
      superseded: true,
    };
    const address = stringifySearchParams({ tagFilter: "a/b", scalars: search }, params);
    expect(address).toContain("&scalars.smoothing=0.85&scalars.xAxis=wall&");
    expect(scalarsSearch.read(parseSearchParams(address, params))).toEqual({
      ...boardSearchDefaults,
      ...search,
      tagFilter: "a/b",
    });
    // As it was shared when there was one dashboard.
    const plain = address.replaceAll("scalars.", "");
    expect(scalarsSearch.parse(parseSearchParams(plain, params)).scalars).toEqual(search);
    expect(ScalarsSearch.parse(search)).toEqual(search);
  });
});

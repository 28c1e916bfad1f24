import { describe, expect, it } from "vitest";
import { decodeSort, encodeSort, sortRuns } from "./run-order.ts";

describe("the order of runs in the URL", () => {
  it.each(["", "-name", "start", "-last:loss", "min:-x", "-hparam:lr"])("%s is kept", (text) => {
    expect(encodeSort(decodeSort(text))).toBe(text);
  });

  it.each(["name", "nonsense", "-", "-last"])("%s is that of the names", (text) => {
    expect(encodeSort(decodeSort(text))).toBe("");
  });
});

describe("sorted runs", () => {
  const values: Readonly<Record<string, number | string | undefined>> = {
    a: 2,
    b: undefined,
    c: 1,
    d: NaN,
    e: 2,
    f: Infinity,
  };
  const valueOf = (run: string) => values[run];

  it("have those without a number last whichever way it goes, and equals in the order given", () => {
    expect(sortRuns(Object.keys(values), valueOf, false)).toEqual(["c", "a", "e", "f", "b", "d"]);
    expect(sortRuns(Object.keys(values), valueOf, true)).toEqual(["f", "a", "e", "c", "b", "d"]);
  });
});

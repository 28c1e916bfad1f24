import { RunName } from "@runboard/contract";
import { expect, it } from "vitest";
import type { CardLine } from "./card-lines.ts";
import { chartColumns } from "./chart-columns.ts";
import { shownCsv } from "./shown-csv.ts";
import { fetchedSeries } from "./testing.ts";

const columns = chartColumns(fetchedSeries({ values: [1, NaN, -Infinity, 4] }), "step", 0);
if (!columns) throw new Error("no columns");
const line: CardLine = {
  id: "a",
  name: 'odd, "a"',
  source: null,
  run: RunName.parse("a"),
  style: { color: "red" },
  columns,
  firstWallTimeSeconds: 1000,
  lastStep: null,
};

it("holds the points in view with their quoted names", () => {
  const options = { range: [1, 2], axis: "step", xTitle: "", isSmoothed: true } as const;
  expect(shownCsv(new Map([["a", line]]), options)).toBe(
    [
      "run,step,wall_time,value,smoothed",
      '"odd, ""a""",1,1001,NaN,NaN',
      '"odd, ""a""",2,1002,-Infinity,-Infinity',
      "",
    ].join("\n"),
  );
});

it("says x where no other column does, what it is of, and the band of groups", () => {
  const group: CardLine = {
    ...line,
    name: "seeds",
    source: "loss",
    run: null,
    columns: {
      ...columns,
      steps: null,
      wallTimesSeconds: null,
      band: { lower: Float64Array.of(0, 0, 0, 3), upper: Float64Array.of(2, 2, 2, 5) },
      runCounts: Float64Array.of(3, 3, 3, 2),
    },
  };
  const options = { range: [3, 9], axis: "relative", xTitle: "relative_seconds", isSmoothed: false } as const;
  expect(shownCsv(new Map([["seeds", group]]), options)).toBe(
    "group,shows,relative_seconds,value,lower,upper,runs\nseeds,loss,3,4,3,5,2\n",
  );
});

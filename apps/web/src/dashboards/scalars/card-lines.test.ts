import { Tag, type Curve } from "@runboard/contract";
import { expect, it } from "vitest";
import { chartLine, linesOfCurves } from "./card-lines.ts";
import { tagCard } from "./card-spec.ts";
import { shownCsv } from "./shown-csv.ts";
import { tooltipRows } from "./tooltip-rows.ts";

const color = () => ({ color: "red" });
const columns = (...values: readonly number[]) => Float64Array.from(values);

it("a group's line is drawn smoothed, and what is told of its centre and band is not", () => {
  const curve: Curve = {
    source: 0,
    run: null,
    group: "seeds",
    xs: columns(0, 1),
    values: columns(4, 2),
    smoothed: columns(4, 3),
    lower: columns(3, 1),
    upper: columns(5, 9),
    smoothedLower: columns(3, 2),
    smoothedUpper: columns(5, 7),
    pointCount: 500,
    pointCountInRange: 2,
    firstStep: null,
    lastStep: null,
    firstWallTimeSeconds: null,
  };
  const lines = linesOfCurves(tagCard(Tag.parse("loss")), [curve], {
    smoothing: 0.6,
    colorOf: color,
    colorOfGroup: color,
  });
  const line = lines.get("seeds");
  expect(line && chartLine(line, false)).toMatchObject({
    ys: columns(4, 3),
    endYs: columns(4, 2),
    band: { lower: columns(3, 2), upper: columns(5, 7) },
  });
  const hover = { nearest: [{ id: "seeds", index: 1, distancePixels: 0 }], closestId: "seeds" };
  const order = { sort: "nearest", limit: 12, pinned: null, pointerY: 0 } as const;
  expect(tooltipRows(hover, lines, order).rows).toMatchObject([{ smoothed: 3, value: 2, band: [1, 9] }]);
  const csv = shownCsv(lines, { range: [1, 1], axis: "step", xTitle: "step", isSmoothed: true });
  expect(csv).toContain("seeds,1,2,3,1,9");
});

import { RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import type { CardLine } from "./card-lines.ts";
import { chartColumns } from "./chart-columns.ts";
import { fetchedSeries } from "./testing.ts";
import { commonFields, tooltipRows } from "./tooltip-rows.ts";

function line(run: string, values: readonly number[]): [string, CardLine] {
  const columns = chartColumns(fetchedSeries({ run, values }), "step", 0);
  if (!columns) throw new Error("no columns");
  return [
    run,
    {
      id: run,
      name: run,
      source: null,
      run: RunName.parse(run),
      style: { color: "red" },
      columns,
      firstWallTimeSeconds: 1000,
      lastStep: null,
    },
  ];
}
const lines = new Map([line("far", [1, 2]), line("near", [3, NaN]), line("hidden", [5, 6])]);
const nearest = [
  { id: "far", index: 1, distancePixels: 40 },
  { id: "near", index: 1, distancePixels: NaN },
  { id: "hidden", index: 0, distancePixels: 3 },
];
const hover = { nearest, closestId: "hidden" };
const usual = { sort: "nearest", limit: 12, pinned: null, pointerY: 4.9 } as const;
const names = (order: Parameters<typeof tooltipRows>[2]) =>
  tooltipRows(hover, lines, order).rows.map(({ line: { name } }) => name);

describe("tooltip rows", () => {
  it("come by distance, what cannot be drawn last", () => {
    const { rows, moreCount, closestId } = tooltipRows(hover, lines, usual);
    expect(rows.map(({ line: { name } }) => name)).toEqual(["hidden", "far", "near"]);
    expect(rows[1]).toMatchObject({
      smoothed: 2,
      value: 2,
      step: 1,
      x: 1,
      wallTimeSeconds: 1001,
      relativeSeconds: 1,
      band: null,
      runCount: null,
      notes: [],
    });
    expect(closestId).toBe("hidden");
    expect(moreCount).toBe(0);
  });

  it.each([
    ["ascending", ["far", "hidden", "near"]],
    ["descending", ["hidden", "far", "near"]],
    ["nearest_y", ["hidden", "far", "near"]],
    ["default", ["far", "near", "hidden"]],
  ] as const)("come %s", (sort, expected) => {
    expect(names({ ...usual, sort })).toEqual(expected);
  });

  it("are few however many lines there are, the marked run first and the closest line among them", () => {
    expect(names({ ...usual, limit: 1, pinned: RunName.parse("near") })).toEqual(["hidden"]);
    expect(names({ ...usual, limit: 2, pinned: RunName.parse("near") })).toEqual(["near", "hidden"]);
    expect(names({ ...usual, limit: 2, sort: "ascending", pinned: null })).toEqual(["far", "hidden"]);
    expect(tooltipRows(hover, lines, { ...usual, limit: 2 }).moreCount).toBe(1);
  });

  it("begin, of lines as close, with the one that stands out", () => {
    const tied = nearest.map((point) => ({ ...point, distancePixels: 3 }));
    const { rows, closestId } = tooltipRows({ nearest: tied, closestId: "near" }, lines, usual);
    expect(rows.map(({ line: { name } }) => name)).toEqual(["near", "far", "hidden"]);
    expect(closestId).toBe("near");
  });

  it("say what is worth knowing of the place", () => {
    const [id, far] = line("far", [1, 2]);
    const noted = new Map([[id, { ...far, notes: [{ kind: "restart", x: 1, lastX: 1, step: 1 } as const] }]]);
    expect(tooltipRows(hover, noted, usual).rows.map(({ notes }) => notes)).toEqual([
      ["went back to step 1"],
    ]);
  });

  it("leave out what the card no longer has", () => {
    const gone = [
      { id: "gone", index: 0, distancePixels: 0 },
      { id: "far", index: 9, distancePixels: 1 },
    ];
    expect(tooltipRows({ nearest: gone, closestId: "gone" }, lines, usual).rows).toEqual([]);
  });
});

describe("what is the same in all rows", () => {
  const textOf = {
    x: ({ x }: { readonly x: number }) => String(x),
    step: ({ step }: { readonly step: number | null }) => String(step),
    wallTimeSeconds: ({ line: { name } }: { readonly line: CardLine }) => name,
    relativeSeconds: () => "",
  };

  it("is told by what a reader would see", () => {
    const { rows } = tooltipRows({ nearest: nearest.slice(0, 2), closestId: "far" }, lines, usual);
    expect(commonFields(rows, textOf)).toEqual(new Set(["x", "step", "relativeSeconds"]));
    const { rows: other } = tooltipRows(hover, lines, usual);
    expect(commonFields(other, textOf)).toEqual(new Set(["relativeSeconds"]));
    expect(commonFields([], textOf)).toEqual(new Set());
  });
});

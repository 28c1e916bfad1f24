import { RunName } from "@runboard/contract";
import { expect, it } from "vitest";
import type { CardLine } from "./card-lines.ts";
import { legendOf, pictureFile } from "./card-picture.ts";
import { chartColumns } from "./chart-columns.ts";
import { fetchedSeries } from "./testing.ts";

const columns = chartColumns(fetchedSeries({ values: [1, 2, 4] }), "step", 0);
if (!columns) throw new Error("no columns");
const line = (name: string, source: string | null = null): CardLine => ({
  id: name,
  name,
  source,
  run: RunName.parse(name),
  style: { color: "#d55e00", dash: [4, 2] },
  columns,
  firstWallTimeSeconds: 1000,
  lastStep: null,
});
const linesOf = (names: readonly string[]) => new Map(names.map((name) => [name, line(name)]));

it("has a legend of its lines, at most thirty", () => {
  expect(legendOf(new Map([["a", line("a", "loss")]]), "gray")).toEqual([
    { label: "loss · a", color: "#d55e00", dash: [4, 2] },
  ]);
  const legend = legendOf(linesOf(Array.from({ length: 250 }, (_, index) => `run${index}`)), "gray");
  expect(legend).toHaveLength(31);
  expect(legend.at(-1)).toEqual({ label: "and 220 more", color: "gray" });
});

it("is a picture of vectors in the colours of the page", async () => {
  const theme = {
    text: "#1b1f24",
    secondaryText: "#59636e",
    hairline: "#e4e6ea",
    surface: "#ffffff",
    accent: "#2f6feb",
    fontFamily: "Inter",
  };
  const file = await pictureFile("svg", {
    look: {
      lines: [{ id: "a", color: "#d55e00", xs: columns.xs, ys: columns.values, isEmphasized: false }],
      axis: "step",
      yScale: "linear",
      ignoreOutliers: false,
      view: { x: null, y: null },
      crosshairX: null,
      theme,
      label: "loss",
    },
    size: { width: 400, height: 240 },
    caption: { title: "loss & more", legend: legendOf(linesOf(["a"]), "gray") },
  });
  expect(file.type).toBe("image/svg+xml");
  const text = await file.text();
  expect(text).toContain("loss &amp; more");
  expect(text).toContain("#d55e00");
  expect(text).toContain(theme.surface);
});

import type { RunName, Tag } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { arrange, decodeAxis, withAxis, type GridPlace } from "./grid-axes.ts";

const place = (
  run: string,
  tag: string,
  step: number | null = null,
  sample: number | null = null,
): GridPlace => ({
  run: run as RunName,
  tag: tag as Tag,
  step,
  sample,
});
const rates: Readonly<Record<string, number>> = { a: 0.1, b: 0.01, c: 0.1 };
const hparamOf = (run: RunName, name: string) => (name === "lr" ? rates[run] : undefined);
const names = { hparamOf, tagName: (tag: Tag) => tag.toUpperCase() };
const labels = (heads: readonly { readonly label: string }[]) => heads.map(({ label }) => label);

describe("cells in rows and columns", () => {
  const places = ["a", "b", "c", "d"].flatMap((run) => ["input", "truth"].map((tag) => place(run, tag)));

  it("are tags by runs, in the order that they have", () => {
    const grid = arrange(places, { rows: "tag", columns: "run" }, names);
    expect([labels(grid.rows), labels(grid.columns)]).toEqual([
      ["INPUT", "TRUTH"],
      ["a", "b", "c", "d"],
    ]);
    expect(grid.at("truth", "b")).toEqual([place("b", "truth")]);
  });

  it("are by a parameter's value, runs of one value together, those without it last", () => {
    const grid = arrange(places, { rows: "tag", columns: "hparam:lr" }, names);
    expect(labels(grid.columns)).toEqual(["lr 0.01", "lr 0.1", "no lr"]);
    expect(grid.at("input", "0.1").map(({ run }) => run)).toEqual(["a", "c"]);
  });

  it("are by step and sample, as numbers", () => {
    const of = [10, 9, 100].flatMap((step) => [1, 0].map((sample) => place("a", "x", step, sample)));
    const grid = arrange(of, { rows: "sample", columns: "step" }, names);
    expect(labels(grid.rows)).toEqual(["sample 1", "sample 2"]);
    expect(labels(grid.columns)).toEqual(["step 9", "step 10", "step 100"]);
    expect(grid.at("0", "100")).toEqual([place("a", "x", 100, 0)]);
    expect(grid.at("7", "100")).toEqual([]);
  });

  it("never have one thing on both axes", () => {
    const axes = { rows: "tag", columns: "run" } as const;
    expect(withAxis(axes, "rows", "run")).toEqual({ rows: "run", columns: "tag" });
    expect(withAxis(axes, "columns", "step")).toEqual({ rows: "tag", columns: "step" });
  });

  it("know an axis by its name", () => {
    expect(["run", "hparam:lr", "hparam:", "other", ""].map(decodeAxis)).toEqual([
      "run",
      "hparam:lr",
      undefined,
      undefined,
      undefined,
    ]);
  });
});

import { Tag } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { decodeColumns, defaultColumns, encodeColumns, hparamNames, moved } from "./run-columns.ts";
import { encodeField } from "./run-field.ts";

describe("columns in the URL", () => {
  it.each(["none", "start", "last:loss/a;min:loss/a;hparam:l!;r", "step;state"])("%s is kept", (text) => {
    const columns = decodeColumns(text);
    expect(columns && encodeColumns(columns)).toBe(text);
  });

  it("are the default when nothing is said, and leave out what is no column or was there", () => {
    expect(decodeColumns("")).toBeNull();
    expect(decodeColumns("nonsense;start;name;start;last")?.map(encodeField)).toEqual(["start"]);
  });

  it("are at first what every run has, and what tells the runs apart", () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const tags = ["acc", "loss", "lr"].map((tag) => Tag.parse(tag));
    expect(defaultColumns(names, tags).map(encodeField)).toEqual([
      "start",
      "duration",
      "step",
      "state",
      "last:acc",
      "last:loss",
      ...names.slice(0, 8).map((name) => `hparam:${name}`),
    ]);
  });
});

describe("hyperparameters", () => {
  it("differ when a value or a run is without them", () => {
    const runs = [
      { lr: 0.1, seed: 1, depth: 3 },
      { lr: 0.1, seed: 2, depth: 3, extra: true },
      { lr: 0.1, seed: 1, depth: 3 },
    ];
    expect(hparamNames(runs)).toEqual({
      all: ["lr", "seed", "depth", "extra"],
      differing: ["seed", "extra"],
    });
  });
});

describe("an item of a list", () => {
  it("goes where it is put", () => {
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  });
});

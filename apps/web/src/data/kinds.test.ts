import { RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { countKinds } from "./kinds.ts";

const [a, b] = [RunName.parse("a"), RunName.parse("b")];

describe("countKinds", () => {
  it("counts tags and runs of each kind", () => {
    const counts = countKinds([
      { plugin: "scalars", runs: [a, b] },
      { plugin: "scalars", runs: [a] },
      { plugin: "histograms", runs: [b] },
    ]);
    expect([...counts]).toEqual([
      ["scalars", { tagCount: 2, runCount: 2 }],
      ["histograms", { tagCount: 1, runCount: 1 }],
    ]);
  });

  it("takes all that is logged of graphs for one kind, and leaves out what it does not know", () => {
    const counts = countKinds([
      { plugin: "graphs", runs: [a] },
      { plugin: "graph_keras_model", runs: [a] },
      { plugin: "custom_scalars", runs: [a] },
      { plugin: "", runs: [a] },
    ]);
    expect([...counts]).toEqual([["graphs", { tagCount: 2, runCount: 1 }]]);
  });
});

import { describe, expect, it } from "vitest";
import { decodeSelection, defaultSelection, encodeSelection, onlyRun } from "./selection.ts";

const runs = ["a/1", "a/2", "a/3", "b/x/1", "b/x/2", "c", "d"];

describe("run selection in the URL", () => {
  it("is empty for the default", () => {
    expect(encodeSelection(new Set(runs), runs)).toBe("");
    expect(decodeSelection("", runs)).toEqual(new Set(runs));
  });

  it("names the smaller side", () => {
    expect(encodeSelection(new Set(runs.filter((run) => run !== "c")), runs)).toBe("-c");
    expect(encodeSelection(new Set(["c"]), runs)).toBe("+c");
  });

  it("names whole folders", () => {
    expect(encodeSelection(new Set(["b/x/1", "b/x/2", "c", "d"]), runs)).toBe("-a/");
    expect(encodeSelection(new Set(["b/x/1", "b/x/2"]), runs)).toBe("+b/");
    expect(decodeSelection("-a/", [...runs, "a/4"])).toEqual(new Set(["b/x/1", "b/x/2", "c", "d"]));
  });

  it("comes back for every subset", () => {
    for (let bits = 0; bits < 2 ** runs.length; bits += 1) {
      const subset = new Set(runs.filter((_, index) => bits & (2 ** index)));
      expect(decodeSelection(encodeSelection(subset, runs), runs)).toEqual(subset);
    }
  });

  it("shows nothing when nothing is chosen", () => {
    expect(encodeSelection(new Set<string>(), runs)).toBe("+");
    expect(decodeSelection("+", runs).size).toBe(0);
  });

  it("shows the newest of very many", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `run${index}`);
    expect(defaultSelection(many).size).toBe(100);
    expect(defaultSelection(many).has("run9999")).toBe(true);
  });
});

it("shows the run alone, whatever its name, and keeps the rest of the view", () => {
  const runs = ["a", "lr_1E-03,conv=2;x!", "b"];
  const search = onlyRun(runs[1] ?? "")({ runs: "-a", runFilter: "b", smoothing: 0.2 } as const);
  expect(search).toMatchObject({ runFilter: "", smoothing: 0.2 });
  expect([...decodeSelection(search.runs, runs)]).toEqual([runs[1]]);
});

import { RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { decodeGrouping, encodeGrouping, groupNames, groupsOf, regexProblem } from "./run-groups.ts";

const runs = ["sweep/lr_0.1/train", "sweep/lr_0.1/eval", "sweep/lr_0.01/train", "baseline"].map((name) =>
  RunName.parse(name),
);
const noHparams = () => undefined;

function members(text: string, hparamsOf: Parameters<typeof groupNames>[2] = noHparams) {
  const names = groupNames(runs, decodeGrouping(text), hparamsOf);
  return names && groupsOf(runs, names, (name) => `color of ${name}`);
}

describe("a grouping in the URL", () => {
  it.each(["regex:(a:b)", "folder:2", "hparam:opt:lr", ""])("%s is kept", (text) => {
    expect(encodeGrouping(decodeGrouping(text))).toBe(text);
  });

  it.each(["run", "folder:0", "folder:x", "regex:", "nonsense"])("%s is a colour per run", (text) => {
    expect(decodeGrouping(text)).toEqual({ kind: "run" });
  });
});

describe("groups of runs", () => {
  it("are made of the captures of an expression, with regard to case; other runs belong to none", () => {
    expect(members("regex:lr_([\\d.]+)/(.*)")).toEqual([
      { name: "0.01, train", runs: [runs[2]], color: "color of 0.01, train" },
      { name: "0.1, eval", runs: [runs[1]], color: "color of 0.1, eval" },
      { name: "0.1, train", runs: [runs[0]], color: "color of 0.1, train" },
    ]);
    expect(members("regex:LR_(.)")).toEqual([]);
  });

  it("are one when the expression captures nothing", () => {
    expect(members("regex:train")?.map((group) => [group.name, group.runs.length])).toEqual([["train", 2]]);
  });

  it("keep lists of captures apart that would read the same", () => {
    const two = [RunName.parse("a, b|c"), RunName.parse("a|b, c"), RunName.parse("a|"), RunName.parse("a")];
    const names = groupNames(two, { kind: "regex", source: "^([^|]*)(?:\\|(.*))?$" }, noHparams);
    expect(names?.names).toHaveLength(4);
  });

  it("are the first segments of the path", () => {
    expect(members("folder:2")?.map(({ name }) => name)).toEqual([
      "baseline",
      "sweep/lr_0.01",
      "sweep/lr_0.1",
    ]);
  });

  it("are the values of a hyperparameter", () => {
    const groups = members("hparam:lr", (run) =>
      run === "baseline" ? {} : { lr: run.includes("0.01") ? 1 : 2 },
    );
    expect(groups?.map((group) => [group.name, group.runs.length])).toEqual([
      ["lr=1", 1],
      ["lr=2", 2],
    ]);
  });

  it("do not exist for an expression that is none", () => {
    expect(members("regex:(")).toBeNull();
    expect(regexProblem("(")).toContain("Unterminated group");
    expect(regexProblem("(a)")).toBeNull();
  });
});

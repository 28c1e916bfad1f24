import { RunName, Tag, type TagEntry } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { compileFilter } from "../ui/filter.ts";
import { visibleTags } from "./visible-tags.ts";

function entry(tag: string, ...runs: string[]): TagEntry {
  return {
    tag: Tag.parse(tag),
    dataClass: "scalar",
    plugin: "scalars",
    displayName: "",
    description: "",
    runs: runs.map((run) => RunName.parse(run)),
    maxSampleCount: 0,
    maxPointCount: 0,
  };
}
const tags = [entry("acc/a", "x", "y"), entry("loss/a", "x"), entry("loss/b", "y")];
const shown = (...runs: string[]) => new Set(runs.map((run) => RunName.parse(run)));
const all = compileFilter("");

describe("visible tags", () => {
  it("are those of the shown runs", () => {
    expect(visibleTags(tags, shown("x"), all)).toMatchObject({ kind: "groups", tagCount: 2 });
    expect(visibleTags(tags, shown("x", "y"), compileFilter("LOSS"))).toMatchObject({
      kind: "groups",
      tagCount: 2,
      groups: [{ name: "loss" }],
    });
  });

  it("say why there is none", () => {
    expect(visibleTags([], shown("x"), all).kind).toBe("no-tags");
    expect(visibleTags(tags, shown(), all).kind).toBe("no-runs-shown");
    expect(visibleTags(tags, shown("z"), all).kind).toBe("none-in-shown-runs");
    expect(visibleTags(tags, shown("x"), compileFilter("nope"))).toEqual({ kind: "none-match", tagCount: 2 });
  });
});

import { describe, expect, it } from "vitest";
import { groupTags, titleParts } from "./tag-groups.ts";

const outline = (tags: readonly string[]) =>
  groupTags(tags.map((tag) => ({ tag }))).map(({ name, entries }) => [name, entries.map(({ tag }) => tag)]);

describe("tag groups", () => {
  it("go by the first slash", () => {
    expect(outline(["accuracy/eval", "accuracy/train", "loss/a/b"])).toEqual([
      ["accuracy", ["accuracy/eval", "accuracy/train"]],
      ["loss", ["loss/a/b"]],
    ]);
  });

  it("collect tags without a slash in one group, first", () => {
    expect(outline(["a/x", "epoch_loss", "lr"])).toEqual([
      [null, ["epoch_loss", "lr"]],
      ["a", ["a/x"]],
    ]);
  });

  it("take a tag of the group's own name in", () => {
    expect(outline(["loss", "loss/train"])).toEqual([["loss", ["loss", "loss/train"]]]);
  });

  it("keep odd names", () => {
    expect(outline(["/x", ""])).toEqual([[null, ["/x", ""]]]);
  });
});

describe("titles", () => {
  it("split off the group", () => {
    expect(titleParts("loss/train", "loss")).toEqual(["loss/", "train"]);
    expect(titleParts("loss", "loss")).toEqual(["", "loss"]);
    expect(titleParts("lr", null)).toEqual(["", "lr"]);
  });
});

import { Tag } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { completionAt, tagText } from "./expression-completion.ts";

const tags = ["loss", "loss/train", "loss/valid", "my tag", "-1", "acc-top1"].map((name) => Tag.parse(name));

function suggested(text: string): readonly string[] {
  // The caret is where the bar is.
  const caret = text.indexOf("|");
  const completion = completionAt(text.replace("|", ""), caret, tags);
  return completion?.suggestions.map(({ name }) => name) ?? [];
}

describe("completion in an expression", () => {
  it.each([
    ["loss/|", ["loss/train", "loss/valid"]],
    ["loss/train - va|", ["loss/valid"]],
    ["1 - TRAIN|", ["loss/train"]],
    ["2*top|", ["acc-top1"]],
    ["loss-va|", ["loss/valid"]],
    ["`my|", ["my tag"]],
    ["em|", ["ema"]],
    ["loss/train|", []],
    ["1.5|", []],
    ["nothing|", []],
    ["|", []],
  ])("of %s is %j", (text, names) => {
    expect(suggested(text)).toEqual(names);
  });

  it("puts names that begin so before others, and replaces what was typed of them", () => {
    expect(completionAt("x + t", 5, tags)).toMatchObject({ from: 4, to: 5 });
    expect(suggested("t|")[0]).toBe("loss/train");
    expect(completionAt("`m`", 2, tags)).toMatchObject({ from: 0, to: 3 });
  });

  it("knows a name that is whole, though others go on", () => {
    expect(completionAt("loss", 4, tags)?.isWhole).toBe(true);
    expect(completionAt("los", 3, tags)?.isWhole).toBe(false);
  });
});

describe("a tag in an expression", () => {
  const known = new Set<string>(tags);
  it.each([
    ["loss/train", "loss/train"],
    ["my tag", "my tag"],
    ["-1", "`-1`"],
    ["`a", "```a`"],
  ])("%s is written %s", (tag, text) => {
    expect(tagText(Tag.parse(tag), new Set([...known, tag]))).toBe(text);
  });
});
